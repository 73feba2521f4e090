import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createBackOff } from "@datacityzen/hardware/back-off";
import type { Proving } from "@datacityzen/hardware/device/proving";
import { type Introduction, introductionTopic } from "@datacityzen/hardware/wire/introduction";
import { endAtLongPacket } from "@datacityzen/hardware/wire/packet-lengths";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { formatTopic, parseTopic } from "@datacityzen/hardware/wire/topic";
import { connect, type IClientOptions, MqttClient } from "mqtt";
import type { Logger } from "pino";
import type { Counters } from "../counters.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Retained } from "../store/retained.ts";
import type { Stations } from "../store/stations.ts";
import { linkFault } from "./link-fault.ts";
import { openRelay, type Publication, type Relay, type RelayLink } from "./relay.ts";
import { createSuspects } from "./suspects.ts";
import type { LinkState, Uplink } from "./uplink.ts";
import { createWindow, type WindowOptions } from "./window.ts";

/** What comes down from the cloud to a station. */
const downward = ["receipts", "config"] as const;

export interface MqttUplinkOptions {
  /** mqtt: or mqtts:, or ws: or wss: with the path of the cloud's door ("/mqtt"). */
  readonly url: string;
  /** PEM: the authority that is believed in place of those that everybody knows. */
  readonly ca?: string | undefined;
  /** The gateway's name; the cloud is told `gateway:<name>` as user name and client identifier. */
  readonly id: string;
  /** Proves the gateway's name to the cloud. */
  readonly proving?: Proving;
  /** Of the stations that proved their names here: the cloud takes from us what they publish. */
  readonly introductions?: () => readonly {
    readonly station: string;
    readonly introduction: Introduction;
  }[];
  /** The cloud has judged what proves a station. */
  readonly onIntroduced?: (station: string, proof: string) => void;
  readonly outbox: Outbox;
  readonly retained: Retained;
  readonly stations: Stations;
  readonly counters: Counters;
  /** What the cloud sent for one of the stations: a receipt, or its configuration, which is retained. */
  readonly onDownward: (message: Publication) => void;
  readonly log: Logger;
  /** What the gateway says of itself, retained, in this order; the last is its status. */
  readonly own?: () => readonly { readonly topic: string; readonly payload: Uint8Array }[];
  /** What the cloud says in its place when the link breaks. */
  readonly will?: { readonly topic: string; readonly payload: Uint8Array };
  readonly now: () => number;
  readonly random: () => number;
  readonly window?: WindowOptions;
  /** What carries the outbox over one connection; by default all of it, as fast as it goes. */
  readonly carry?: (link: RelayLink) => Relay;
  /** The connection itself, for a link of which every byte is counted; undefined when it may not be opened now. */
  readonly openStream?: () => Duplex | undefined;
  /** After one and a half of these without an answer, a connection that looks open is dead. */
  readonly keepaliveSeconds?: number;
  readonly connectTimeoutMs?: number;
  /** A cloud that answers pings but acknowledges nothing for so long is left and tried again. */
  readonly acknowledgeWithinMs?: number;
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
}

interface Connection {
  readonly client: MqttClient;
  readonly relay: Relay;
  readonly introduce: () => void;
  /** Asks for what comes down to stations that are new, then sends what the window allows. */
  readonly step: () => void;
}

/** How often a connection is looked at: suspects to try again, acknowledgements that stay out. */
const checkAtLeastEveryMs = 1000;
const stopWithinMs = 1500;
/** Receipts and configurations have some kilobytes. */
const mostPacketBytes = 1024 * 1024;
/** Filters of 83 bytes at most: a packet of a few kilobytes. */
const mostInOneSubscribe = 50;
const nameInUse =
  "link to the cloud is down: another gateway of this name is connected; if this folder is a copy, delete gateway/identity.json in one of the two and restart it";

/**
 * A link that is always there and costs nothing by the byte: MQTT 3.1.1 over TCP or TLS.
 *
 * Each connection has a client of its own, which is thrown away with it: mqtt.js keeps unsent
 * messages in memory, forgets the oldest of them beyond 65 535, and resends in an order of its
 * own. Here nothing waits but the outbox.
 */
export const openMqttUplink = (options: MqttUplinkOptions): Uplink => {
  const { url, ca, id, outbox, retained, stations, counters, onDownward, log, now, random } =
    options;
  const {
    own = () => [],
    introductions = () => [],
    onIntroduced = () => {},
    will,
    window,
    openStream,
    keepaliveSeconds = 30,
    connectTimeoutMs = 10_000,
  } = options;
  const { acknowledgeWithinMs = 60_000, firstRetryMs = 1000, longestRetryMs = 15_000 } = options;

  const stopping = new AbortController();
  const backOff = createBackOff({ firstMs: firstRetryMs, longestMs: longestRetryMs }, random);
  const suspects = createSuspects(now);
  let link: LinkState = { state: "connecting", since: now() };
  let current: Connection | undefined;
  let awake = false;

  const publishOver =
    (client: MqttClient): RelayLink["publish"] =>
    ({ topic, payload, retain }, done) => {
      client.publish(topic, Buffer.from(payload), { qos: 1, retain }, (error) => {
        if (!error) done();
      });
    };

  const carry =
    options.carry ??
    ((link: RelayLink) =>
      openRelay({ outbox, retained, suspects, window: createWindow(window), now, ...link }));

  /** Newer news follow within a minute: what does not arrive is not tried again. */
  const tellOver = (client: MqttClient): void => {
    for (const { topic, payload } of own())
      client.publish(topic, Buffer.from(payload), { qos: 1, retain: true });
  };

  /**
   * Introduces stations that the cloud does not know of from us, once a connection. It judges messages in
   * their order: what they publish comes after.
   */
  const introduceOver = (client: MqttClient) => {
    const told = new Set<string>();
    return (): void => {
      for (const { station, introduction } of introductions()) {
        const { proof } = introduction;
        if (told.has(`${station} ${proof}`)) continue;
        told.add(`${station} ${proof}`);
        const payload = Buffer.from(encodePayload(introduction, "json"));
        client.publish(introductionTopic(station), payload, { qos: 1 }, (error) => {
          if (!error) onIntroduced(station, proof);
        });
      }
    };
  };

  /** Asks for what comes down to stations that are new, a packet of bounded size at a time. */
  const subscribeOver = (client: MqttClient) => {
    const asked = new Set<string>();
    let underWay = false;
    const subscribe = (): void => {
      if (underWay) return;
      const topics = stations
        .all()
        .flatMap((station) => downward.map((kind) => formatTopic({ station, kind })))
        .filter((topic) => !asked.has(topic))
        .slice(0, mostInOneSubscribe);
      if (topics.length === 0) return;
      for (const topic of topics) asked.add(topic);
      underWay = true;
      client.subscribe(topics, { qos: 1 }, (error) => {
        underWay = false;
        if (client.disconnecting) return;
        if (error) log.warn({ err: error, topics }, "the cloud refused a subscription");
        if (client.connected) subscribe();
      });
    };
    return subscribe;
  };

  /** One connection, from the attempt to its end; resolves with the error that ended it, if any. */
  const connection = (): Promise<unknown> =>
    new Promise((resolve) => {
      let cause: unknown;
      const password = options.proving?.password();
      const stream = openStream?.();
      if (openStream !== undefined && stream === undefined) {
        resolve(
          Object.assign(new Error("the month's bytes are used up"), { code: "BUDGET_SPENT" }),
        );
        return;
      }
      // mqtt.js tells of few errors of a stream that it has not opened itself.
      stream?.once("error", (error) => {
        cause ??= error;
      });
      const settings: IClientOptions = {
        clientId: id,
        // The colon tells the cloud that this is no station: see docs/wire.md, "Who sends".
        username: `gateway:${id}`,
        ...(password === undefined ? {} : { password }),
        protocolVersion: 4,
        clean: true,
        reconnectPeriod: 0,
        resubscribe: false,
        queueQoSZero: false,
        keepalive: keepaliveSeconds,
        connectTimeout: connectTimeoutMs,
        ...(ca === undefined ? {} : { ca }),
        ...(will && {
          will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
        }),
      };
      const client =
        stream === undefined ? connect(url, settings) : new MqttClient(() => stream, settings);
      endAtLongPacket(client.stream, mostPacketBytes, () => {
        cause ??= new Error("the cloud began a packet of megabytes");
      });
      const relay = carry({
        publish: publishOver(client),
        onAcknowledged: (what) => {
          counters.relayed += 1;
          if (what === "readings") counters.relayedReadings += 1;
          backOff.reset();
        },
      });
      const subscribe = subscribeOver(client);
      const step = (): void => {
        subscribe();
        relay.pump();
      };
      const introduce = introduceOver(client);
      current = { client, relay, step, introduce };
      const check = setInterval(
        () => {
          if (!client.connected || stopping.signal.aborted) return;
          const oldest = relay.oldestSent();
          if (oldest !== undefined && now() - oldest > acknowledgeWithinMs) {
            cause = new Error("acknowledgement timeout");
            client.end(true);
          } else step();
        },
        Math.min(checkAtLeastEveryMs, acknowledgeWithinMs),
      );

      client.on("connect", () => {
        link = { state: "connected", since: now() };
        counters.connections += 1;
        options.proving?.onProved();
        log.info({ waiting: outbox.waiting().messages }, "link to the cloud is up");
        introduce();
        tellOver(client);
        step();
      });
      client.on("message", (topic, payload) => {
        const kind = parseTopic(topic)?.kind;
        if (kind !== "receipts" && kind !== "config") return;
        if (kind === "receipts") counters.receipts += 1;
        onDownward({ topic, payload, retain: kind === "config" });
      });
      client.on("error", (error) => {
        cause ??= error;
        // After a protocol error mqtt.js leaves the connection as it is.
        client.end(true);
      });
      client.once("close", () => {
        clearInterval(check);
        current = undefined;
        relay.end();
        resolve(cause);
      });
    });

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const cause = await connection();
      if (stopping.signal.aborted) return;
      const fault = linkFault(cause);
      const since = link.state === "connected" ? now() : link.since;
      const waitMs = backOff.next();
      // One warning an outage, not one an attempt; and one for what only a person can mend.
      const before = link.state === "connected" ? undefined : link.fault;
      const isForPeople = fault === "name_in_use" && before !== fault;
      log[before === undefined || isForPeople ? "warn" : "debug"](
        { fault, err: cause },
        isForPeople ? nameInUse : "link to the cloud is down",
      );
      link = { state: "waiting", since, fault, next: now() + waitMs };
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      link = { state: "connecting", since, fault };
    }
  };
  const running = run();

  return {
    link: () => link,
    wake: () => {
      if (awake) return;
      awake = true;
      setImmediate(() => {
        awake = false;
        if (current?.client.connected && !stopping.signal.aborted) current.step();
      });
    },
    introduce: () => {
      if (current?.client.connected && !stopping.signal.aborted) current.introduce();
    },
    tell: () => {
      if (current?.client.connected && !stopping.signal.aborted) tellOver(current.client);
    },
    stop: async () => {
      stopping.abort();
      if (current !== undefined) {
        const { client, relay } = current;
        if (client.connected) await Promise.race([relay.drain(), delay(stopWithinMs)]);
        client.end(true);
      }
      await running;
    },
  };
};
