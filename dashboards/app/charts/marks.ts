import type { Picture } from "./picture.ts";
import { circleScale, type Scale, scaleOf } from "./scale.ts";
import { highest, lowest, shownMean } from "./stroke.ts";

/** A level that the chart names: a guideline. */
export interface Threshold {
  readonly value: number;
  /** "OMS : 15 µg/m³ par jour" */
  readonly label: string;
}

/** A class of an index, in the quantity's unit. */
export interface IndexBand {
  /** 1 (good) to 6, as the colours of the pages have them. */
  readonly level: number;
  readonly from: number;
  /** Null for the last one, which has no end. */
  readonly until: number | null;
  readonly label: string;
}

/** A time of which somebody said something: works, a bonfire, a cleaning. */
export interface Remark {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  /** What was said, and the note of whoever said it. */
  readonly label: string;
}

/** What a chart shows besides its lines. */
export interface Marks {
  readonly thresholds: readonly Threshold[];
  readonly bands: readonly IndexBand[];
  readonly remarks: readonly Remark[];
}

export const noMarks: Marks = { thresholds: [], bands: [], remarks: [] };

/** The readings of a short time, one by one, as the API chose them: extremes are kept. Null breaks the line. */
export interface Detail {
  readonly from: number;
  readonly until: number;
  /** Absent where all readings are there. */
  readonly every?: string;
  readonly lines: readonly {
    readonly sensor: string;
    readonly origin: Picture["lines"][number]["origin"];
    readonly points: readonly { readonly at: number; readonly value: number | null }[];
  }[];
}

/** A part of a chart's time (UTC ms), half open. */
export interface Part {
  readonly from: number;
  readonly until: number;
}

/** The whole time of a picture. */
export const wholeOf = ({ from, every, size }: Picture): Part => ({
  from,
  until: from + size * every,
});

/**
 * The axis of what is shown. It holds all that the page names beside the chart: lowest and highest reading, means,
 * the newest value and the guideline. `named` are those that stand in no slot.
 */
export const scaleOfShown = (
  picture: Picture,
  part: Part,
  detail: Detail | undefined,
  quantity: { readonly fromZero: boolean; readonly digits: number },
  named: readonly number[],
): Scale => {
  if (picture.averaging === "circular") return circleScale;
  const values =
    detail === undefined
      ? picture.lines.flatMap(({ slots }) =>
          slots.flatMap((slot, index) => {
            const at = picture.from + index * picture.every;
            if (slot === null || slot.sums.count === 0) return [];
            if (at + picture.every <= part.from || at >= part.until) return [];
            const mean = shownMean(slot, picture.averaging);
            return [lowest(slot), highest(slot), ...(mean === null ? [] : [mean])];
          }),
        )
      : detail.lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  return scaleOf([...values, ...named], quantity);
};

/** The part of each band that lies on the axis, lowest first; bands beyond it are not drawn. */
export const bandsOn = (
  bands: readonly IndexBand[],
  { low, high }: Scale,
): readonly (IndexBand & { readonly low: number; readonly high: number })[] =>
  bands.flatMap((band) => {
    const bottom = Math.max(low, band.from);
    const top = Math.min(high, band.until ?? high);
    return top > bottom ? [{ ...band, low: bottom, high: top }] : [];
  });
