import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { nobody } from "../access/principal.ts";
import { POLLEN_OLD_MS, pollenLevelOf } from "../air/pollen.ts";
import type { StationAir, StationAirs } from "../air/station-airs.ts";
import type { ModuleContext } from "../module.ts";
import { indexTables, judge } from "../quality/indices/judge.ts";
import { pollutants } from "../quality/indices/table.ts";
import type { StationRecord } from "../stations/station.ts";
import { type Counted, type Figure, medianOf } from "./counted.ts";
import type { HourValue, HourValuesReader } from "./hour-values.ts";
import type { StationsAround, Target } from "./stations-around.ts";
import type { Watched } from "./watched.ts";

/** One thing that is watched somewhere: all conditions on it share its figures. */
export interface Signal {
  readonly watched: Watched;
  readonly target: Target;
}

interface Reached {
  readonly station: string;
  readonly metres?: number | undefined;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits + 1));

const countedOf = ({ station, metres }: Reached, value: number, found: HourValue): Counted => ({
  ...{ station, value, sensor: found.sensor, variant: found.variant, values: found.values },
  ...(metres === undefined ? {} : { metres }),
  ...(found.expected === null ? {} : { expected: found.expected }),
  ...(found.origin === "measured" ? {} : { origin: found.origin }),
});

const ofHour = (
  { kind, quantity }: Watched,
  reached: Reached,
  values: ReadonlyMap<QuantityName, HourValue> | undefined,
): Counted | undefined => {
  if (values === undefined) return undefined;
  if (kind === "quantity") {
    const found = values.get(quantity as QuantityName);
    return (
      found &&
      countedOf(reached, rounded(found.value, quantities[quantity as QuantityName].digits), found)
    );
  }
  const { band, quantity: worst } = judge(indexTables.eaqi2024, {
    concentrations: Object.fromEntries(
      pollutants.flatMap((one) => {
        const found = values.get(one);
        return found === undefined ? [] : [[one, { value: found.value }]];
      }),
    ),
  });
  const found = worst === null ? undefined : values.get(worst);
  return band === null || found === undefined || worst === null
    ? undefined
    : { ...countedOf(reached, band.rank, found), quantity: worst };
};

const ofDay = (
  { kind, quantity, taxon }: Watched,
  { station, metres }: Reached,
  { air, quantities: judged, origin }: StationAir,
  end: number,
): Counted | undefined => {
  const at = {
    station,
    ...(metres === undefined ? {} : { metres }),
    ...(origin === "measured" ? {} : { origin }),
  };
  if (kind === "index")
    return air.level === null
      ? undefined
      : { ...at, value: air.level, ...(air.quantity === null ? {} : { quantity: air.quantity }) };
  const found = judged.find((one) => one.quantity === quantity);
  if (found === undefined) return undefined;
  const { mean, latest } = found;
  const made =
    mean === null || mean.value === null
      ? {}
      : { variant: mean.recipe ?? "raw", values: Math.round(24 * mean.completeness), expected: 24 };
  if (kind === "quantity")
    return mean?.value == null ? undefined : { ...at, value: mean.value, ...made };
  const count =
    mean?.value ?? (latest === null || latest.at < end - POLLEN_OLD_MS ? undefined : latest.value);
  const level =
    count === undefined || taxon === undefined ? undefined : pollenLevelOf(taxon, count);
  return level === undefined ? undefined : { ...at, value: level.level, ...made };
};

/** What is watched, from what is committed and as everybody may know it. */
export const createFigures = (
  {
    stations,
    knownStations,
  }: {
    readonly stations: Pick<ModuleContext["stations"], "atHand">;
    readonly knownStations: Pick<ModuleContext["knownStations"], "viewOf">;
  },
  around: StationsAround,
  hours: HourValuesReader,
  airs: StationAirs,
) => {
  const toldOnes = (ids: Iterable<string>): StationRecord[] =>
    [...ids].flatMap((id) => {
      const record = stations.atHand(id);
      return record !== undefined && airs.isTold(record, knownStations.viewOf(nobody, id))
        ? [record]
        : [];
    });

  const join = ({ watched, target }: Signal, at: number, found: readonly Counted[]): Figure => {
    const counted = around.fewest(target, found);
    const value = medianOf(
      counted.map((one) => one.value),
      watched.kind !== "quantity",
    );
    return { at, value, counted };
  };

  const quantitiesOf = (signals: readonly Signal[]): ReadonlySet<QuantityName> =>
    new Set(
      signals.flatMap(({ watched: { kind, quantity } }) =>
        kind === "quantity" && quantity !== undefined ? [quantity] : pollutants,
      ),
    );

  return {
    /** Of signals of the pace `hour` the figures of instants on its grid, in the order of `signals`. */
    async ofHours(
      signals: readonly Signal[],
      instants: readonly number[],
    ): Promise<readonly (readonly Figure[])[]> {
      const reached = signals.map(({ target }) => around.of(target));
      const told = new Set(
        toldOnes(new Set(reached.flat().map(({ station }) => station))).map(({ id }) => id),
      );
      const values = await hours.of([...told], quantitiesOf(signals), instants);
      return signals.map((signal, index) =>
        instants.map((at) =>
          join(
            signal,
            at,
            (reached[index] ?? []).flatMap(
              (one) => ofHour(signal.watched, one, values.get(one.station)?.get(at)) ?? [],
            ),
          ),
        ),
      );
    },
    /** Of signals of the pace `day` the figures at the end of the last whole hour. */
    async ofDays(signals: readonly Signal[], end: number): Promise<readonly Figure[]> {
      const reached = signals.map(({ target }) => around.of(target));
      const told = toldOnes(new Set(reached.flat().map(({ station }) => station)));
      const judged = await airs.of(told, (id) => knownStations.viewOf(nobody, id), end);
      const byStation = new Map(judged.map((air) => [air.record.id, air]));
      return signals.map((signal, index) =>
        join(
          signal,
          end,
          (reached[index] ?? []).flatMap((one) => {
            const air = byStation.get(one.station);
            return (air && ofDay(signal.watched, one, air, end)) ?? [];
          }),
        ),
      );
    },
  };
};
export type Figures = ReturnType<typeof createFigures>;
