import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { type Batch, type Clock, Instant, type Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Receipt } from "@datacityzen/hardware/wire/receipt";
import type { Status } from "@datacityzen/hardware/wire/status";
import { formatTopic, type Kind } from "@datacityzen/hardware/wire/topic";
import { connect, type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { pause } from "./pause.ts";
import { createSendQueue } from "./send-queue.ts";

/** What became of a batch. `unsent`: the publisher was stopped before an acknowledgement came. */
export type Fate = "acknowledged" | "dropped" | "unsent";

export interface PublisherOptions {
  /** Of the gateway's broker. */
  readonly url: string;
  readonly station: string;
  readonly boot: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly clock: () => Clock;
  /** The part of the station's health that the publisher does not know. */
  readonly health: () => Pick<NonNullable<Status["health"]>, "uptime" | "rejected">;
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
  /** Batches that may wait for a link; a week of minutes by default. */
  readonly limit?: number;
  /** Batches that may be on their way without an acknowledgement. */
  readonly window?: number;
  readonly statusEveryMs?: number;
  /** Between attempts to connect. */
  readonly patience?: Patience;
}

export interface Publisher {
  /** Queues one batch; resolves with what became of it. Never rejects. */
  publish(readings: readonly Reading[]): Promise<Fate>;
  /** What the station is made of, from now on. */
  sayHello(hello: Hello): void;
  /** Says good-bye once the queue is empty, or when `patienceMs` are over. */
  stop(patienceMs: number): Promise<void>;
}

/** What a gateway that has fallen silent may cost when we leave. */
const GOODBYE_MS = 500;

interface Parcel {
  readonly payload: Uint8Array;
  readonly settle: (fate: Fate) => void;
}

/**
 * Brings readings to the gateway's broker over MQTT 3.1.1, QoS 1. The queue is ours: mqtt.js
 * forgets the oldest beyond 65 535 without a word, so it is given only what can go out now,
 * and each connection is a client of its own that leaves nothing behind.
 */
export const startPublisher = ({
  url,
  station,
  boot,
  now,
  random,
  clock,
  health,
  log,
  limit = 10_080,
  window = 16,
  statusEveryMs = 60_000,
  patience = { firstMs: 500, longestMs: 30_000 },
}: PublisherOptions): Publisher => {
  const stopping = new AbortController();
  const queue = createSendQueue<Parcel>({ limit, window });
  /** The attempt of now, and the same once it is connected. */
  let current: MqttClient | undefined;
  let client: MqttClient | undefined;
  let hello: Hello | undefined;
  let seq = 0;
  let dropped = 0;
  let drained: (() => void) | undefined;

  const topic = (kind: Kind) => formatTopic({ station, kind });

  const drop = (parcels: readonly Parcel[]) => {
    dropped += parcels.length;
    for (const { settle } of parcels) settle("dropped");
  };

  const say = (kind: "hello" | "status", content: Hello | Status) => {
    // Retained and said anew on each connection: a loss heals itself, so nobody waits for it.
    client?.publish(topic(kind), Buffer.from(encodePayload(content, "json")), {
      qos: 1,
      retain: true,
    });
  };

  const status = (state: Status["state"]): Status => ({
    state,
    // A board without a clock of its own may start in 1970: better no date than one nobody takes.
    ...(Instant.safeParse(now()).success ? { at: now() } : {}),
    health: { ...health(), waiting: queue.size, dropped },
  });

  const send = () => {
    const link = client;
    if (link === undefined) return;
    for (let parcel = queue.next(); parcel !== undefined; parcel = queue.next()) {
      const { payload, settle } = parcel;
      const sent = parcel;
      link.publish(topic("readings"), Buffer.from(payload), { qos: 1 }, (error) => {
        // A broken link gives an error; the parcel then waits for the next link.
        if (error || client !== link) return;
        queue.acknowledge(sent);
        settle("acknowledged");
        if (queue.size === 0) drained?.();
        send();
      });
    }
  };

  const hear = (payload: Uint8Array) => {
    const receipt = parsePayload(Receipt, payload);
    if (receipt.ok) log.warn(receipt.value, "batch quarantined by the cloud");
    else log.warn({ reason: receipt.reason }, "receipt not understood");
  };

  /** One connection, from its attempt to its end; resolves with whether it was ever made. */
  const link = (): Promise<boolean> =>
    new Promise((resolve) => {
      let made = false;
      let fault = "closed";
      const attempt = connect(url, {
        clientId: `edge-${station}`,
        username: station,
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
      attempt.on("message", (_, payload) => hear(payload));
      attempt.on("error", (error) => {
        fault = error.message || (error as NodeJS.ErrnoException).code || error.name;
      });
      attempt.on("connect", () => {
        made = true;
        client = attempt;
        log.info({ gateway: url, waiting: queue.size }, "connected");
        attempt.subscribe(topic("receipts"), { qos: 1 }, (error) => {
          if (error) log.debug({ reason: error.message }, "receipts not subscribed");
        });
        if (hello !== undefined) say("hello", hello);
        say("status", status("online"));
        send();
      });
      attempt.once("close", () => {
        if (client === attempt) client = undefined;
        drop(queue.release());
        if (!stopping.signal.aborted)
          log.warn({ gateway: url, reason: fault, waiting: queue.size }, "not connected");
        attempt.end(true);
        resolve(made);
      });
    });

  const run = async () => {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      if (await link()) attempt = 0;
      await pause(retryDelayMs(attempt, patience, random), stopping.signal);
    }
  };

  const ran = run();
  const reports = setInterval(() => say("status", status("online")), statusEveryMs);

  return {
    publish(readings) {
      // Nobody would ever settle it.
      if (stopping.signal.aborted) return Promise.resolve("unsent");
      const batch: Batch = { boot, seq: seq++, clock: clock(), readings: [...readings] };
      return new Promise((settle) => {
        const oldest = queue.add({ payload: encodePayload(batch, "json"), settle });
        if (oldest !== undefined) drop([oldest]);
        send();
      });
    },
    sayHello(said) {
      hello = said;
      say("hello", said);
    },
    async stop(patienceMs) {
      clearInterval(reports);
      const enough = AbortSignal.timeout(patienceMs);
      if (queue.size > 0)
        await new Promise<void>((resolve) => {
          drained = resolve;
          enough.addEventListener("abort", () => resolve());
        });
      stopping.abort();
      const left = queue.clear();
      for (const { settle } of left) settle("unsent");
      if (left.length > 0) log.warn({ batches: left.length }, "stopped before an acknowledgement");
      if (client !== undefined) {
        say("status", status("offline"));
        await Promise.race([client.endAsync(), pause(GOODBYE_MS, new AbortController().signal)]);
      }
      current?.end(true);
      // mqtt.js ignores that while its own good-bye still waits for acknowledgements.
      current?.stream.destroy();
      await ran;
    },
  };
};
