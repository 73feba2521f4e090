import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { ConfigOutcome, StationConfig } from "@datacityzen/hardware/wire/station-config";
import type { Logger } from "pino";
import * as z from "zod";
import { dutyFault } from "./duty.ts";
import { identityFiles } from "./identity.ts";

/** What is kept on disk between two starts. */
const Kept = z.strictObject({
  /** In force, or to go back to. */
  applied: StationConfig.optional(),
  /** In force on trial. */
  trial: StationConfig.optional(),
  /** Those that spoke when the trial began. */
  watched: z.array(z.string()).optional(),
  outcome: ConfigOutcome.optional(),
});
type Kept = z.infer<typeof Kept>;

/** A sensor of the station while a configuration is on trial. */
export interface WatchedSensor {
  readonly id: string;
  /** When its last value came, by the clock that nobody sets. */
  readonly lastValue: number;
  /** The longest silence that is in order with the configuration in force, in milliseconds. */
  readonly longestSilenceMs: number;
}

export interface RemoteConfigOptions {
  /** The file that keeps it. */
  readonly path: string;
  readonly monotonic: () => number;
  /** A sensor of the station by its id, where it is known. */
  readonly sensorOf: (
    id: string,
  ) => { readonly sensor: Sensor; readonly canSleep: boolean } | undefined;
  readonly sensors: () => readonly WatchedSensor[];
  /** Puts a configuration in force; undefined is the station's own settings. */
  readonly apply: (config: StationConfig | undefined) => void;
  /** The outcome has changed: to be told to the cloud. */
  readonly onOutcome: () => void;
  readonly log: Pick<Logger, "info" | "warn">;
}

export interface RemoteConfig {
  /** In force when the station starts. */
  current(): StationConfig | undefined;
  /** What came on the station's topic. */
  receive(payload: Uint8Array): void;
  /** Whether the sensors go on; to be called from time to time. */
  look(): void;
  outcome(): Hello["config"];
}

const LEAST_TRIAL_MS = 60_000;

/** The version that a document names which is otherwise not understood. */
const versionIn = (payload: Uint8Array): number => {
  try {
    const { version } = JSON.parse(Buffer.from(payload).toString());
    return Number.isInteger(version) && version >= 0 && version <= 2_147_483_647 ? version : 0;
  } catch {
    return 0;
  }
};

const read = (path: string): Kept => {
  try {
    return Kept.parse(JSON.parse(identityFiles.read(path) ?? "{}"));
  } catch {
    return {};
  }
};

/**
 * The part of a station's settings that the cloud may set. A new version is checked, put in force on trial, and
 * kept once every sensor that spoke before has gone on speaking; otherwise the version before comes back.
 */
export const openRemoteConfig = ({
  path,
  monotonic,
  sensorOf,
  sensors,
  apply,
  onOutcome,
  log,
}: RemoteConfigOptions): RemoteConfig => {
  let kept = read(path);
  let trialSince = monotonic();

  const keep = (next: Kept) => {
    kept = next;
    try {
      identityFiles.save(path, `${JSON.stringify(next)}\n`);
    } catch (error) {
      log.warn({ err: error, path }, "the station's configuration cannot be kept on disk");
    }
    onOutcome();
  };

  const refuse = (version: number, detail: string) => {
    log.warn({ version, detail }, "a configuration from the cloud was refused");
    const { applied, trial, watched } = kept;
    keep({ applied, trial, watched, outcome: { version, state: "refused", detail } });
  };

  /** Why it cannot be put in force, in a sentence for people. */
  const faultOf = (config: StationConfig): string | undefined => {
    for (const [id, { duty }] of Object.entries(config.sensors ?? {})) {
      const known = sensorOf(id);
      if (duty === undefined || known === undefined) continue;
      const fault = dutyFault(known.sensor, duty, known.canSleep);
      if (fault !== undefined) return `${id}: ${fault}`;
    }
    return undefined;
  };

  return {
    current: () => kept.trial ?? kept.applied,
    outcome: () => kept.outcome,
    receive(payload) {
      // A retained message that is removed is an empty one.
      if (payload.length === 0) return;
      const parsed = parsePayload(StationConfig, payload);
      if (!parsed.ok) {
        const version = versionIn(payload);
        const isKnown = version === kept.outcome?.version && kept.outcome.state === "refused";
        return isKnown ? undefined : refuse(version, parsed.detail.slice(0, 500));
      }
      const config = parsed.value;
      const { version } = config;
      const known = [kept.applied, kept.trial, kept.outcome].map((one) => one?.version ?? 0);
      const latest = Math.max(...known);
      // Retained: it comes again at each connection.
      if (version === latest) return;
      if (version < latest)
        return log.warn({ version, latest }, "an older configuration from the cloud is ignored");
      const fault = faultOf(config);
      if (fault !== undefined) return refuse(version, fault);
      const now = monotonic();
      const watched = sensors()
        .filter(({ lastValue, longestSilenceMs }) => now - lastValue <= longestSilenceMs)
        .map(({ id }) => id);
      trialSince = now;
      log.info({ version, watched }, "a configuration from the cloud is tried");
      apply(config);
      keep({ applied: kept.applied, trial: config, watched, outcome: { version, state: "trial" } });
    },
    look() {
      const { trial, applied, watched = [] } = kept;
      if (trial === undefined) return;
      const { version } = trial;
      const now = monotonic();
      const all = sensors().filter(({ id }) => watched.includes(id));
      const longest = Math.max(...all.map((one) => one.longestSilenceMs), LEAST_TRIAL_MS);
      // Long enough to have slept, woken and spoken again.
      if (now - trialSince < 2 * longest) return;
      const silent = watched.filter((id) => {
        const one = all.find((known) => known.id === id);
        return one === undefined || now - one.lastValue > one.longestSilenceMs;
      });
      if (silent.length === 0) {
        log.info({ version }, "the configuration from the cloud is kept");
        return keep({ applied: trial, outcome: { version, state: "applied" } });
      }
      const detail = `silent since then: ${silent.join(", ")}`.slice(0, 500);
      log.warn({ version, silent }, "a configuration silenced a sensor: the one before is back");
      apply(applied);
      keep({ applied, outcome: { version, state: "rolled_back", detail } });
    },
  };
};
