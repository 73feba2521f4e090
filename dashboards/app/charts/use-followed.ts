import { useEffect, useRef, useState } from "react";
import type { Day } from "../live/day.ts";
import { advance, nameOf, type Picture, withPoint } from "./picture.ts";

/** A picture of another quantity than the day's, kept up to date by the same live readings. */
export const useFollowed = (
  initial: Picture | undefined,
  { rows, now }: Pick<Day, "rows" | "now">,
): Picture | undefined => {
  const [picture, show] = useState(initial);
  /** The newest reading of each line that is in the picture already. */
  const known = useRef<ReadonlyMap<string, number>>(undefined);
  useEffect(() => {
    const ours = rows.filter(({ quantity }) => quantity === initial?.quantity);
    const before = known.current;
    known.current = new Map(ours.map((row) => [nameOf(row), row.at]));
    // The first time they are what the page came with.
    const fresh =
      before === undefined
        ? []
        : ours.filter((row) => row.at > (before.get(nameOf(row)) ?? Number.NEGATIVE_INFINITY));
    show(
      (shown) => shown && fresh.reduce((next, row) => withPoint(next, row), advance(shown, now)),
    );
  }, [rows, now, initial]);
  return picture;
};
