import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { boardFiles, type OpenedIdentity } from "@datacityzen/hardware/board-identity";
import { type Proving, proveWith } from "@datacityzen/hardware/device/proving";
import { readClock } from "@datacityzen/hardware/machine-clock";
import { type Clock, Instant } from "@datacityzen/hardware/wire/batch";
import { isSmallDocument } from "@datacityzen/hardware/wire/document-size";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { MOST_LINES } from "@datacityzen/hardware/wire/line";
import type { StationConfig } from "@datacityzen/hardware/wire/station-config";
import { clipRejected } from "@datacityzen/hardware/wire/status";
import type { Logger } from "pino";
import manifest from "../package.json" with { type: "json" };
import { gatewayAuthority } from "./authority.ts";
import { fillPast } from "./backfill.ts";
import { boardHealth, createPowerWatch } from "./board-health.ts";
import { thisMachine } from "./clock.ts";
import { markDoubtful } from "./clock-flags.ts";
import type { Config } from "./config.ts";
import { followFoundSensors } from "./discovery/found-sources.ts";
import { sendEarlierNames } from "./earlier-names.ts";
import { forgetOldSecret, identityPath, openIdentity } from "./identity.ts";
import type { StationSettings } from "./known-sensors.ts";
import { createMonotonic, machineCounters } from "./monotonic.ts";
import type { DeviceTrees } from "./ports/serial-devices.ts";

import { startPublisher } from "./publisher.ts";
import { openRemoteConfig } from "./remote-config.ts";
import { openSensorCare, sensorCareFile } from "./sensor-care.ts";
import { openSources } from "./sources.ts";
import { openSpool } from "./spool.ts";
import { startStation } from "./station.ts";
import { createStationClock } from "./station-clock.ts";
import { createStationReport } from "./station-report.ts";

/** The machine as the edge sees it; a test gives its own. */
export interface Surroundings {
  readonly monotonic?: () => number;
  readonly random?: () => number;
  readonly readSource?: () => Promise<Clock>;
  /** Where the kernel shows serial ports. */
  readonly devices?: DeviceTrees;
}

export interface Edge {
  /** The name under which it publishes. */
  readonly station: string;
  readonly sensors: readonly string[];
  stop(): Promise<void>;
}

export type OpenedEdge =
  | { readonly ok: true; readonly edge: Edge }
  /** Why it cannot start, as a sentence for people. */
  | { readonly ok: false; readonly sentence: string };

const STOP_PATIENCE_MS = 4000;
const LOOK_AT_CLOCK_EVERY_MS = 1000;
const ASK_CLOCK_SOURCE_EVERY_MS = 60_000;
/** How long readings dated by a clock that is certainly wrong wait for the network to set it. */
const CLOCK_PATIENCE_MS = 120_000;

/**
 * The name of this run of the program. A random number alone could repeat on a board that starts without
 * entropy, and a count alone in a copied folder; together they do not.
 */
const drawBoot = (starts: number): string =>
  `${randomBytes(8).toString("hex")}${starts.toString(36).padStart(4, "0")}`;

type Named =
  | {
      readonly ok: true;
      readonly name: string;
      readonly proving?: Proving;
      readonly earlier: OpenedIdentity["earlier"];
    }
  | { readonly ok: false; readonly sentence: string };

/** What the station proves its name with. */
const provingOf = (identity: OpenedIdentity, path: string, log: Logger): Proving =>
  proveWith(identity, (secret) => {
    log.info("the gateway knows the station's new secret");
    try {
      forgetOldSecret(path, secret);
    } catch (error) {
      log.warn({ err: error, path }, "the station's old secret cannot be removed from its file");
    }
  });

/** The station's name and secret: the name from the settings, or the one drawn at the first start. */
const nameStation = ({ STATION_ID }: Config, folder: string, log: Logger): Named => {
  try {
    const identity = openIdentity(folder, boardFiles, STATION_ID);
    const { name, earlier, changed } = identity;
    if (changed?.reason === "copied" && name === changed.from)
      log.warn(
        { station: name },
        `This folder was copied from another board with the same STATION_ID: this one has a secret of its own, with which it cannot be "${name}" while the other is known. Set STATION_ID to another name.`,
      );
    else if (changed?.reason === "copied")
      log.warn(
        { station: name, before: changed.from },
        `This folder was copied from the station "${changed.from}", which is another board: this one is a new station, "${name}". Set STATION_ID to choose a name.`,
      );
    if (changed?.reason === "damaged")
      log.error({ station: name }, "The station's identity could not be read: it has a new name.");
    return {
      ok: true,
      name,
      proving: provingOf(identity, identityPath(folder, STATION_ID), log),
      earlier,
    };
  } catch (error) {
    if (STATION_ID !== undefined) {
      log.warn(
        { folder, detail: (error as Error).message },
        "The station's secret cannot be kept: it publishes without one, and cannot be claimed. Set DATA_DIR to a folder that can be written.",
      );
      return { ok: true, name: STATION_ID, earlier: [] };
    }
    return {
      ok: false,
      sentence: `The station's name cannot be kept in ${folder} (${(error as Error).message}): set DATA_DIR to a folder that can be written, or give the station a name by STATION_ID.`,
    };
  }
};

/** Reads the station's sensors and publishes their readings until it is stopped. */
export const openEdge = async (
  config: Config,
  log: Logger,
  now: () => number,
  {
    monotonic = createMonotonic(machineCounters),
    random = Math.random,
    readSource = () => readClock(thisMachine),
    devices,
  }: Surroundings = {},
): Promise<OpenedEdge> => {
  const authority = gatewayAuthority(config.GATEWAY_CA_FILE);
  if (!authority.ok) return authority;
  const folder = join(config.DATA_DIR, "edge");
  const named = nameStation(config, folder, log);
  if (!named.ok) return named;
  const { name, proving, earlier: earlierIdentities } = named;
  const kept = openSpool(join(folder, `spool-${name}.sqlite`), now());
  if (!kept.ok && kept.reason === "in_use")
    return {
      ok: false,
      sentence: `Another station named "${name}" runs with the folder ${folder}: stop it, or set STATION_ID or DATA_DIR to another one.`,
    };
  if (!kept.ok)
    log.warn(
      { folder, detail: kept.detail },
      "The folder cannot be written: readings that wait for the gateway are lost in a power cut. Set DATA_DIR to a folder that can be written.",
    );
  const damage = kept.ok ? kept.damage : undefined;
  if (damage !== undefined)
    log.error(
      { ...damage },
      damage.setAside === undefined
        ? "Batches that waited for the gateway are missing: the file that held them was deleted or shortened."
        : "The file with the batches that waited for the gateway was damaged: it was put aside, and what could be read of it is sent.",
    );
  const spool = kept.ok ? kept.spool : undefined;

  const everyMs = config.SAMPLE_EVERY;
  const selfCalibration = config.CO2_SELF_CALIBRATION;
  const openedAt = monotonic();
  const opened = await openSources(config, { monotonic, now, random, selfCalibration });
  if (!opened.ok) {
    spool?.close();
    return opened;
  }
  const { sources } = opened;

  const clock = createStationClock({
    utc: now,
    monotonic,
    readSource,
    lastKnown: spool?.lastKnown,
    onRefused: (refused) =>
      log.warn(
        { refused: new Date(refused).toISOString() },
        "The machine's clock was set to an impossible time: the station keeps the time it had.",
      ),
  });
  await clock.refresh();

  const report = createStationReport();
  const publisher = startPublisher({
    url: config.GATEWAY_MQTT_URL,
    ca: authority.pem,
    station: name,
    proving,
    boot: drawBoot(spool?.starts ?? 0),
    spool,
    everyMs: () => settingsOf(remote.current()).everyMs,
    now: clock.now,
    random,
    clock: clock.source,
    isHeld: () =>
      clock.isWrong() &&
      (!Instant.safeParse(clock.now()).success || monotonic() - openedAt < CLOCK_PATIENCE_MS),
    onConfig: (payload) => remote.receive(payload),
    health: () => {
      const counts = {
        uptime: Math.round(process.uptime()),
        rejected: clipRejected(report.rejected()),
        ...boardHealth(folder),
        ...(damage?.lost ? { lost: damage.lost } : {}),
      };
      const lines = report.lines().slice(0, MOST_LINES);
      const flagged = clipRejected(report.flagged());
      if (isSmallDocument([counts, lines, flagged])) return { ...counts, lines, flagged };
      return isSmallDocument([counts, lines]) ? { ...counts, lines } : counts;
    },
    log,
  });

  const earlier = sendEarlierNames({
    ...{ folder, station: name, url: config.GATEWAY_MQTT_URL, ca: authority.pem },
    ...{ now, log, identities: earlierIdentities },
  });

  let known: Hello["sensors"] = [];
  const publishHello = () => {
    const outcome = remote.outcome();
    publisher.publishHello({
      kit: config.KIT,
      sensors: known,
      software: { edge: manifest.version, node: process.versions.node },
      ...(outcome === undefined ? {} : { config: outcome }),
    });
  };
  const settingsOf = (from: StationConfig | undefined): StationSettings => ({
    everyMs: from?.every ?? config.SAMPLE_EVERY,
    ...(from?.sensors === undefined ? {} : { sensors: from.sensors }),
  });
  const remote = openRemoteConfig({
    path: join(folder, `config-${name}.json`),
    monotonic,
    sensors: () => station.sensors(),
    sensorOf: (id) => {
      const source = station.sensors().find((one) => one.id === id)?.source;
      return source === undefined
        ? undefined
        : { sensor: source.sensor, canSleep: source.canSleep ?? false };
    },
    apply: (next) => station.reconfigure(settingsOf(next)),
    onOutcome: publishHello,
    log,
  });

  const care = openSensorCare({ path: join(folder, sensorCareFile(name)), log });
  const station = startStation({
    sources,
    care,
    settings: settingsOf(remote.current()),
    clock,
    report,
    isPowerLow: createPowerWatch(),
    onReadings: (readings) =>
      void publisher.publish(clock.isWrong() ? markDoubtful(readings) : readings),
    onLines: () => publisher.publishStatus(),
    onSensors: (sensors) => {
      known = sensors;
      publishHello();
    },
    log,
  });

  const discovery = followFoundSensors({
    settings: config.SENSORS,
    station,
    path: join(folder, `adapters-${name}.json`),
    ...{ monotonic, random, selfCalibration, log, trees: devices },
  });

  /**
   * After the clock was put back, new readings would get instants that were already sent. When few
   * intervals are concerned, their readings join the first free interval; when many are, each interval
   * keeps its true instant, and the cloud reports the conflict.
   */
  const firstFree = (time: number): number | undefined => {
    const longest = Math.max(everyMs, ...known.map(({ every }) => every));
    const free = publisher.latestSent() + longest;
    return free - time <= Math.max(60_000, 2 * longest) ? free : undefined;
  };
  clock.onStep((step) => {
    log.warn(
      { byMs: Math.round(step.byMs), source: clock.source() },
      step.repairs
        ? "The machine's clock was set: readings that wait are moved to their true time."
        : "The machine's clock was set: readings go on by its new time.",
    );
    const byMs = station.moveIntervals(step, firstFree(step.after));
    if (step.repairs && byMs !== 0) publisher.moveInstants(byMs);
  });

  const looks = setInterval(() => {
    clock.look();
    if (clock.source() !== "free") spool?.setLastKnown(clock.now());
    publisher.wake();
    remote.look();
    care.look(monotonic());
  }, LOOK_AT_CLOCK_EVERY_MS);
  const refreshes = setInterval(() => void clock.refresh(), ASK_CLOCK_SOURCE_EVERY_MS);

  const stopping = new AbortController();
  // The interval in which we start is the first of the live readings: the past ends before it.
  const present = Math.floor(clock.now() / everyMs) * everyMs;
  const filled = fillPast({
    replayed: sources.flatMap(({ sensor, capture }) => (capture ? [{ sensor, capture }] : [])),
    factor: config.REPLAY_FACTOR,
    everyMs,
    from: Math.ceil((present - config.BACKFILL) / everyMs) * everyMs,
    until: present,
    publish: publisher.publish,
    signal: stopping.signal,
  });

  return {
    ok: true,
    edge: {
      station: name,
      sensors: sources.map(({ sensor }) => sensor.model),
      async stop() {
        const deadline = monotonic() + STOP_PATIENCE_MS;
        clearInterval(looks);
        clearInterval(refreshes);
        stopping.abort();
        // Stop the sensors before the publisher, so that nothing new arrives.
        await Promise.all([discovery?.stop(), earlier.stop()]);
        await station.stop();
        care.keep();
        await publisher.stop(Math.max(0, deadline - monotonic()));
        await filled;
        spool?.close();
      },
    },
  };
};
