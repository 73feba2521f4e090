import type { Origin } from "@datacityzen/hardware/flags";
import { atmo } from "../quality/indices/classes.ts";
import type { Words } from "../quality/indices/table.ts";
import type { Environment } from "./answer.ts";
import type { Pollen } from "./pollen.ts";
import type { StationAir } from "./station-airs.ts";
import { wordsOfAir } from "./words.ts";

export interface LevelSummary {
  readonly stations: number;
  /** Of them, those whose air is known. */
  readonly judged: number;
  readonly level: number | null;
  readonly words: Words;
}

const nothing: Words = {
  fr: "La qualité de l'air n'est pas connue ici.",
  en: "The quality of the air is not known here.",
};

/** Of an even number the worse of the two in the middle: a summary must not look better than half of it. */
const medianOf = (levels: readonly number[]): number | null =>
  levels.toSorted((one, other) => one - other)[Math.floor(levels.length / 2)] ?? null;

const summaryOf = (stations: readonly StationAir[]): LevelSummary => {
  const levels = stations.flatMap(({ air }) => air.level ?? []);
  const level = medianOf(levels);
  const band = atmo.bands.find(({ rank }) => rank === level);
  return {
    stations: stations.length,
    judged: levels.length,
    level,
    words: band === undefined ? nothing : wordsOfAir(band),
  };
};

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Before a station measures, a whole territory that is simulated tells more than a recording on a workbench. */
const spokenFor = ["measured", "simulated", "replayed"] as const satisfies readonly Origin[];

/** A territory's day at a glance, from one origin: what is simulated never stands beside what people measured. */
export const summarise = (
  all: readonly StationAir[],
  environmentOf: (station: StationAir) => Environment | null,
) => {
  const origin = spokenFor.find((wanted) => all.some((one) => one.origin === wanted)) ?? "measured";
  const stations = all.filter((one) => one.origin === origin);
  const judged = stations.filter(({ air }) => air.level !== null);
  const worst = judged.reduce<StationAir | undefined>(
    (found, one) => ((one.air.level ?? 0) > (found?.air.level ?? 0) ? one : found),
    undefined,
  );
  const lden = stations.flatMap(({ noise }) => noise?.lden ?? []);
  const noisy = stations.filter(({ noise }) => (noise?.level ?? 0) > 1);
  const rank = (one: Pollen | null) => one?.level ?? -1;
  const pollen = stations.reduce<Pollen | null>(
    (found, one) => (rank(one.pollen) > rank(found) ? one.pollen : found),
    null,
  );
  const hours = judged.map(({ sure }) => sure.hours / sure.of);
  return {
    origin,
    ...summaryOf(stations),
    silent: stations.filter(({ state }) => ["silent", "offline", "cut_off"].includes(state)).length,
    levels: atmo.bands.map(({ rank: level }) => ({
      level,
      stations: judged.filter(({ air }) => air.level === level).length,
    })),
    worst:
      worst === undefined
        ? null
        : { station: worst.record.id, name: worst.name, level: worst.air.level ?? 1 },
    fromParticlesOnly: judged.length > 0 && judged.every(({ air }) => air.fromParticlesOnly),
    byEnvironment: [...Map.groupBy(stations, environmentOf)].map(([environment, some]) => ({
      environment,
      ...summaryOf(some),
    })),
    noise: stations.some(({ noise }) => noise !== null)
      ? {
          stations: stations.filter(({ noise }) => noise !== null).length,
          judged: lden.length,
          aboveGuideline: noisy.length,
        }
      : null,
    pollen,
    completeness: meanOf(hours),
  };
};
