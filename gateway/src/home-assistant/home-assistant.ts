import { connect } from "mqtt";
import type { Logger } from "pino";
import type { Broker } from "../broker/broker.ts";
import { createAnnouncer } from "./announcer.ts";
import { gatewayTopic, type HomeFacts, type HomeGateway } from "./discovery.ts";

export interface HomeAssistantOptions {
  readonly gateway: HomeGateway;
  /** Home Assistant's own broker; the gateway's when undefined. */
  readonly elsewhere?:
    | {
        readonly url: string;
        readonly user?: string | undefined;
        readonly password?: string | undefined;
      }
    | undefined;
  readonly broker: Pick<Broker, "publish">;
  readonly read: () => HomeFacts;
  readonly log: Logger;
  readonly lookEveryMs?: number;
  readonly reconnectMs?: number;
}

export interface HomeAssistant {
  readonly stop: () => Promise<void>;
}

const lookEvery = 2000;
const reconnectEvery = 10_000;

/** At the gateway's broker: who loses it hears nothing of it any more, so nobody needs to say that it went. */
const announceHere = ({ gateway, broker, read, lookEveryMs = lookEvery }: HomeAssistantOptions) => {
  const announcer = createAnnouncer({
    ...{ gateway, read },
    publish: ({ topic, payload }) =>
      void broker.publish({ topic, payload: Buffer.from(payload), retain: true }),
  });
  const looking = setInterval(announcer.look, lookEveryMs);
  return { stop: async () => clearInterval(looking) };
};

const announceElsewhere = (
  {
    gateway,
    read,
    log,
    lookEveryMs = lookEvery,
    reconnectMs = reconnectEvery,
  }: HomeAssistantOptions,
  { url, user, password }: NonNullable<HomeAssistantOptions["elsewhere"]>,
) => {
  const away = { topic: gatewayTopic(gateway.name), payload: "offline" };
  const client = connect(url, {
    ...{ clientId: `datacityzen-home-${gateway.name}`, protocolVersion: 4, clean: true },
    ...{ reconnectPeriod: reconnectMs, resubscribe: false, queueQoSZero: false },
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    will: { ...away, payload: Buffer.from(away.payload), qos: 1, retain: true },
  });
  const publish = ({ topic, payload }: { readonly topic: string; readonly payload: string }) =>
    client.publish(topic, payload, { qos: 1, retain: true }, (error) => {
      if (error) log.debug({ topic, err: error }, "not published for Home Assistant");
    });
  const announcer = createAnnouncer({ gateway, read, publish });
  const host = new URL(url).host;
  let wasAway = false;
  client.on("connect", () => {
    wasAway = false;
    log.info({ broker: host }, "stations are announced to Home Assistant");
    announcer.forget();
    announcer.look();
  });
  client.on("close", () => {
    if (!wasAway) log.warn({ broker: host }, "Home Assistant's broker cannot be reached");
    wasAway = true;
  });
  client.on("error", (error) => log.debug({ err: error }, "Home Assistant's broker refused"));
  // What it cannot take now is not kept: at the next connection it gets what is true then.
  const looking = setInterval(() => client.connected && announcer.look(), lookEveryMs);
  return {
    stop: async () => {
      clearInterval(looking);
      if (client.connected) publish(away);
      await new Promise<void>((resolve) => client.end(!client.connected, {}, () => resolve()));
    },
  };
};

/**
 * Announces the stations that the gateway hears to Home Assistant by MQTT discovery, and tells their newest values. Home Assistant has
 * one MQTT broker: the gateway's, or one of its own.
 */
export const openHomeAssistant = (options: HomeAssistantOptions): HomeAssistant =>
  options.elsewhere === undefined
    ? announceHere(options)
    : announceElsewhere(options, options.elsewhere);
