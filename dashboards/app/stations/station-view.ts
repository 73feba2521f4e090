import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { flags, type Origin } from "@datacityzen/hardware/flags";
import { kitNames } from "@datacityzen/hardware/kits/names";
import { describeLine } from "@datacityzen/hardware/line-texts";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { LatestValue, Station } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";
import type { Notice } from "./notices.ts";
import { byImportance, mainQuantities, type QuantityView, quantityView } from "./quantity.ts";
import { type Row, rowOf } from "./rows.ts";
import { factsOf, type ToldFacts } from "./station-facts.ts";

/** A station as its page shows it, with all words in one language: the browser needs no dictionary. */
export interface StationView {
  readonly id: string;
  readonly kit?: string;
  readonly facts: ToldFacts;
  readonly origins: readonly Origin[];
  /** Milliseconds from one reading of a sensor to the next, where it told that. */
  readonly every: { readonly [sensor: string]: number };
  /** UTC ms. */
  readonly firstSeen: number;
  /** Main quantities first. */
  readonly rows: readonly Row[];
  readonly main: readonly string[];
  /** Those of the rows, and those that are shown. */
  readonly quantities: { readonly [name: string]: QuantityView };
  readonly sensors: { readonly [id: string]: string };
  readonly flags: { readonly [name: string]: string };
}

export const stationView = (
  station: Station,
  latest: readonly LatestValue[],
  { shown, language }: { readonly shown: readonly QuantityName[]; readonly language: Language },
): StationView => {
  const rows = latest.map(rowOf).toSorted(compareRows);
  const named = new Set([...rows.map(({ quantity }) => quantity), ...shown]);
  return {
    id: station.id,
    ...kitOf(station, language),
    facts: stationFacts(station),
    origins: station.origins,
    every: everyOf(station),
    firstSeen: Date.parse(station.firstSeen),
    rows,
    main: mainQuantities,
    quantities: Object.fromEntries([...named].map((name) => [name, quantityView(name, language)])),
    sensors: sensorNames(station, rows),
    flags: Object.fromEntries(
      Object.entries(flags).map(([name, text]) => [name, typeset(language, text[language])]),
    ),
  };
};

/** A kit of ours by its name, another as its maker calls it; a simulated station is made of nothing. */
const kitOf = ({ kit }: Station, language: Language): Pick<StationView, "kit"> =>
  kit === undefined || kit === "simulated"
    ? {}
    : { kit: typeset(language, kitNames.get(kit)?.[language] ?? kit) };

export const stationFacts = (station: Station): ToldFacts => {
  const { deliversEvery } = station;
  return factsOf(station, {
    everyMs: Math.max(0, ...intervals(station)),
    deliveryMs: deliversEvery === undefined ? undefined : fixedDurationMs(deliversEvery),
  });
};

/** Sensors about whose line something is told already. */
export const toldSensors = ({ health, sensors }: Station): readonly string[] => {
  const models = (health?.lines ?? [])
    .filter(({ state }) => state !== "speaking")
    .map(({ model }) => model);
  return sensors.filter(({ model }) => models.includes(model)).map(({ id }) => id);
};

/** Values that no instrument gives, each with what it probably is. */
export const mistakesOf = (rows: readonly Row[], language: Language): readonly Notice[] =>
  rows.flatMap(({ sensor, quantity, value, flags: names }) => {
    if (!names.includes("implausible")) return [];
    const mistake = likelyMistake(quantity, value);
    return mistake === undefined ? [] : [{ kind: "mistake", sensor, text: mistake[language] }];
  });

/** What arrives on the lines of a station, where something is to be done. */
export const lineNotices = ({ health }: Station, language: Language): readonly Notice[] =>
  (health?.lines ?? []).flatMap((line) => {
    const text = describeLine(line, language);
    return text === undefined ? [] : [{ kind: "line", text }];
  });

/** Milliseconds from one reading to the next, of each sensor. */
export const everyOf = ({ sensors }: Station): StationView["every"] =>
  Object.fromEntries(sensors.map(({ id, every }) => [id, fixedDurationMs(every) ?? 0]));

/** From one reading to the next, in ms, of each sensor that told it. */
export const intervals = (station: Station): readonly number[] =>
  station.sensors
    .map(({ every }) => fixedDurationMs(every))
    .filter((length) => length !== undefined);

const compareRows = (a: Row, b: Row): number =>
  byImportance(a.quantity, b.quantity) || (a.sensor < b.sensor ? -1 : 1);

/** A serial number at the end of a sensor's identifier: "sds011-58d9". */
const SERIAL = /-[0-9a-f]{4,}$/;

/**
 * The model, as makers print it; the whole identifier where a station has two of a model. Of a sensor that
 * the station has not described yet, the model is what stands before its serial number.
 */
export const sensorNames = (
  station: Station,
  rows: readonly Pick<Row, "sensor">[],
): { readonly [id: string]: string } => {
  const models = new Map(
    rows.map(({ sensor }): [string, string] => [sensor, sensor.replace(SERIAL, "")]),
  );
  for (const { id, model } of station.sensors) models.set(id, model);
  const count = (model: string) =>
    models
      .values()
      .filter((other) => other === model)
      .toArray().length;
  return Object.fromEntries(
    [...models].map(([id, model]) => [id, (count(model) === 1 ? model : id).toUpperCase()]),
  );
};

/** The quantity that the address asks for, or the station's first; undefined when it is none of ours. */
export const shownQuantity = (
  asked: string | null,
  latest: readonly LatestValue[],
): QuantityName | undefined => {
  if (asked === null) return latest.map(rowOf).toSorted(compareRows)[0]?.quantity ?? "pm2_5";
  return Object.hasOwn(quantities, asked) ? (asked as QuantityName) : undefined;
};
