import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Latest } from "../newness.ts";
import type { Choice, Range } from "../store.ts";
import { type Catalogue, type Decided, noteInstant, type Series } from "./catalogue.ts";
import { MEASUREMENTS, TAGS } from "./lines.ts";
import { identifier, partsOfListed } from "./names.ts";
import { type Asked, askRows, keyOfRows, POINT, type RowsOfSeries } from "./points.ts";
import { InfluxError, type InfluxServer } from "./server.ts";

const DAY_MS = 86_400_000;

/** Notes a decision; of two for one point, the later one counts. */
export const decide = (series: Series, at: number, { value, decided }: Decided): void => {
  series.choices ??= new Map();
  const known = series.choices.get(at);
  if (known === undefined || known.decided <= decided) series.choices.set(at, { value, decided });
};

/** Takes the newest points of series that were not loaded yet. */
const takeNewest = async (
  bound: number,
  rowsOf: (asked: Asked, range: Range) => AsyncIterable<RowsOfSeries>,
): Promise<void> => {
  const [, flags, received] = POINT.split(", ");
  const last = { select: `last("value"), ${flags}, ${received}` };
  const known = { from: Number.NEGATIVE_INFINITY, until: bound };
  const ahead = { from: bound, until: Number.POSITIVE_INFINITY };
  /** A commit may load the same series meanwhile, and goes on from there. */
  const found = new Map<Series, { latest?: Latest; instants: number[] }>();
  const put = async (asked: Asked, range: Range): Promise<void> => {
    for await (const { series, values } of rowsOf(asked, range))
      for (const [at, value, flagsOf, receivedAt] of values) {
        const one = found.get(series) ?? { instants: [] };
        found.set(series, one);
        one.instants.push(at as number);
        one.latest = {
          at: at as number,
          value: value as number,
          flags: flagsOf ?? 0,
          received: receivedAt ?? 0,
        };
      }
  };
  await put(last, known);
  await put({ select: `first("value")` }, ahead);
  await put(last, ahead);
  for (const [series, { latest, instants }] of found) {
    if (series.isLoaded) continue;
    for (const at of instants) noteInstant(series, at, at < bound ? at : bound - DAY_MS);
    // What is kept beside knows more than the last instant.
    if (!series.keepsLatest) series.latest = latest;
  }
};

/** Asks for the newest points of some series; a point far ahead of time is found by itself: live ones come before it. */
export const loadSeries = async (
  server: InfluxServer,
  catalogue: Catalogue,
  series: readonly Series[],
  now: number,
): Promise<void> => {
  const unknown = series.filter(({ isLoaded }) => !isLoaded);
  const bound = Math.floor(now) + DAY_MS;
  await takeNewest(bound, (asked, range) => askRows(server, catalogue, unknown, range, asked));
  for (const one of unknown) one.isLoaded = true;
};

/** The tags in a series' whole name, as the server lists it. */
const tagsOf = (pairs: readonly string[]): { readonly [tag: string]: string } =>
  Object.fromEntries(
    pairs.map((pair) => {
      const place = pair.indexOf("=");
      return [pair.slice(0, place), pair.slice(place + 1)];
    }),
  );

/** Every series that the server has, by the newest point of each. */
const listByPoints = async (
  server: InfluxServer,
  catalogue: Catalogue,
  known: readonly QuantityName[],
): Promise<void> => {
  const grouped = TAGS.map(identifier).join(", ");
  const measurements = known.map(identifier).join(", ");
  const statement = `SELECT last("value") FROM ${measurements} GROUP BY ${grouped}`;
  for await (const rows of server.ask(statement)) catalogue.put(keyOfRows(rows));
};

/** Every series that the server has, from its own list. */
const listSeries = async (
  server: InfluxServer,
  catalogue: Catalogue,
  known: readonly QuantityName[],
): Promise<void> => {
  const quantitiesThere = new Set<string>(known);
  for await (const { values } of server.ask("SHOW SERIES"))
    for (const [listed] of values) {
      const [measurement = "", ...pairs] = partsOfListed(String(listed));
      if (!quantitiesThere.has(measurement)) continue;
      catalogue.put(keyOfRows({ measurement, tags: tagsOf(pairs) }));
    }
};

const BESIDE = `GROUP BY ${TAGS.map(identifier).join(", ")}, "quantity"`;

/** What was decided: the server keeps the last of each point. */
export const readDecisions = async function* (server: InfluxServer): AsyncGenerator<Choice> {
  const fields = `"value", "left_out", "other", "has_other", "decided", "by"`;
  const rows = server.ask(`SELECT ${fields} FROM ${identifier(MEASUREMENTS.choices)} ${BESIDE}`);
  for await (const some of rows)
    for (const [at, value, isLeftOut, other, hasOther, decided, by] of some.values)
      yield {
        ...keyOfRows(some),
        at: at as number,
        value: isLeftOut === true ? null : (value as number),
        ...(hasOther === true ? { other: other as number } : {}),
        decided: decided as number,
        by: String(by),
      };
};

/** Which series there are, and what is kept beside them. The newest points are asked for when they are needed. */
export const loadCatalogue = async (
  server: InfluxServer,
  catalogue: Catalogue,
  known: readonly QuantityName[],
): Promise<void> => {
  if (known.length > 0)
    await listSeries(server, catalogue, known).catch((error: unknown) => {
      // Not every server that speaks InfluxQL has such a list.
      if (!(error instanceof InfluxError)) throw error;
      return listByPoints(server, catalogue, known);
    });
  const latest = `SELECT "at", "value", "flags", "received" FROM ${identifier(MEASUREMENTS.latest)} ${BESIDE}`;
  for await (const rows of server.ask(latest)) {
    const series = catalogue.put(keyOfRows(rows));
    series.keepsLatest = true;
    for (const [, at, value, flags, received] of rows.values as readonly number[][])
      series.latest = {
        at: at as number,
        value: value as number,
        flags: flags as number,
        received: received as number,
      };
  }
  for await (const { at, value, decided, ...key } of readDecisions(server))
    decide(catalogue.put(key), at, { value, decided });
};
