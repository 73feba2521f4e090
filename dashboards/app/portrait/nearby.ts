import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { AirOfStation } from "../api/answers.ts";

const MOST = 5;

export interface Nearby {
  readonly station: string;
  readonly name: string;
  readonly isHere: boolean;
  readonly metres: number;
  /** Of the last whole hour. */
  readonly hour: number | null;
  /** Of the last 24 whole hours; null without enough of them. */
  readonly day: number | null;
  readonly level: number | null;
  readonly words: { readonly fr: string; readonly en: string } | null;
}

/** One quantity at a station and at the nearest that measure it too, over the same hours. */
export const nearbyOf = (
  here: AirOfStation,
  around: readonly AirOfStation[],
  quantity: QuantityName,
): readonly Nearby[] => {
  const rows = [here, ...around].flatMap((station): readonly Nearby[] => {
    const judged = station.quantities.find((one) => one.quantity === quantity);
    if (judged === undefined || (judged.hour === null && judged.mean === null)) return [];
    return [
      {
        ...{ station: station.station, name: station.name },
        isHere: station === here,
        metres: station.distance ?? 0,
        hour: judged.hour?.value ?? null,
        day: judged.mean?.value ?? null,
        ...{ level: judged.level, words: judged.words },
      },
    ];
  });
  // A table of the station alone compares nothing.
  return rows.length < 2 || !rows[0]?.isHere ? [] : rows.slice(0, MOST + 1);
};
