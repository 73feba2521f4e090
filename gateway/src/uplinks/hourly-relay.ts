import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import { encodeCompact } from "@datacityzen/hardware/wire/compact-batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { type Joined, joinMessages } from "../outbox/joined.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Retained, RetainedMessage } from "../store/retained.ts";
import type { ByteLedger } from "./byte-ledger.ts";
import { costOf } from "./metered-stream.ts";
import type { Publication, Relay, RelayLink } from "./relay.ts";

export interface HourlyRelayOptions extends RelayLink {
  readonly outbox: Outbox;
  readonly retained: Retained;
  readonly ledger: ByteLedger;
  readonly schedule: Schedule;
  readonly now: () => number;
}

/** What outlives a connection: when was sent last, and what the cloud has of each station's documents. */
export interface Schedule {
  /** UTC ms. */
  sentAt: number;
  readonly told: Map<string, { readonly what: string; readonly at: number }>;
}

export const createSchedule = (): Schedule => ({
  sentAt: Number.NEGATIVE_INFINITY,
  told: new Map(),
});

export const everyMs = 3_600_000;
const tellAgainMs = 86_400_000;
/** What arrives a little late still belongs to the hour that is sent. */
const lateMs = 15 * 60_000;
/** Looked at in one round: a day of ten stations at one message a minute. */
const mostMessages = 14_400;
/** MQTT's head and TLS's record around a message, with the acknowledgement that comes back. */
const around = 64 + costOf(40);

const costOfBatch = (topic: string, batch: Batch): number =>
  costOf(topic.length + encodeCompact(batch).length) + around;

/** One reading in `step` of each sensor, the newest always. */
const everyNth = (readings: readonly Reading[], step: number): readonly Reading[] =>
  [...Map.groupBy(readings, ({ sensor }) => sensor).values()].flatMap((own) => {
    const sorted = own.toSorted((one, other) => other.at - one.at);
    return sorted.filter((_, index) => index % step === 0);
  });

/**
 * The batch as it is, or with one reading in two, three, … of each sensor, so that it costs no more than
 * `bytes`; undefined when not even the newest reading of each does.
 */
export const fitBatch = (topic: string, batch: Batch, bytes: number): Batch | undefined => {
  const counts = Map.groupBy(batch.readings, ({ sensor }) => sensor).values();
  const most = Math.max(...[...counts].map(({ length }) => length));
  for (let step = 1; step <= most; step = step < 4 ? step + 1 : Math.ceil(step * 1.5)) {
    const thinned =
      step === 1 ? batch : { ...batch, readings: [...everyNth(batch.readings, step)] };
    if (costOfBatch(topic, thinned) <= bytes) return thinned;
  }
  return undefined;
};

/** What of a station's document the cloud should hear at once; a status differs each minute. */
const newsOf = ({ topic, payload }: RetainedMessage): string => {
  if (parseTopic(topic)?.kind !== "status") return Buffer.from(payload).toString("base64");
  const status = parsePayload(Status, payload);
  return status.ok ? status.value.state : "";
};

/**
 * Carries the outbox over a link that is paid by the byte: once an hour, what each station measured as one
 * compact batch, newest first, as far as the ledger allows. An hour that does not fit is thinned, evenly, and
 * what is left out is counted; an older one waits for days that leave something.
 */
export const openHourlyRelay = (options: HourlyRelayOptions): Relay => {
  const { outbox, retained, ledger, schedule, publish, onAcknowledged, now } = options;
  const sent = new Map<number, { readonly at: number; readonly ids: readonly number[] }>();
  let next = 0;
  let ended = false;
  let draining = false;
  let whenIdle: (() => void) | undefined;

  const send = (publication: Publication, ids: readonly number[], done: () => void): void => {
    const key = next++;
    sent.set(key, { at: now(), ids });
    publish(publication, () => {
      if (ended) return;
      sent.delete(key);
      done();
      onAcknowledged(ids.length > 0 ? "readings" : "document");
      if (sent.size === 0) whenIdle?.();
    });
  };

  const sendDocuments = (): void => {
    for (const message of retained.all()) {
      const what = newsOf(message);
      const told = schedule.told.get(message.topic);
      if (told?.what === what && Math.abs(now() - told.at) < tellAgainMs) continue;
      if (costOf(message.topic.length + message.payload.length) + around > ledger.allowance())
        return;
      schedule.told.set(message.topic, { what, at: now() });
      send({ ...message, retain: true }, [], () => {});
    }
  };

  const sendReadings = (): void => {
    const messages = outbox.next({ limit: mostMessages, except: new Set() });
    const { joined, unread } = joinMessages(messages);
    // What this round may cost: sent is counted by the socket, a moment later.
    let allowance = ledger.allowance();
    const sendJoined = ({ topic, batch, ids }: Joined, fitting: Batch | undefined): void => {
      if (fitting === undefined) return;
      allowance -= costOfBatch(topic, fitting);
      const leftOut = batch.readings.length - fitting.readings.length;
      send({ topic, payload: encodeCompact(fitting), retain: false }, ids, () => {
        if (leftOut > 0) ledger.leftOut(leftOut);
        void outbox.remove(ids);
      });
    };
    const freshSince = now() - everyMs - lateMs;
    const isFresh = ({ batch }: Joined) => batch.readings.some(({ at }) => at >= freshSince);
    const fresh = joined.filter(isFresh);
    // Each station has the same share of a budget that is short; what one leaves is there for the next.
    for (const [index, one] of fresh.entries())
      sendJoined(one, fitBatch(one.topic, one.batch, allowance / (fresh.length - index)));
    for (const one of joined) {
      if (isFresh(one) || costOfBatch(one.topic, one.batch) > allowance) continue;
      sendJoined(one, one.batch);
    }
    for (const { id, topic, payload } of unread) {
      const cost = costOf(topic.length + payload.length) + around;
      if (cost > allowance) continue;
      allowance -= cost;
      send({ topic, payload, retain: false }, [id], () => void outbox.remove([id]));
    }
    const underWay = new Set([...sent.values()].flatMap(({ ids }) => ids));
    outbox.giveBack(messages.map(({ id }) => id).filter((id) => !underWay.has(id)));
  };

  return {
    pump: () => {
      // A clock that was set back: the last hour that was sent lies ahead, perhaps by years.
      if (schedule.sentAt > now()) schedule.sentAt = Number.NEGATIVE_INFINITY;
      if (ended || draining || sent.size > 0 || now() - schedule.sentAt < everyMs) return;
      if (outbox.waiting().messages === 0) return;
      schedule.sentAt = now();
      sendDocuments();
      sendReadings();
    },
    oldestSent: () => sent.values().next().value?.at,
    drain: () => {
      draining = true;
      return new Promise((resolve) => {
        if (sent.size === 0) resolve();
        else whenIdle = resolve;
      });
    },
    end: () => {
      ended = true;
      for (const { ids } of sent.values()) outbox.giveBack(ids);
      // What was under way is sent again with the next connection, not in an hour.
      if (sent.size > 0) schedule.sentAt = Number.NEGATIVE_INFINITY;
    },
  };
};
