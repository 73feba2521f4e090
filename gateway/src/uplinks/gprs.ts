import { createByteLedger, type Month } from "./byte-ledger.ts";
import { createSchedule, openHourlyRelay } from "./hourly-relay.ts";
import { openMetered } from "./metered-stream.ts";
import { type MqttUplinkOptions, openMqttUplink } from "./mqtt.ts";
import type { Uplink } from "./uplink.ts";

export interface GprsUplinkOptions extends MqttUplinkOptions {
  /** Bytes a month (UTC) that may cross the link, in both directions together. */
  readonly budget: number;
  readonly before: Month | undefined;
  /** Puts on disk what the month has cost so far. */
  readonly keep: (month: Month) => void;
}

/** What a connection costs at least: TLS with a chain of certificates, CONNECT, introductions. */
const costOfConnection = 8192;
/** The gateway says how it is at the first connection, and then once a day. */
const tellEveryMs = 86_400_000;
/** Longer than from one hour's batch to the next: no ping is ever due. MQTT allows 18 hours. */
const keepaliveSeconds = 3 * 3600;

const budgetSpent = () =>
  Object.assign(new Error("the month's bytes are used up"), { code: "BUDGET_SPENT" });

/**
 * The link of a SIM card that is paid by the byte: MQTT as elsewhere, kept open for hours, with one compact
 * batch a station and hour. What crosses the socket is counted, TLS and the heads of segments with it, and the
 * month's budget is never exceeded: what does not fit waits, or is thinned and counted.
 */
export const openGprsUplink = (options: GprsUplinkOptions): Uplink => {
  const { url, ca, outbox, retained, now, budget, before, keep, own = () => [] } = options;
  const ledger = createByteLedger({ budget, now, before, keep });
  const schedule = createSchedule();
  let session: Buffer | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  const openStream = () => {
    if (ledger.allowance() < costOfConnection) return undefined;
    const stream = openMetered({
      ...{ url: new URL(url), ca, session },
      onSession: (ticket) => {
        session = ticket;
      },
      onBytes: (bytes) => {
        ledger.note(bytes);
        // Nobody can be asked to send less: what the cloud sends is stopped where the money ends.
        if (ledger.isSpent()) setImmediate(() => stream.destroy(budgetSpent()));
      },
    });
    return stream;
  };

  const uplink = openMqttUplink({
    ...options,
    keepaliveSeconds,
    // A network that answers after seconds is no network that is down; each attempt costs.
    ...{ connectTimeoutMs: 60_000, acknowledgeWithinMs: 180_000 },
    ...{ firstRetryMs: 30_000, longestRetryMs: 1_800_000 },
    openStream,
    own: () => {
      const documents = own();
      const cost = documents.reduce((sum, { payload }) => sum + payload.length, 1024);
      if (Math.abs(now() - toldAt) < tellEveryMs || cost > ledger.allowance()) return [];
      toldAt = now();
      return documents;
    },
    carry: (link) => openHourlyRelay({ outbox, retained, ledger, schedule, now, ...link }),
  });
  return { ...uplink, budget: ledger.now };
};
