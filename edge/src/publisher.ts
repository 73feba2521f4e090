import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import type { Proving } from "@datacityzen/hardware/device/proving";
import { type Batch, type Clock, Instant, type Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { endAtLongPacket } from "@datacityzen/hardware/wire/packet-lengths";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Receipt } from "@datacityzen/hardware/wire/receipt";
import type { Status } from "@datacityzen/hardware/wire/status";
import { formatTopic, type Kind } from "@datacityzen/hardware/wire/topic";
import { connect, type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { repairInstants } from "./clock-flags.ts";
import { pause } from "./pause.ts";
import { createSendQueue } from "./send-queue.ts";
import { SPOOLED_BYTES, type Spool, type SpooledMessage } from "./spool.ts";
import { createSpoolWriter } from "./spool-writer.ts";

/** Receipts and configurations have some kilobytes. */
const MOST_PACKET_BYTES = 256 * 1024;

/** What became of a batch. `unsent`: the publisher was stopped before an acknowledgement came. */
export type Outcome = "acknowledged" | "dropped" | "unsent";

export interface PublisherOptions {
  /** Of the gateway's broker. */
  readonly url: string;
  /** The certificate by which the gateway is known over `mqtts:`, in PEM; else the system's authorities. */
  readonly ca?: string | undefined;
  readonly station: string;
  /** Proves the station's name to the gateway. */
  readonly proving?: Proving | undefined;
  readonly boot: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly clock: () => Clock;
  /** The part of the station's health that the publisher does not know. */
  readonly health: () => Omit<NonNullable<Status["health"]>, "waiting" | "dropped" | "takeovers">;
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
  /** Gets what comes on the station's topic for its configuration. */
  readonly onConfig?: (payload: Uint8Array) => void;
  /** While it is true, readings wait: their instants are about to be repaired. */
  readonly isHeld?: () => boolean;
  /** Where what waits is kept on disk, and what an earlier run left. */
  readonly spool?: Pick<Spool, "left" | "write"> | undefined;
  /** From one write to the disk to the next: an SD card wears. */
  readonly spoolEveryMs?: number;
  /** From one publication to the next, now. */
  readonly everyMs?: () => number;
  /** Batches that may wait for a link; a week of minutes by default. */
  readonly limit?: number;
  /** Bytes that they may have in all: as many as the spool keeps. */
  readonly limitBytes?: number;
  /** Batches that may be on their way without an acknowledgement. */
  readonly window?: number;
  readonly statusEveryMs?: number;
  /** Between attempts to connect. */
  readonly patience?: Patience;
  /** Between attempts to connect when another client takes the connection again and again. */
  readonly takeoverPatience?: Patience;
}

export interface Publisher {
  /** Queues one batch; resolves with what became of it. Never rejects. */
  publish(readings: readonly Reading[]): Promise<Outcome>;
  /** Publishes what the station is made of, now and on each later connection. */
  publishHello(hello: Hello): void;
  /** Publishes the status now, because something in it has changed. */
  publishStatus(): void;
  /** Sends what was held back, if it is not held any more. */
  wake(): void;
  /** Moves the readings that wait, were never sent, and were dated by a clock that runs free. */
  moveInstants(byMs: number): void;
  /** The latest instant that was ever sent, which no correction reaches. */
  latestSent(): number;
  /** Disconnects once the queue is empty, or when `patienceMs` are over. */
  stop(patienceMs: number): Promise<void>;
}

const outcomes = {
  quarantined: "the cloud could not accept a batch, or a part of it: it is kept in quarantine",
  marked: "the cloud keeps a batch with a mark: its clock or a value is doubted",
} as const satisfies { [outcome in Receipt["outcome"]]: string };

/** How long the stop waits for a gateway that does not answer. */
const DISCONNECT_MS = 500;

/** So many lost connections in a row, each made anew at once: somebody else connects by our name. */
const TAKEOVERS = 3;
/** A connection that lasted so long was not taken. */
const LASTING_MS = 20 * 60_000;

interface QueuedMessage extends SpooledMessage {
  /** Instant of the latest reading. */
  readonly latest: number;
  /** Dated by a clock that nobody sets. */
  readonly isFree: boolean;
  readonly settle: (outcome: Outcome) => void;
}

/** How a connection ended. */
interface Ended {
  /** How long it lasted; undefined when it was never made. */
  readonly lastedMs?: number;
  readonly fault: string;
}

/**
 * Brings readings to the gateway's broker over MQTT 3.1.1, QoS 1. The queue is ours: mqtt.js
 * forgets the oldest beyond 65 535 without a word, so it is given only what can go out now,
 * and each connection is a client of its own that leaves nothing behind.
 */
export const startPublisher = ({
  url,
  ca,
  station,
  proving,
  boot,
  now,
  random,
  clock,
  health,
  log,
  isHeld = () => false,
  onConfig = () => undefined,
  spool,
  spoolEveryMs = 60_000,
  everyMs = () => 60_000,
  limit = 10_080,
  limitBytes = SPOOLED_BYTES,
  window = 16,
  statusEveryMs = 60_000,
  patience = { firstMs: 500, longestMs: 30_000 },
  takeoverPatience = { firstMs: 5000, longestMs: 300_000 },
}: PublisherOptions): Publisher => {
  const stopping = new AbortController();
  const queue = createSendQueue<QueuedMessage>({
    limit,
    window,
    limitBytes,
    bytesOf: ({ payload }) => payload.length,
  });
  /** What a broker may have, so that it must stay as it is. */
  const sent = new WeakSet<QueuedMessage>();
  /** The attempt of now, and the same once it is connected. */
  let current: MqttClient | undefined;
  let client: MqttClient | undefined;
  let hello: Hello | undefined;
  let seq = 0;
  let dropped = 0;
  let takeovers = 0;
  let latestSent = Number.NEGATIVE_INFINITY;
  let drained: (() => void) | undefined;

  const disk = createSpoolWriter({
    spool,
    waiting: queue.all,
    publishEveryMs: everyMs,
    writeEveryMs: spoolEveryMs,
    log,
  });

  const topic = (kind: Kind) => formatTopic({ station, kind });

  const drop = (messages: readonly QueuedMessage[]) => {
    dropped += messages.length;
    disk.onGone(messages);
    for (const { settle } of messages) settle("dropped");
  };

  const publishRetained = (kind: "hello" | "status", content: Hello | Status) => {
    // Retained, and published again on each connection: a lost one is replaced, so none is awaited.
    client?.publish(topic(kind), Buffer.from(encodePayload(content, "json")), {
      qos: 1,
      retain: true,
    });
  };

  const status = (state: Status["state"]): Status => ({
    state,
    // A board without a clock of its own may start in 1970, a date that the cloud would refuse.
    ...(Instant.safeParse(now()).success ? { at: now() } : {}),
    health: {
      ...health(),
      waiting: queue.size,
      dropped,
      ...(takeovers >= TAKEOVERS ? { takeovers } : {}),
    },
  });

  const send = () => {
    const link = client;
    if (link === undefined || isHeld()) return;
    for (let message = queue.next(); message !== undefined; message = queue.next()) {
      const { payload, latest, settle } = message;
      const queued = message;
      sent.add(queued);
      latestSent = Math.max(latestSent, latest);
      link.publish(topic("readings"), Buffer.from(payload), { qos: 1 }, (error) => {
        // A broken link gives an error; the message then waits for the next link.
        if (error || client !== link) return;
        queue.acknowledge(queued);
        disk.onGone([queued]);
        settle("acknowledged");
        if (queue.size === 0) drained?.();
        send();
      });
    }
  };

  const onMessage = (from: string, payload: Uint8Array) => {
    if (from === topic("config")) return onConfig(payload);
    const receipt = parsePayload(Receipt, payload);
    if (!receipt.ok) log.warn({ reason: receipt.reason }, "receipt not understood");
    else log.warn(receipt.value, outcomes[receipt.value.outcome]);
  };

  /** One connection, from its attempt to its end. */
  const link = (): Promise<Ended> =>
    new Promise((resolve) => {
      let madeAt: number | undefined;
      let fault = "closed";
      const password = proving?.password();
      const attempt = connect(url, {
        clientId: `edge-${station}`,
        username: station,
        ...(password === undefined ? {} : { password }),
        ...(ca === undefined ? {} : { ca }),
        protocolVersion: 4,
        clean: true,
        reconnectPeriod: 0,
        connectTimeout: 10_000,
        keepalive: 30,
        queueQoSZero: false,
        will: {
          topic: topic("status"),
          payload: Buffer.from(encodePayload({ state: "offline" } satisfies Status, "json")),
          qos: 1,
          retain: true,
        },
      });
      current = attempt;
      endAtLongPacket(attempt.stream, MOST_PACKET_BYTES, () => {
        fault = "the gateway began a packet of megabytes";
      });
      attempt.on("message", onMessage);
      attempt.on("error", (error) => {
        fault = error.message || (error as NodeJS.ErrnoException).code || error.name;
      });
      attempt.on("connect", () => {
        madeAt = performance.now();
        client = attempt;
        proving?.onProved();
        log.info({ gateway: url, waiting: queue.size }, "connected");
        attempt.subscribe([topic("receipts"), topic("config")], { qos: 1 }, (error) => {
          if (error) log.debug({ reason: error.message }, "receipts and config not subscribed");
        });
        if (hello !== undefined) publishRetained("hello", hello);
        publishRetained("status", status("online"));
        send();
      });
      attempt.once("close", () => {
        if (client === attempt) client = undefined;
        drop(queue.release());
        if (!stopping.signal.aborted)
          log.warn({ gateway: url, reason: fault, waiting: queue.size }, "not connected");
        attempt.end(true);
        resolve(madeAt === undefined ? { fault } : { lastedMs: performance.now() - madeAt, fault });
      });
    });

  /**
   * After a gateway was switched off the next attempt fails; after its restart one connection is lost.
   * A station that is disconnected again and again, and accepted again at once, shares its name with
   * another device.
   */
  const countTakeovers = ({ lastedMs, fault }: Ended) => {
    // "Server unavailable" is what a gateway answers to the newcomer of two that fight for a name.
    if (/identifier rejected|server unavailable/i.test(fault)) takeovers += 1;
    else if (lastedMs === undefined) takeovers = 0;
    else takeovers = lastedMs > LASTING_MS ? 1 : takeovers + 1;
  };

  const run = async () => {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      const ended = await link();
      if (stopping.signal.aborted) return;
      countTakeovers(ended);
      if (ended.lastedMs !== undefined) attempt = 0;
      if (takeovers < TAKEOVERS) {
        await pause(retryDelayMs(attempt, patience, random), stopping.signal);
        continue;
      }
      const waitMs = retryDelayMs(takeovers - TAKEOVERS, takeoverPatience, random);
      log.warn(
        { station, times: takeovers, nextAttemptSeconds: Math.round(waitMs / 1000) },
        `Another device probably uses the name "${station}": the gateway lets only one of them stay connected. Give each station a name of its own: set STATION_ID on one of them, or delete edge/identity.json in the DATA_DIR of the one that was copied.`,
      );
      await pause(waitMs, stopping.signal);
    }
  };

  for (const message of spool?.left ?? []) {
    const queued = {
      ...message,
      latest: Number.NEGATIVE_INFINITY,
      isFree: false,
      settle: () => {},
    };
    disk.onLeft(queued);
    drop(queue.add(queued));
  }
  const ran = run();
  const reports = setInterval(() => publishRetained("status", status("online")), statusEveryMs);

  return {
    publish(readings) {
      // The queue was closed: this batch would never be settled.
      if (stopping.signal.aborted) return Promise.resolve("unsent");
      const batch: Batch = { boot, seq: seq++, clock: clock(), readings: [...readings] };
      return new Promise((settle) => {
        const dropped = queue.add({
          boot,
          seq: batch.seq,
          payload: encodePayload(batch, "json"),
          latest: Math.max(...readings.map(({ at }) => at)),
          isFree: batch.clock === "free",
          settle,
        });
        drop(dropped);
        send();
        disk.onQueued(client === undefined || queue.size > 1);
      });
    },
    publishHello(next) {
      hello = next;
      publishRetained("hello", next);
    },
    publishStatus: () => publishRetained("status", status("online")),
    wake: send,
    moveInstants(byMs) {
      queue.update((message) => {
        if (sent.has(message) || !message.isFree) return message;
        // Not parsed by its schema: a date of 1970 is just what is repaired here.
        const batch: Batch = JSON.parse(Buffer.from(message.payload).toString());
        // It is written anew, in the place of what the disk has.
        disk.onChanged(message);
        return {
          ...message,
          payload: encodePayload(repairInstants(batch, byMs), "json"),
          latest: message.latest + byMs,
        };
      });
    },
    latestSent: () => latestSent,
    async stop(patienceMs) {
      clearInterval(reports);
      const enough = AbortSignal.timeout(Math.round(patienceMs));
      if (queue.size > 0)
        await new Promise<void>((resolve) => {
          drained = resolve;
          enough.addEventListener("abort", () => resolve());
        });
      stopping.abort();
      const isKept = disk.write();
      disk.stop();
      const left = queue.clear();
      for (const { settle } of left) settle("unsent");
      if (left.length > 0)
        log.warn(
          { batches: left.length },
          isKept
            ? "stopped before an acknowledgement; what waits is on disk for the next start"
            : "stopped before an acknowledgement",
        );
      if (client !== undefined) {
        publishRetained("status", status("offline"));
        await Promise.race([client.endAsync(), pause(DISCONNECT_MS, new AbortController().signal)]);
      }
      current?.end(true);
      // mqtt.js ignores that while its own DISCONNECT still waits for acknowledgements.
      current?.stream.destroy();
      await ran;
    },
  };
};
