import { columnsOfDetail, middle, nearest } from "./columns.ts";
import type { Detail, Part } from "./marks.ts";
import type { Line, Picture } from "./picture.ts";
import { shownMean } from "./stroke.ts";

/** The instants at which a chart can be read, oldest first. */
export const readable = (
  picture: Picture,
  detail: Detail | undefined,
  part: Part,
): readonly number[] => {
  const all =
    detail === undefined
      ? Array.from({ length: picture.size }, (_, index) => middle(picture, index))
      : columnsOfDetail(detail).instants;
  return all.filter((at) => at >= part.from && at < part.until);
};

export interface ReadValue extends Pick<Line, "sensor" | "origin"> {
  readonly value: number;
}

/** A reading further away than this share of what is shown is not the one that is pointed at. */
const CLOSE = 0.01;

/** What each line has at an instant. */
export const valuesAt = (
  picture: Picture,
  detail: Detail | undefined,
  part: Part,
  at: number,
): readonly ReadValue[] => {
  if (detail === undefined) {
    const index = Math.floor((at - picture.from) / picture.every);
    return picture.lines.flatMap(({ sensor, origin, slots }) => {
      const value = shownMean(slots[index], picture.averaging);
      return value === null ? [] : [{ sensor, origin, value }];
    });
  }
  return detail.lines.flatMap(({ sensor, origin, points }) => {
    const told = points.filter(({ value }) => value !== null);
    const index = nearest(
      told.map((point) => point.at),
      at,
    );
    const point = index === undefined ? undefined : told[index];
    const isClose =
      point !== undefined && Math.abs(point.at - at) <= CLOSE * (part.until - part.from);
    return isClose && point.value !== null ? [{ sensor, origin, value: point.value }] : [];
  });
};
