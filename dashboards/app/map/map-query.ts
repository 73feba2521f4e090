import { QuantityName } from "@datacityzen/hardware/quantities";

export const HOUR_MS = 3_600_000;
/** How far back the map goes. */
export const PAST_HOURS = 48;

export const kinds = ["mean", "value"] as const;
export const qualities = ["all", "measured", "sure"] as const;
export const sorts = ["high", "low", "name", "distance"] as const;

/** What a person asks of the map and its list. */
export interface MapQuery {
  /** "air" is the index. */
  readonly quantity: "air" | QuantityName;
  readonly kind: (typeof kinds)[number];
  readonly quality: (typeof qualities)[number];
  /** The end of the hours; undefined for the last whole one. */
  readonly end: number | undefined;
  readonly sort: (typeof sorts)[number];
  /** The commune from whose middle distances count. */
  readonly from: string | undefined;
  readonly after: string | undefined;
  /** Where nobody measures, in place of the stations. */
  readonly isCoverage: boolean;
}

export const lastWholeHour = (now: number): number => now - (now % HOUR_MS);

const oneOf = <T extends string>(allowed: readonly T[], text: string | null): T =>
  allowed.find((one) => one === text) ?? (allowed[0] as T);

const KEY = /^[\w-]{1,60}$/;
const CURSOR = /^[\w.-]{1,120}$/;

const endIn = (text: string | null, now: number): number | undefined => {
  const end = Date.parse(text ?? "");
  const newest = lastWholeHour(now);
  const isKept = end % HOUR_MS === 0 && end < newest && end >= newest - PAST_HOURS * HOUR_MS;
  return isKept ? end : undefined;
};

/** What an address asks for. A page passes over what it does not know, where the API would refuse it. */
export const mapQuery = (parameters: URLSearchParams, now: number): MapQuery => {
  const named = (name: string, form: RegExp) => {
    const text = parameters.get(name);
    return text !== null && form.test(text) ? text : undefined;
  };
  const from = named("from", KEY);
  const sort = oneOf(sorts, parameters.get("sort"));
  return {
    quantity: QuantityName.safeParse(parameters.get("quantity")).data ?? "air",
    kind: oneOf(kinds, parameters.get("kind")),
    quality: oneOf(qualities, parameters.get("quality")),
    end: endIn(parameters.get("end"), now),
    sort: sort === "distance" && from === undefined ? "high" : sort,
    from,
    after: named("after", CURSOR),
    isCoverage: parameters.get("view") === "coverage",
  };
};

const isoOf = (end: number): string => new Date(end).toISOString();

/** The address of a map: it names what is not as it would be anyhow. */
export const mapAddress = (asked: MapQuery): string => {
  const { quantity, kind, quality, end, sort, from, after, isCoverage } = asked;
  const query = new URLSearchParams({
    ...(quantity === "air" ? {} : { quantity }),
    ...(kind === "mean" ? {} : { kind }),
    ...(quality === "all" ? {} : { quality }),
    ...(end === undefined ? {} : { end: isoOf(end) }),
    ...(sort === "high" ? {} : { sort }),
    ...(from === undefined ? {} : { from }),
    ...(after === undefined ? {} : { after }),
    ...(isCoverage ? { view: "coverage" } : {}),
  });
  return query.size === 0 ? "/map" : `/map?${query}`;
};

/** The same for the API: what is shown, in tiles as in the list. */
export const shownQuery = ({ quantity, kind, quality, end }: MapQuery) => ({
  ...{ quantity, kind, quality },
  ...(end === undefined ? {} : { at: isoOf(end) }),
});

/** And what its list shows. */
export const listedQuery = (asked: MapQuery) => ({
  ...shownQuery(asked),
  sort: asked.sort,
  ...(asked.from === undefined ? {} : { from: asked.from }),
  ...(asked.after === undefined ? {} : { cursor: asked.after }),
  limit: 20,
});
