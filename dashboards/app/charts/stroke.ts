import { extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Averaging } from "@datacityzen/hardware/quantities/quantity";
import type { Line, Slot } from "./picture.ts";
import type { Scale } from "./scale.ts";

/** The box in which a line is drawn; x runs over the picture's slots, y downwards. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

const places = (line: Line, scale: Scale, box: Box) => ({
  /** The mean of a slot stands at its middle. */
  x: (index: number) => round((box.width * (index + 0.5)) / line.slots.length),
  y: (value: number) => round(box.height * (1 - (value - scale.low) / (scale.high - scale.low))),
});

const round = (value: number) => Math.round(value * 10) / 10;

/** What a line shows of a slot; null is a gap. */
export const shownMean = (slot: Slot | null | undefined, averaging: Averaging): number | null =>
  slot == null ? null : (meanOf(slot.sums, averaging) ?? null);

/**
 * A line as SVG path data. It is broken where a slot is empty. A reading between two gaps is a
 * stroke of no length, which a round line cap shows as a dot; directions are dots alone, since
 * between 350 and 10 degrees a line would cross the whole circle.
 */
export const strokeOf = (line: Line, averaging: Averaging, scale: Scale, box: Box): string => {
  const { x, y } = places(line, scale, box);
  const means = line.slots.map((slot) => shownMean(slot, averaging));
  const joins = (index: number) => averaging !== "circular" && means[index] != null;
  return means
    .map((mean, index) => {
      if (mean === null) return "";
      const alone = !joins(index - 1) && !joins(index + 1);
      return `${joins(index - 1) ? "L" : "M"}${x(index)} ${y(mean)}${alone ? "h0" : ""}`;
    })
    .join("");
};

/**
 * The band between the lowest and the highest reading of each slot, as SVG path data, so that a
 * short peak is seen although its mean is calm. Directions have arcs instead.
 */
export const bandOf = (line: Line, averaging: Averaging, scale: Scale, box: Box): string => {
  if (averaging === "circular") return "";
  const { x, y } = places(line, scale, box);
  const half = box.width / line.slots.length / 2;
  return runsOf(line.slots)
    .map(({ start, slots }) => {
      const upper = slots.map((slot, index) => [x(start + index), y(highest(slot))] as const);
      const lower = slots.map((slot, index) => [x(start + index), y(lowest(slot))] as const);
      const [first] = upper;
      // A slot alone has a band as wide as itself.
      if (slots.length === 1 && first !== undefined)
        return `M${round(first[0] - half)} ${first[1]}H${round(first[0] + half)}V${lower[0]?.[1]}H${round(first[0] - half)}Z`;
      return `M${[...upper, ...lower.reverse()].map((place) => place.join(" ")).join("L")}Z`;
    })
    .join("");
};

/** The arc of directions of a slot as ranges of degrees: two of them where it crosses north. */
export const arcPieces = (slot: Slot): readonly (readonly [low: number, high: number])[] => {
  const extremes = extremesOf(slot.sums, "circular");
  if (extremes?.kind !== "arc") return [];
  const { from, to } = extremes.arc;
  if (from <= to) return [[from, to]];
  return [
    [from, 360],
    [0, to],
  ];
};

/** The arcs of directions of all slots, as SVG path data of upright strokes. */
export const arcsOf = (line: Line, scale: Scale, box: Box): string => {
  const { x, y } = places(line, scale, box);
  return line.slots
    .map((slot, index) =>
      (slot === null ? [] : arcPieces(slot))
        .map(([low, high]) => `M${x(index)} ${y(low)}V${y(high)}`)
        .join(""),
    )
    .join("");
};

export const highest = ({ sums }: Slot): number => sums.maximum?.value ?? sums.mean;
export const lowest = ({ sums }: Slot): number => sums.minimum?.value ?? sums.mean;

/** The slots that have values, without a gap between them, with the index of the first. */
const runsOf = (slots: readonly (Slot | null)[]) => {
  const runs: { start: number; slots: Slot[] }[] = [];
  for (const [index, slot] of slots.entries()) {
    if (slot === null || slot.sums.count === 0) continue;
    const run = runs[runs.length - 1];
    if (run !== undefined && run.start + run.slots.length === index) run.slots.push(slot);
    else runs.push({ start: index, slots: [slot] });
  }
  return runs;
};
