import type { Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Range, SeriesKey, Variant } from "../store.ts";
import type { Catalogue, Series } from "./catalogue.ts";
import { INSTANTS, TAGS } from "./lines.ts";
import { identifier, literal, nameOf, tagOf } from "./names.ts";
import type { InfluxServer, Rows } from "./server.ts";

/** Rows of one series, in order of time: an instant, then what was asked for. */
export interface RowsOfSeries {
  readonly series: Series;
  readonly values: readonly (readonly (number | null)[])[];
}

/** The name that the tags of an answer say. */
export const keyOfRows = ({
  measurement,
  tags,
}: Pick<Rows, "measurement" | "tags">): SeriesKey => ({
  station: nameOf(tags.station ?? ""),
  sensor: nameOf(tags.sensor ?? ""),
  quantity: (tags.quantity === undefined ? measurement : nameOf(tags.quantity)) as QuantityName,
  origin: nameOf(tags.origin ?? "") as Origin,
  variant: nameOf(tags.variant ?? "") as Variant,
});

/** The part of a range that the server can be asked for, or undefined when none is left. */
const askable = ({ from, until }: Range): Range | undefined => {
  const first = Math.max(INSTANTS.first, Math.ceil(from));
  const end = Math.min(INSTANTS.last + 1, Math.ceil(until));
  return first < end ? { from: first, until: end } : undefined;
};

const within = ({ from, until }: Range): string => `time >= ${from}ms AND time < ${until}ms`;

const isOneOf = (tag: string, names: Iterable<string>): string =>
  `(${[...new Set(names)].map((name) => `${identifier(tag)} = ${literal(tagOf(name))}`).join(" OR ")})`;

/** The server works a condition of thousands of names out for every series that it has. */
const STATIONS_AT_ONCE = 100;
/** More than these are told apart when they come. */
const NAMED_SENSORS = 20;

const GROUPED = TAGS.map(identifier).join(", ");

export interface Asked {
  /** What to give beside the instant: fields, or sums of them. */
  readonly select: string;
  /** Beside the series and the range. */
  readonly where?: string;
  /** Beside the series' names: "time(1000ms)". */
  readonly group?: string;
}

/** One statement for some stations each. */
export const statementsFor = (
  chosen: readonly Series[],
  range: Range,
  { select, where, group }: Asked,
): string[] => {
  const asked = askable(range);
  if (asked === undefined) return [];
  const stations = [...Map.groupBy(chosen, ({ station }) => station)];
  const statements: string[] = [];
  for (let from = 0; from < stations.length; from += STATIONS_AT_ONCE) {
    const some = stations.slice(from, from + STATIONS_AT_ONCE);
    const series = some.flatMap(([, all]) => all);
    const sensors = new Set(series.map(({ sensor }) => sensor));
    const measurements = new Set(series.map(({ quantity }) => identifier(quantity)));
    const conditions = [
      isOneOf(
        "station",
        some.map(([station]) => station),
      ),
      isOneOf(
        "variant",
        series.map(({ variant }) => variant),
      ),
      isOneOf(
        "origin",
        series.map(({ origin }) => origin),
      ),
      ...(sensors.size <= NAMED_SENSORS ? [isOneOf("sensor", sensors)] : []),
      ...(where === undefined ? [] : [where]),
      within(asked),
    ];
    const grouped = group === undefined ? GROUPED : `${group}, ${GROUPED}`;
    const filled = group === undefined ? "" : " fill(none)";
    statements.push(
      `SELECT ${select} FROM ${[...measurements].join(", ")} WHERE ${conditions.join(" AND ")} GROUP BY ${grouped}${filled}`,
    );
  }
  return statements;
};

/** The rows of the chosen series, in pieces; series by series. */
export const askRows = async function* (
  server: Pick<InfluxServer, "ask">,
  catalogue: Pick<Catalogue, "find">,
  chosen: readonly Series[],
  range: Range,
  asked: Asked,
  signal?: AbortSignal,
): AsyncGenerator<RowsOfSeries> {
  const wanted = new Set(chosen);
  for (const statement of statementsFor(chosen, range, asked))
    for await (const rows of server.ask(statement, { signal })) {
      const series = catalogue.find(keyOfRows(rows));
      if (series === undefined || !wanted.has(series)) continue;
      yield { series, values: rows.values as RowsOfSeries["values"] };
    }
};

/** What is asked of a point, in this order behind its instant. */
export const POINT = `"value", "flags", "received"`;
