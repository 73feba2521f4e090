import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Bucket, LineageValue } from "../api/answers.ts";
import { type Api, ask } from "../api/client.ts";
import { endOfDay } from "../forms/dates.ts";
import { dayAt } from "../places/when.ts";

const HOUR_MS = 3_600_000;

/** The local day that holds an instant: 23, 24 or 25 hours. */
export const dayAround = (at: number, zone: string): { from: number; until: number } => {
  const day = dayAt(at, zone);
  const before = new Date(Date.parse(`${day}T12:00:00Z`) - 24 * HOUR_MS).toISOString().slice(0, 10);
  const [from, until] = [endOfDay(before, zone), endOfDay(day, zone)];
  if (from === undefined || until === undefined) throw new Error(`${day} is no day.`);
  return { from, until };
};

/** The mean of an hour or a day in which a value counts. */
export interface MeanAround {
  readonly sensor: string;
  readonly origin: LineageValue["origin"];
  readonly period: "hour" | "day";
  readonly variant: string;
  readonly from: number;
  readonly until: number;
  readonly bucket: Bucket | undefined;
}

interface Asking {
  readonly api: Api;
  readonly signal: AbortSignal;
  readonly station: string;
  readonly quantity: QuantityName;
  readonly zone: string;
}

const recipeOf = ({ reprocessed }: LineageValue): string[] =>
  reprocessed === undefined ? [] : [`${reprocessed.recipe}@${reprocessed.version}`];

/** Of raw values and of what each recipe made of them: the hour and the local day around an instant. */
export const askMeans = async (
  { api, signal, station, quantity, zone }: Asking,
  values: readonly LineageValue[],
  at: number,
): Promise<MeanAround[]> => {
  if (values.length === 0) return [];
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  const periods = [
    { period: "hour", every: "PT1H", from: hour, until: hour + HOUR_MS },
    { period: "day", every: "P1D", ...dayAround(at, zone) },
  ] as const;
  const variants = [...new Set(["raw", ...values.flatMap(recipeOf)])];
  const found = await Promise.all(
    periods.flatMap(({ period, every, from, until }) =>
      variants.map(async (variant): Promise<MeanAround[]> => {
        const query = {
          ...{ station, quantity, every, zone, variant },
          ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
        };
        const asked = await ask(api.GET("/api/v1/series/means", { params: { query }, signal }));
        if (!asked.ok) return [];
        return asked.value.series.map(({ sensor, origin, points }) => ({
          ...{ sensor, origin, period, variant, from, until, bucket: points[0] },
        }));
      }),
    ),
  );
  return found.flat();
};
