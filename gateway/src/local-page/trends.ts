import { hourlyBand } from "@datacityzen/hardware/air-bands";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Quarter, quarterMs, type Trend } from "../store/quarters.ts";

/** How long the page looks back: a day. */
export const lookBackMs = 24 * 3_600_000;

/** A chart is as wide as a day has quarters of an hour, times 3. */
const width = (lookBackMs / quarterMs) * 3;
const height = 48;
const margin = 2;

export interface Drawing {
  readonly viewBox: string;
  /** One line; it breaks where quarters are missing. */
  readonly path: string;
}

/** Draws a day that ends at `now`; the lowest mean is at the bottom, the highest at the top. */
export const drawTrend = (quarters: readonly Quarter[], now: number): Drawing => {
  const means = quarters.map(({ mean }) => mean);
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  const from = now - lookBackMs;
  let before = Number.NEGATIVE_INFINITY;
  const path = quarters.map(({ at, mean }) => {
    const x = ((at - from) / lookBackMs) * width;
    const part = span === 0 ? 0.5 : (mean - low) / span;
    const y = height - margin - part * (height - 2 * margin);
    const joins = at - before <= quarterMs;
    before = at;
    // A quarter that stands alone is seen as a dot by the line's round end.
    return joins ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}h.1`;
  });
  return { viewBox: `0 0 ${width} ${height}`, path: path.join("") };
};

export interface DaySummary {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
}

/** Of a day's quarters; undefined without one. Each quarter counts the same. */
export const summariseDay = (quarters: readonly Quarter[]): DaySummary | undefined =>
  quarters.length === 0
    ? undefined
    : {
        least: Math.min(...quarters.map(({ least }) => least)),
        most: Math.max(...quarters.map(({ most }) => most)),
        mean: quarters.reduce((sum, { mean }) => sum + mean, 0) / quarters.length,
      };

/** The mean of the hour that ends with the last whole quarter, of three quarters of it at least. */
export const lastHour = (quarters: readonly Quarter[], now: number): number | undefined => {
  const until = Math.floor(now / quarterMs) * quarterMs;
  const hour = quarters.filter(({ at }) => at >= until - 4 * quarterMs && at < until);
  if (hour.length < 3) return undefined;
  return hour.reduce((sum, { mean }) => sum + mean, 0) / hour.length;
};

export interface HourlyBand {
  /** 1 (good) to 6, of the European index. */
  readonly band: number;
  readonly quantity: QuantityName;
  /** µg/m³ */
  readonly mean: number;
}

/** The worst band of a station's last hour; undefined when nothing that the index judges was measured. */
export const bandOfHour = (trends: readonly Trend[], now: number): HourlyBand | undefined =>
  trends
    .flatMap(({ quantity, quarters }) => {
      const mean = lastHour(quarters, now);
      const band = mean === undefined ? undefined : hourlyBand(quantity, mean);
      return mean === undefined || band === undefined ? [] : [{ band, quantity, mean }];
    })
    .toSorted((one, other) => other.band - one.band || other.mean - one.mean)[0];
