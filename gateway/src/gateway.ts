import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { boardFiles as defaultBoardFiles } from "@datacityzen/hardware/board-identity";
import { proveWith } from "@datacityzen/hardware/device/proving";
import type { Machine } from "@datacityzen/hardware/machine-clock";
import { hostInUrl } from "@datacityzen/hardware/settings/host-in-url";
import { refusedPort } from "@datacityzen/hardware/settings/refused-address";
import type { StationState } from "@datacityzen/hardware/station-state";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { Status } from "@datacityzen/hardware/wire/status";
import { formatTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import type { Logger } from "pino";
import manifest from "../package.json" with { type: "json" };
import { openBridge } from "./bridge/bridge.ts";
import { onlineStations } from "./broker/absent.ts";
import { openBroker } from "./broker/broker.ts";
import type { Config } from "./config.ts";
import { createCounters } from "./counters.ts";
import { createEvents } from "./events.ts";
import { openAirrohrDoor } from "./guests/airrohr-door.ts";
import { watchClock } from "./guests/clock.ts";
import { openEsphome } from "./guests/esphome.ts";
import { openGuests } from "./guests/guests.ts";
import { openHomeAssistant } from "./home-assistant/home-assistant.ts";
import { openIntake } from "./intake.ts";
import { openKeptData } from "./kept-data.ts";
import { createMetrics } from "./local-page/metrics.ts";
import { createReports } from "./local-page/reports.ts";
import { createLocalPage } from "./local-page/server.ts";
import { lookBackMs } from "./local-page/trends.ts";
import type { View } from "./local-page/view.ts";
import { nodeRedOf } from "./node-red/of-settings.ts";
import { openPacking } from "./outbox/packing.ts";
import { openRetention } from "./outbox/retention.ts";
import { type OwnFacts, ownHello, ownStatus, tellNews } from "./own-documents.ts";
import { createSharedNames } from "./shared-names.ts";
import { StartError } from "./start-error.ts";
import { openStationCredentials } from "./store/credentials.ts";
import { readFailedUpdate } from "./store/failed-update.ts";
import { forgetOldSecret, identityPath } from "./store/identity.ts";
import { openLinkMonth } from "./store/link-month.ts";
import { openLoraNotes } from "./store/lora-notes.ts";
import { fingerprintOf, openOwnCertificate } from "./store/own-certificate-files.ts";
import { openWritten } from "./store/written.ts";
import { makeOwnCertificate } from "./tls/own-certificate.ts";
import { createUnreadable } from "./unreadable.ts";
import { cloudAuthority } from "./uplinks/authority.ts";
import type { MqttUplinkOptions } from "./uplinks/mqtt.ts";
import { openUplinks, refusedUplink } from "./uplinks/open-uplinks.ts";
import { spentOf } from "./uplinks/spent.ts";

export interface Gateway {
  /** Where it listens: a port 0 in the settings lets the system choose. */
  readonly http: string;
  readonly mqtt: string;
  /** Disconnects the stations, gives the cloud a moment to acknowledge, and closes the database. */
  readonly close: () => Promise<void>;
}

/** How long a station may take to come back after the gateway restarted before it is called offline. */
const returnWithinMs = 90_000;

/** How often is looked for quarters of an hour that ended. */
const writeQuartersEveryMs = 60_000;

/** How often is looked for messages that have waited for hours. */
const packEveryMs = 60_000;

const unknownMachine: Machine = { exists: async () => false, run: async () => undefined };

/** What a test sets otherwise. */
export interface Surroundings {
  readonly random?: () => number;
  /** Bytes that are free on the disk with the data. */
  readonly free?: () => number;
  /** Files in which the board says its serial number. */
  readonly boardFiles?: readonly string[];
  /** Says what sets this machine's clock; unknown when undefined. */
  readonly machine?: Machine;
  /** The data were damaged while the gateway ran: a new process mends them. */
  readonly onBroken?: (error: Error) => void;
}

/** Puts the parts together and listens; throws a `StartError` when a person must mend something first. */
export const openGateway = async (
  config: Config,
  log: Logger,
  now: () => number,
  {
    random = Math.random,
    boardFiles = defaultBoardFiles,
    onBroken = () => {},
    ...around
  }: Surroundings = {},
): Promise<Gateway> => {
  const refusal = refusedUplink(config);
  if (refusal !== undefined) throw new StartError(refusal);
  const authority = cloudAuthority(config.CLOUD_CA_FILE);
  if (!authority.ok) throw new StartError(authority.sentence);
  const folder = join(config.DATA_DIR, "gateway");
  const flows = nodeRedOf(config, join(config.DATA_DIR, "node-red"), folder);
  if (!flows.ok) throw new StartError(flows.sentence);
  const kept = openKeptData({ config, folder, boardFiles, free: around.free, log, now, onBroken });
  const { database, watermark, damage, identity, changedName, free } = kept;
  const { commits, outbox, retained, stations, latest, quarters } = kept;
  const { name } = identity;
  const counters = createCounters();
  const events = createEvents();
  const intake = openIntake({ outbox, retained, latest, stations, counters, events, now });
  const sharedNames = createSharedNames(({ name: station, addresses }) => {
    counters.nameConflicts += 1;
    log.warn(
      { station, clients: addresses },
      "two devices publish under one station's name: give one of them another (STATION_ID)",
    );
  });
  events.on("measured", sharedNames.note);
  const unreadable = createUnreadable(now);
  events.on("unreadable", unreadable.note);
  events.on("batch", quarters.note);
  const given = config.GATEWAY_STATIONS;
  const credentials = openStationCredentials(join(folder, "stations.json"), (error) =>
    log.error({ err: error }, "what proves the names of stations cannot be written"),
  );
  const awaited = onlineStations(retained.all());
  events.on("heard", (station) => awaited.delete(station));

  const { HOST: host, GATEWAY_PORT, GATEWAY_MQTT_PORT } = config;
  const mqttPlace = { host, port: GATEWAY_MQTT_PORT, variable: "GATEWAY_MQTT_PORT" };
  const securePort = config.GATEWAY_MQTTS_PORT;
  const ownHosts = [`${name}.local`, `${hostname()}.local`, hostname(), "localhost", "127.0.0.1"];
  const tls =
    securePort === undefined
      ? undefined
      : openOwnCertificate(folder, () => makeOwnCertificate(name, [...new Set(ownHosts)]));
  const clock = watchClock(around.machine ?? unknownMachine);
  const guests = openGuests({
    ...{ intake, now, clock: clock.now },
    boot: randomBytes(8).toString("hex"),
  });
  const esphome =
    config.ESPHOME_STATIONS === undefined
      ? undefined
      : openEsphome({ nodes: config.ESPHOME_STATIONS, guests, now, log });
  const broker = await openBroker({
    ...mqttPlace,
    secure: securePort === undefined || tls === undefined ? undefined : { port: securePort, tls },
    intake,
    credentials,
    given,
    retained: retained.all(),
    counters,
    onOther: esphome?.heard,
    now,
    log,
  }).catch((error: unknown) => {
    clock.stop();
    database.close();
    watermark.close();
    const isSecure = (error as { port?: number }).port === securePort;
    const place = { host, port: securePort ?? 0, variable: "GATEWAY_MQTTS_PORT" };
    return refusedPort(isSecure ? place : mqttPlace, StartError)(error);
  });

  const nameConflicts = () => [...broker.nameConflicts(), ...sharedNames.all(now())];
  const startedAt = now();
  const topicOf = (kind: Topic["kind"]): string => formatTopic({ station: name, kind });
  /** A station of this name speaks for itself: two that say how they are would contradict each other. */
  const isNameTaken = (): boolean => stations.all().includes(name);
  if (isNameTaken())
    log.warn(
      { gateway: name },
      "a station has the gateway's name: give one of them another (GATEWAY_ID)",
    );
  const reports = createReports();
  const report = () => reports(retained.all(), latest.all(), now());
  const stationsInNeed = () => {
    const named = Map.groupBy(report(), ({ state }) => state.kind);
    const names = (kind: StationState["kind"]) => (named.get(kind) ?? []).map((one) => one.station);
    return { silent: names("silent"), late: names("catching_up") };
  };
  const ownLink = (): OwnFacts["link"] => {
    const link = uplink.link();
    if (link.state !== "connected") return undefined;
    const outages = Math.max(0, counters.connections - 1);
    return { ...{ by: uplink.inUse(), since: link.since, outages }, ...spentOf(uplink) };
  };
  const status = (): Status =>
    ownStatus({
      now: now(),
      uptime: Math.max(0, Math.round((now() - startedAt) / 1000)),
      waiting: outbox.waiting().messages,
      stations: stations.all().length,
      disk: commits.trouble()?.reason ?? "ok",
      freeBytes: free(),
      damage,
      givenUp: outbox.givenUp(),
      leftOut: linkMonth.leftOut() + loraNotes.now().leftOut,
      renamed: changedName?.reason,
      nameConflicts: nameConflicts(),
      misdirected: broker.misdirected(),
      turnedAway: stations.turnedAway(),
      ...stationsInNeed(),
      link: ownLink(),
      unreadable: unreadable.all().map(({ station }) => station),
      failedUpdate: readFailedUpdate(folder),
    });
  const linkMonth = openLinkMonth(database, commits);
  const loraNotes = openLoraNotes(database, commits);
  const link: MqttUplinkOptions = {
    url: config.CLOUD_MQTT_URL,
    ca: authority.pem,
    id: name,
    proving: proveWith(identity, (secret) => {
      log.info("the cloud knows the gateway's new secret");
      try {
        forgetOldSecret(identityPath(folder, config.GATEWAY_ID), secret);
      } catch (error) {
        log.warn({ err: error }, "the gateway's old secret cannot be removed from its file");
      }
    }),
    introductions: () =>
      credentials.introductions().filter(({ station }) => given?.has(station) !== false),
    onIntroduced: credentials.introduced,
    outbox,
    retained,
    stations,
    counters,
    onDownward: (message) => void broker.publish(message),
    own: () =>
      isNameTaken()
        ? []
        : [
            { topic: topicOf("hello"), payload: encodePayload(ownHello(manifest.version), "json") },
            { topic: topicOf("status"), payload: encodePayload(status(), "json") },
          ],
    will: { topic: topicOf("status"), payload: encodePayload({ state: "offline" }, "json") },
    log,
    now,
    random,
  };
  const uplink = openUplinks({ config, link, linkMonth, loraNotes });
  events.on("kept", () => uplink.wake());
  const packing = openPacking(outbox, now);
  const noteFailure = (underWay: Promise<void>): void => {
    underWay.catch((error: unknown) => log.error({ err: error }, "what waits is not packed"));
  };
  events.on("kept", () => noteFailure(packing.byNumber()));
  credentials.onChange(() => uplink.introduce());

  const bridge =
    config.BRIDGE_MQTT_URL === undefined
      ? undefined
      : openBridge({
          ...{ url: config.BRIDGE_MQTT_URL, id: name, intake, log },
          ...{ user: config.BRIDGE_MQTT_USER, password: config.BRIDGE_MQTT_PASSWORD },
        });

  const homeAssistant =
    config.HOME_ASSISTANT === "off"
      ? undefined
      : openHomeAssistant({
          gateway: { name, version: manifest.version, page: config.PUBLIC_URL },
          ...(config.HOME_ASSISTANT_MQTT_URL !== undefined && {
            elsewhere: {
              url: config.HOME_ASSISTANT_MQTT_URL,
              user: config.HOME_ASSISTANT_MQTT_USER,
              password: config.HOME_ASSISTANT_MQTT_PASSWORD,
            },
          }),
          ...{ broker, log },
          read: () => ({ stations: latest.all(), reports: report(), now: now() }),
        });

  const nodeRed = flows.start?.({
    ...{ events, log, now, random },
    stations: () =>
      report().map(({ station, state: { kind, ...more } }) => {
        const since = "since" in more ? { since: more.since } : {};
        return { station, state: kind, ...since };
      }),
    onAlert: (alert) =>
      void broker.publish({
        topic: `dcz-flows/${name}/alert`,
        payload: Buffer.from(JSON.stringify(alert)),
        retain: false,
      }),
  });

  const stopTelling = tellNews({ status, tell: uplink.tell, now });

  const summing = setInterval(() => void quarters.write(), writeQuartersEveryMs);
  const retention = openRetention({
    ...{ outbox, now, days: config.OUTBOX_DAYS, mostBytes: config.OUTBOX_BYTES },
  });
  const closing = new AbortController();
  const lookingForOld = setInterval(
    () => noteFailure(packing.byAge().then(() => retention.look(closing.signal))),
    packEveryMs,
  );

  const written = openWritten(now);
  const view = (): View => {
    // Read when they are asked for: to say that all is well, nobody needs them.
    let values: ReturnType<typeof latest.all> | undefined;
    const valuesOf = () => {
      values ??= latest.all();
      return values;
    };
    let reported: View["reports"] | undefined;
    return {
      now: now(),
      gateway: name,
      changedName,
      cloud: new URL(config.CLOUD_MQTT_URL).host,
      link: uplink.link(),
      inUse: config.UPLINK.length > 1 ? uplink.inUse() : undefined,
      budget: uplink.budget(),
      airtime: uplink.airtime(),
      bridge: bridge?.state(),
      flows: nodeRed?.state(),
      failedUpdate: readFailedUpdate(folder),
      waiting: outbox.waiting(),
      disk: { freeBytes: free(), trouble: commits.trouble(), written: written() },
      damage,
      givenUp: outbox.givenUp(),
      nameConflicts: nameConflicts(),
      misdirected: broker.misdirected(),
      turnedAway: stations.turnedAway(),
      unreadable: unreadable.all(),
      get stations() {
        return valuesOf();
      },
      get trends() {
        return quarters.since(now() - lookBackMs);
      },
      labels: credentials.labels(),
      get reports() {
        reported ??= reports(retained.all(), valuesOf(), now());
        return reported;
      },
    };
  };
  const mqtt = `mqtt://${hostInUrl(host)}:${broker.port}`;
  const metrics = createMetrics(view, counters, broker.clients, manifest.version);
  const page = await createLocalPage({
    ...{ view, metrics, outbox, quarters, version: manifest.version },
    ...{ broker: mqtt, site: config.PUBLIC_URL, log },
    airrohrDoor: openAirrohrDoor({
      ...{ guests, now },
      mayPublish: (station) => given?.has(station) !== false && !credentials.isProved(station),
    }),
    secure: tls && {
      address: `mqtts://${hostInUrl(host)}:${broker.securePort}`,
      certificate: tls.certificate,
      fingerprint: fingerprintOf(tls.certificate),
    },
  });

  const publishAbsences = (): void => {
    const payload = encodePayload({ state: "offline" }, "json");
    for (const station of awaited) {
      const topic = { station, kind: "status" } as const;
      log.warn({ station }, "station did not come back");
      void intake.keep(topic, payload);
      void broker.publish({ topic: formatTopic(topic), payload, retain: true });
    }
  };
  const absence = setTimeout(publishAbsences, returnWithinMs);

  const close = async (): Promise<void> => {
    clearTimeout(absence);
    stopTelling();
    clearInterval(summing);
    clearInterval(lookingForOld);
    closing.abort();
    // The broker before the database: what it still acknowledges must find the database open.
    await nodeRed?.stop();
    await homeAssistant?.stop();
    await Promise.all([broker.close(), bridge?.stop(), page.close()]);
    await esphome?.stop();
    clock.stop();
    await uplink.stop();
    await packing.stop();
    linkMonth.write();
    const summed = quarters.write({ all: true });
    commits.flush();
    await summed;
    credentials.close();
    database.close();
    watermark.close();
  };

  const pagePlace = { host, port: GATEWAY_PORT, variable: "GATEWAY_PORT" };
  try {
    await page.listen(pagePlace).catch(refusedPort(pagePlace, StartError));
  } catch (error) {
    await close();
    throw error;
  }
  return { http: page.listeningOrigin, mqtt, close };
};
