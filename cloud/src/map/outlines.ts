import type { ModuleContext } from "../module.ts";
import { dividing } from "./coverage.ts";
import { type KindOfOutlines, kindsOfOutlines } from "./outline-queries.ts";

export interface Outlines {
  readonly kinds: readonly KindOfOutlines[];
  /** Around all of them: west, south, east, north. */
  readonly bounds: readonly [number, number, number, number] | undefined;
}

/** Imports change outlines a few times a year. */
const KEPT_MS = 600_000;
/** On a first start they come a moment later. */
const NONE_MS = 5_000;

/** Which outlines there are: another object when they were asked for again. */
export const createOutlines = ({
  records,
  territories,
  now,
}: Pick<ModuleContext, "records" | "territories" | "now">) => {
  let known: { readonly outlines: Outlines; readonly since: number } | undefined;
  let reading: Promise<Outlines> | undefined;
  const read = async (): Promise<Outlines> => {
    const all = await kindsOfOutlines(records.db, territories.country.country);
    const kinds = all.filter(({ kind }) => dividing(territories).includes(kind));
    const side = (of: (one: KindOfOutlines) => number, pick: (...all: number[]) => number) =>
      pick(...kinds.map(of));
    const outlines: Outlines = {
      kinds,
      bounds:
        kinds.length === 0
          ? undefined
          : [
              side(({ west }) => west, Math.min),
              side(({ south }) => south, Math.min),
              side(({ east }) => east, Math.max),
              side(({ north }) => north, Math.max),
            ],
    };
    known = { outlines, since: now() };
    return outlines;
  };
  return async (): Promise<Outlines> => {
    const most = known?.outlines.bounds === undefined ? NONE_MS : KEPT_MS;
    if (known !== undefined && Math.abs(now() - known.since) < most) return known.outlines;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
};
