import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { Aedes, type PublishPacket } from "aedes";
import mqtt, { type MqttClient } from "mqtt";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { type BrokerOptions, openBroker } from "./broker/broker.ts";
import { createCounters } from "./counters.ts";
import { createEvents } from "./events.ts";
import { openIntake } from "./intake.ts";
import { openStationCredentials } from "./store/credentials.ts";
import type { GroupCommitOptions } from "./store/group-commit.ts";
import { openLatest } from "./store/latest.ts";
import { openStore, today } from "./store/store.fixture.ts";
import { type MqttUplinkOptions, openMqttUplink } from "./uplinks/mqtt.ts";

const log = pino({ level: "silent" });

/** A gateway's broker over a real database, on a port of its own; closed when the test is over. */
export const openSite = async (
  folder: string,
  options: Partial<GroupCommitOptions> = {},
  given?: ReadonlySet<string>,
  secure?: BrokerOptions["secure"],
) => {
  const store = openStore(folder, options);
  const counters = createCounters();
  const now = () => today;
  const latest = openLatest(store.database, now);
  const events = createEvents();
  const intake = openIntake({ ...store, latest, counters, events, now });
  const retained = store.retained.all();
  const clock = () => performance.now();
  const credentials = openStationCredentials(join(folder, "stations.json"));
  const rules = {
    intake,
    credentials,
    given,
    retained,
    counters,
    now: clock,
    log,
    retryAfterMs: 20,
    refuseAfterMs: 20,
  };
  const broker = await openBroker({ host: "127.0.0.1", port: 0, secure, ...rules });
  let uplink: ReturnType<typeof openMqttUplink> | undefined;

  const close = async (): Promise<void> => {
    await broker.close();
    await uplink?.stop();
    credentials.close();
    store.close();
  };
  let closed: Promise<void> | undefined;
  const closeOnce = () => {
    closed ??= close();
    return closed;
  };
  onTestFinished(closeOnce);

  return {
    ...store,
    latest,
    counters,
    credentials,
    broker,
    url: `mqtt://127.0.0.1:${broker.port}`,
    close: closeOnce,
    /** Joins the cloud at `url`, with waiting times that suit a test. */
    join: (url: string, settings: Partial<MqttUplinkOptions> = {}) => {
      const onDownward: MqttUplinkOptions["onDownward"] = (message) => void broker.publish(message);
      uplink = openMqttUplink({
        ...{ url, id: "gateway", outbox: store.outbox, retained: store.retained },
        ...{ stations: store.stations, counters, onDownward, log },
        ...{ now: () => Date.now(), random: Math.random, firstRetryMs: 20, longestRetryMs: 100 },
        ...settings,
      });
      events.on("kept", uplink.wake);
      return uplink;
    },
  };
};

export interface Arrival {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export interface CloudOptions {
  readonly port?: number;
  /** What becomes of a publication's acknowledgement: sent, withheld, or the connection closed. */
  readonly judge?: (packet: PublishPacket) => "acknowledge" | "withhold" | "close";
  readonly admit?: (clientId: string) => boolean;
}

/** A real broker in the cloud's place. */
export const openCloud = async ({ port = 0, judge, admit }: CloudOptions = {}) => {
  const acknowledged: Arrival[] = [];
  /** The same as bytes: a compact batch is no text. */
  const payloads: Uint8Array[] = [];
  const aedes = await Aedes.createBroker({
    authenticate: (client, _user, _password, done) => done(null, admit?.(client.id) ?? true),
    authorizePublish: (_client, packet, done) => {
      const verdict = judge?.(packet) ?? "acknowledge";
      if (verdict === "close") return done(new Error("not allowed"));
      if (verdict === "withhold") return;
      const { topic, payload, retain } = packet;
      acknowledged.push({ topic, payload: payload.toString(), retain });
      payloads.push(Buffer.from(payload));
      done(null);
    },
  });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = (server.address() as AddressInfo).port;

  /** As a process that is killed: every connection resets, nothing is said. */
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
    await new Promise<void>((resolve) => aedes.close(resolve));
  };
  let killed: Promise<void> | undefined;
  const killOnce = () => {
    killed ??= kill();
    return killed;
  };
  onTestFinished(killOnce);
  return {
    url: `mqtt://127.0.0.1:${bound}`,
    port: bound,
    aedes,
    acknowledged,
    payloads,
    kill: killOnce,
  };
};

/** A station or another program of the house, connected to a broker. */
export const openClient = async (
  url: string,
  options: mqtt.IClientOptions = {},
): Promise<MqttClient> => {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
  client.on("error", () => {});
  onTestFinished(() => void client.end(true));
  return client;
};
