import type { Detail } from "./marks.ts";
import type { Picture } from "./picture.ts";
import { highest, lowest, shownMean } from "./stroke.ts";

/** A value of a column: null breaks the line, undefined is nothing at that instant (another line has a reading there). */
type Cell = number | null | undefined;

export interface Columns {
  /** UTC ms, ascending. */
  readonly instants: readonly number[];
  /** Of each line: its values, and in a picture its highest and lowest readings beside them. */
  readonly values: readonly (readonly Cell[])[];
}

/** The middle of a slot. */
export const middle = ({ from, every }: Picture, index: number): number =>
  from + (index + 0.5) * every;

/** For each line its means, its highest and its lowest readings, or null where there is none. Of directions arcs are drawn instead. */
export const columnsOfPicture = (picture: Picture): Columns => ({
  instants: Array.from({ length: picture.size }, (_, index) => middle(picture, index)),
  values: picture.lines.flatMap(({ slots }) => [
    slots.map((slot) => shownMean(slot, picture.averaging)),
    ...(picture.averaging === "circular"
      ? []
      : [highest, lowest].map((extreme) =>
          slots.map((slot) => (slot && slot.sums.count > 0 ? extreme(slot) : null)),
        )),
  ]),
});

/** The readings of several lines on one row of instants. */
export const columnsOfDetail = ({ lines }: Detail): Columns => {
  const all = new Set<number>();
  for (const { points } of lines) for (const { at } of points) all.add(at);
  const instants = [...all].sort((one, other) => one - other);
  const places = new Map(instants.map((at, index) => [at, index]));
  const values = lines.map(({ points }) => {
    const column = Array<Cell>(instants.length).fill(undefined);
    for (const { at, value } of points) column[places.get(at) ?? 0] = value;
    return column;
  });
  return { instants, values };
};

/** The index of the instant that is closest, or undefined where there is none. */
export const nearest = (instants: readonly number[], at: number): number | undefined => {
  if (instants.length === 0) return undefined;
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((instants[half] ?? 0) < at) low = half + 1;
    else high = half;
  }
  const before = instants[low - 1];
  const here = instants[low] ?? 0;
  return before !== undefined && at - before < here - at ? low - 1 : low;
};
