import { join } from "node:path";
import { hostInUrl } from "@datacityzen/hardware/settings/host-in-url";
import { refusedPort } from "@datacityzen/hardware/settings/refused-address";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import packageJson from "../package.json" with { type: "json" };
import { openAdminToken } from "./access/admin-token.ts";
import { nothingForAnybody } from "./access/for-anybody.ts";
import type { DeclaredRoute } from "./access/permissions-page.ts";
import { createApp } from "./app.ts";
import { createAudit } from "./audit/audit.ts";
import { ERASED } from "./backup/erased.ts";
import { createBroker } from "./broker/broker.ts";
import { listen } from "./broker/listen.ts";
import { ownOrigins } from "./broker/own-origin.ts";
import type { Config } from "./config.ts";
import { createDemonstration } from "./demonstration/shown.ts";
import { createGroupCommit, isBroken } from "./duckdb/group-commit.ts";
import { machineDefaults } from "./duckdb/machine.ts";
import { openDatabase } from "./duckdb/open.ts";
import { createEventBus } from "./events/bus.ts";
import { deviceFile } from "./hosting/device-file.ts";
import { openDevices } from "./hosting/devices.ts";
import { createIntroductions } from "./hosting/introductions.ts";
import { shownStations } from "./hosting/shown-stations.ts";
import { shownToAnybody } from "./hosting/shown-to-anybody.ts";
import { createIngest } from "./ingest/ingest.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createMail } from "./mail/mail.ts";
import { createStopLinks } from "./mail/stop-link.ts";
import { mailView } from "./mail/view.ts";
import { createEncoder } from "./media/encoder.ts";
import { openMediaFiles } from "./media/files.ts";
import { createMedia } from "./media/media.ts";
import { createOperationsListener } from "./operations/listener.ts";
import { createObservations } from "./operations/observations.ts";
import { processFigures } from "./operations/process-figures.ts";
import { createOutbox } from "./outbox/outbox.ts";
import { openInflux, openMailServer, openSoleUse, warnOfSeriesHere } from "./outside-servers.ts";
import { openErasedList } from "./people/erased-list.ts";
import { firstAdministratorFile } from "./people/first-administrator-file.ts";
import { attemptLimits } from "./people/limits.ts";
import { createPeople } from "./people/people.ts";
import { openKnownFile } from "./places/known-file.ts";
import { createKnownStations } from "./places/known-stations.ts";
import { readKnownStations } from "./places/queries.ts";
import { openKey } from "./private-files/key-file.ts";
import { readInForce } from "./quality/calibration-queries.ts";
import { createCalibrations } from "./quality/calibrations/calibrations.ts";
import { openForecastSources } from "./quality/forecast-sources.ts";
import { roomOnDisk } from "./quarantine/disk.ts";
import { openQuarantine } from "./quarantine/store.ts";
import { openRecords } from "./records/records.ts";
import { createRequests } from "./requests/requests.ts";
import { retentionOf } from "./series/duckdb/retention-of-settings.ts";
import { type DuckdbSeriesStore, openDuckdbSeries } from "./series/duckdb/store.ts";
import { createSmsGateway } from "./sms/gateway.ts";
import { refusedRecords, refusedStore, StartError } from "./start-error.ts";
import { createStationConfigs, type StationConfigs } from "./station-config/configs.ts";
import { readConfigs } from "./station-config/queries.ts";
import { openStationDirectory } from "./stations/directory.ts";
import { ownSoftware } from "./stations/software.ts";
import { isGateway } from "./stations/station.ts";
import { countryOf } from "./territories/countries.ts";
import { openTerritories } from "./territories/territories.ts";
import { type Certificate, CertificateRefused, openCertificate } from "./tls/certificate.ts";
import { createHttps } from "./tls/https.ts";

export interface Cloud {
  /** Where it listens: a port 0 in the settings lets the system choose. */
  readonly http: string;
  readonly mqtt: string;
  /** The same over TLS, with TLS_CERT_FILE. */
  readonly https?: string;
  readonly mqtts?: string;
  /** The operators' own door, when OPERATIONS_PORT is set. */
  readonly operations?: string;
  /** Every route of the API, and what its requests do. */
  readonly routes: readonly DeclaredRoute[];
  /** All that is counted. */
  readonly figures: Registry;
  /** Looks at once whether the certificate was renewed. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

const openTls = async (
  { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key }: Config,
  now: () => number,
  log: Logger,
): Promise<Certificate | undefined> => {
  if (certificate === undefined || key === undefined) return undefined;
  return openCertificate({ certificate, key }, now, log).catch((error: Error) => {
    if (!(error instanceof CertificateRefused)) throw error;
    throw new StartError(error.message, { cause: error });
  });
};

const MB = 1_000_000;

const LOOPBACK = "127.0.0.1";

/**
 * Puts the parts together and listens. `onBroken`: the store works again only in a new process. `elapsed`: milliseconds
 * that the process has run, by a clock that nobody sets.
 */
export const openCloud = async (
  config: Config,
  log: Logger,
  now: () => number,
  onBroken: (error: Error) => void = () => undefined,
  elapsed: () => number = now,
): Promise<Cloud> => {
  const folder = join(config.DATA_DIR, "cloud");
  const forecastSources = await openForecastSources(config.FORECAST_SOURCES_FILE);
  const tls = await openTls(config, now, log);
  const machine = machineDefaults();
  const database = await openDatabase(join(folder, "series.duckdb"), {
    memoryMb: config.STORE_MEMORY_MB ?? machine.memoryMb,
    threads: config.STORE_THREADS ?? machine.threads,
    readers: config.STORE_READERS ?? machine.readers,
  }).catch(refusedStore);
  // The store's lock is held: no other cloud works on this folder, and what it left of records is ours.
  const opening = openRecords(config, log, now).catch(refusedRecords);
  // Awaited below, when all that needs no records is open.
  opening.catch(() => undefined);
  const token = await openAdminToken(join(folder, "admin-token"));
  for (const damage of database.damages)
    log[damage.isWhole ? "warn" : "error"](damage, "the store was found damaged");
  /** The series' own store; undefined where another program keeps them, and until it is open. */
  let embedded: DuckdbSeriesStore | undefined;
  const figures = new Registry();
  const observations = createObservations(figures, () => performance.now());
  processFigures(figures, {
    daysToSeal: () => embedded?.daysWaiting(),
    version: packageJson.version,
    dataDir: config.DATA_DIR,
    certificateUntil: tls?.until,
    queriesWaiting: () => database.queriesWaiting() + (influx?.questionsWaiting() ?? 0),
  });
  const commits = createGroupCommit(database.writer, {
    beforeCommit: () => {
      observations.commitBegan();
      return database.countGroup();
    },
    onCommitted: () => {
      observations.commitEnded();
      database.noteCommitted();
    },
    onFault: (error) => log.error({ err: error }, "store does not commit, messages wait"),
    onRecovery: () => log.info("store commits again"),
    onRefused: (error) =>
      log.error({ err: error }, "store refused a message, it goes to quarantine"),
    onBroken,
    afterCommit: (isBusy) =>
      database.foldLog(isBusy).catch((error: Error) => {
        log.error({ err: error }, "store's log not folded");
        if (isBroken(error)) onBroken(error);
      }),
  });
  const events = createEventBus({
    onFault: (subscriber, event, error) => {
      observations.subscriberFailed(subscriber);
      log.error({ err: error, subscriber, event }, "subscriber failed");
    },
    onLeftOut: (subscriber, event) => {
      observations.eventLeftOut(subscriber);
      log.warn({ subscriber, event }, "subscriber too slow, oldest events left out");
    },
  });
  const influx = await openInflux(config, now, log).catch(async (error: Error) => {
    await commits.close();
    await database.close();
    throw error;
  });
  /** How far stations agree that this machine's clock is ahead, in ms; known when they are heard. */
  let ahead: () => number | undefined = () => undefined;
  /** Known when all that says so is open, which is before any day is sealed. */
  let anybody = nothingForAnybody;
  embedded =
    influx === undefined
      ? await openDuckdbSeries(database, commits, {
          readDeadlineMs: 1000 * config.STORE_READ_SECONDS,
          now,
          onSumsFault: (error) =>
            log.warn({ err: error }, "sums of hours are not kept, means are made of all points"),
          onDamage: (damage) => log.error(damage, "a file of a sealed day was found damaged"),
          seal: {
            graceDays: config.STORE_HOT_DAYS,
            anybody: {
              viewOf: (station) => anybody.viewOf(station),
              edition: () => anybody.edition(),
            },
            onFault: (error) =>
              log.warn({ err: error }, "days are not sealed, their readings stay in the store"),
          },
          retention: retentionOf(config, () => ahead(), log),
        })
      : undefined;
  const series = influx ?? (embedded as DuckdbSeriesStore);
  if (influx !== undefined) await warnOfSeriesHere(database, log);
  const storeFault = () => commits.fault() ?? influx?.fault();
  const stations = await openStationDirectory(database, commits);
  const quarantine = await openQuarantine(database, commits, {
    limits: {
      totalBytes: config.QUARANTINE_MB * MB,
      totalMessages: 100_000,
      senderBytes: config.QUARANTINE_SENDER_MB * MB,
      senderMessages: 10_000,
      ageMs: config.QUARANTINE_DAYS * 86_400_000,
    },
    events,
    now,
    elapsed: () => performance.now(),
    hasRoom: roomOnDisk(folder, now),
  });
  const devices = await openDevices({
    file: deviceFile(join(folder, "devices.json"), { now, log }),
    key: await openKey(join(folder, "label-key")),
    unproved: config.STATIONS_WITHOUT_SECRET,
    before: () => [...stations.all()].map((one) => ({ name: one.id, isGateway: isGateway(one) })),
    now,
    log,
  });
  const taking = createIngest({
    ...{ series, stations, quarantine, events, now, devices },
    elapsed: () => performance.now(),
  });
  ahead = () => taking.receiver()?.ahead;
  // Whatever door a message comes through.
  const ingest = { ...taking, accept: observations.timed(taking.accept) };
  /** Known when the records are open. */
  let configOf: StationConfigs["of"] = () => undefined;
  const broker = await createBroker({
    authenticate: devices.authenticate,
    saved: devices.savedOf,
    introduce: createIntroductions(devices, log),
    accept: ingest.accept,
    configOf: (station) => configOf(station),
    onDisconnect: observations.disconnected,
    events,
    now,
    log,
    isOwnOrigin: ownOrigins(config.PUBLIC_URL),
  });
  devices.onChange(broker.recheck);
  const giveUp = async (error: Error): Promise<never> => {
    await broker.close();
    await series.close();
    await commits.close();
    await database.close();
    throw error;
  };
  const records = await opening.catch(giveUp);
  const soleUse = await openSoleUse(records, config, log).catch(async (error: Error) => {
    await records.close();
    return giveUp(error);
  });
  const stationConfigs = createStationConfigs(
    (station) => readConfigs(records.db, station),
    (station, config) => events.publish("station.configured", { station, config }),
  );
  configOf = stationConfigs.of;
  if (records.state().up)
    await stationConfigs
      .refresh()
      .catch((error: Error) => log.error({ err: error }, "what stations are told was not read"));
  const audit = createAudit(now);
  const jobs = createJobs(records, now, log);
  const key = await openKey(join(folder, "outbox-key"));
  const outbox = createOutbox({ records, key, now, log });
  outbox.show("mail", mailView);
  const mailServer = openMailServer(config, now, log);
  if (mailServer !== undefined) outbox.deliver("mail", mailServer.deliver);
  const publicUrl = config.PUBLIC_URL;
  const mail = createMail({
    outbox,
    links: createStopLinks(key),
    server: mailServer,
    publicUrl,
  });
  const stopEncoding = new AbortController();
  const media = createMedia({
    records,
    audit,
    files: await openMediaFiles(join(config.DATA_DIR, "media")),
    encode: createEncoder(stopEncoding.signal),
    limits: { all: config.MEDIA_MB * MB, one: config.MEDIA_PERSON_MB * MB },
    hasRoom: roomOnDisk(folder, now),
    now,
    log,
  });
  const requests = createRequests({
    exceptions: config.OUTGOING_EXCEPTIONS,
    version: packageJson.version,
  });
  const { SMS_WEBHOOK_URL: smsUrl, SMS_WEBHOOK_SECRET: smsSecret } = config;
  if (smsUrl !== undefined && smsSecret !== undefined)
    outbox.deliver("sms", createSmsGateway({ requests, now, url: smsUrl, secret: smsSecret }));
  const people = createPeople({
    records,
    audit,
    mail,
    now,
    log,
    publicUrl,
    secret: await openKey(join(folder, "accounts-key")),
    erasedList: openErasedList(join(config.DATA_DIR, ERASED)),
    firstAdministratorFile: firstAdministratorFile(join(folder, "first-administrator")),
    limits: attemptLimits(config),
  });
  const knownStations = createKnownStations({
    file: await openKnownFile(join(folder, "places", "known-stations")),
    read: (thing) => readKnownStations(records.db, thing),
    now,
  });
  // Nobody is answered by what was known before, where the records say more.
  if (records.state().up)
    await knownStations
      .refresh()
      .catch((error: Error) => log.error({ err: error }, "who sees which station was not read"));
  const demonstrating = createDemonstration(stations, config.DEMO === "auto");
  anybody = shownToAnybody(devices, demonstrating, knownStations);
  const { api: app, routes } = await createApp({
    events,
    series,
    dayFiles: embedded?.dayFiles,
    stations: shownStations(stations, devices, demonstrating),
    demonstrating,
    knownStations,
    stationConfigs,
    calibrations: createCalibrations((station) => readInForce(records.db, station)),
    quarantine,
    ingest,
    devices,
    records,
    people,
    audit,
    backup: { dataDir: config.DATA_DIR, snapshot: database.snapshot },
    media,
    outbox,
    mail,
    publicUrl,
    jobs,
    territories: openTerritories(records, countryOf(config.COUNTRY), log),
    folder,
    demonstration: config.DEMO === "auto",
    requests,
    forecastSources,
    sendsSms: smsUrl !== undefined,
    figures,
    answered: observations.answered,
    storeFault,
    storeDamages: database.damages,
    mqttClients: broker.clients,
    nameConflict: broker.nameConflict,
    now,
    elapsed,
    version: packageJson.version,
    currentSoftware: config.CURRENT_SOFTWARE ?? ownSoftware(packageJson.version),
    // Where it listens is told once, when all is ready.
    log: log.child({}, { level: log.isLevelEnabled("warn") ? "warn" : log.level }),
    token,
    dashboardsUrl: config.DASHBOARDS_URL,
    trustedProxies: config.TRUSTED_PROXIES,
  });
  const operations = createOperationsListener({ figures, records, storeFault });
  let https: ReturnType<typeof createHttps> | undefined;
  const close = async () => {
    tls?.close();
    await broker.close();
    https?.close();
    https?.closeAllConnections();
    await operations.close();
    requests.close();
    stopEncoding.abort();
    await app.close();
    await outbox.close();
    mailServer?.close();
    await jobs.close();
    await soleUse?.close();
    await records.close();
    await devices.close();
    await series.close();
    await commits.close();
    await events.settled();
    await database.close();
  };

  const { HOST, HTTP_PORT, HTTPS_PORT, MQTT_PORT, MQTTS_PORT, OPERATIONS_PORT } = config;
  const clear = tls === undefined ? HOST : config.CLEAR_HOST;
  const refused = (host: string, port: number, variable: string) =>
    refusedPort({ host, port, variable }, StartError);
  const listenTls = async (certificate: Certificate) => {
    https = createHttps(app, certificate);
    https.on("upgrade", broker.upgrade);
    const [atHttps, atMqtts] = [
      await listen(https, HOST, HTTPS_PORT).catch(refused(HOST, HTTPS_PORT, "HTTPS_PORT")),
      await broker
        .listen(HOST, MQTTS_PORT, certificate)
        .catch(refused(HOST, MQTTS_PORT, "MQTTS_PORT")),
    ];
    const name = hostInUrl(HOST);
    return { https: `https://${name}:${atHttps}`, mqtts: `mqtts://${name}:${atMqtts}` };
  };
  try {
    app.server.on("upgrade", broker.upgrade);
    const http = await app
      .listen({ host: clear, port: HTTP_PORT })
      .catch(refused(clear, HTTP_PORT, "HTTP_PORT"));
    const port = await broker
      .listen(clear, MQTT_PORT)
      .catch(refused(clear, MQTT_PORT, "MQTT_PORT"));
    const mqtt = `mqtt://${hostInUrl(clear)}:${port}`;
    const overTls = tls === undefined ? {} : await listenTls(tls);
    const reload = async () => tls?.look();
    const doors = { http, mqtt, ...overTls, routes, figures, reload, close };
    if (OPERATIONS_PORT === undefined) return doors;
    const operationsAt = await operations
      .listen({ host: LOOPBACK, port: OPERATIONS_PORT })
      .catch(refused(LOOPBACK, OPERATIONS_PORT, "OPERATIONS_PORT"));
    return { ...doors, operations: operationsAt };
  } catch (error) {
    await close();
    throw error;
  }
};
