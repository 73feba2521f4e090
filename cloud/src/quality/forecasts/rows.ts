import { readTime } from "../../text-tables/times.ts";
import { numberOf } from "../../text-tables/values.ts";
import type { Zone } from "../../text-tables/zone.ts";
import { type ForecastColumns, subjectNamed } from "./columns.ts";
import { type ForecastSubject, PollenForecastScale } from "./forecast.ts";
import type { GivenForecast } from "./given-forecast.ts";

/** What the person said for all rows, where the file does not. */
export interface SaidForAll {
  readonly territory?: string | undefined;
  readonly station?: string | undefined;
  readonly scale?: PollenForecastScale | undefined;
  /** An instant. */
  readonly issued?: string | undefined;
  /** Of times without offset. */
  readonly zone: Zone;
}

export type ForecastRowFault =
  | { readonly kind: "fields"; readonly found: number; readonly expected: number }
  | { readonly kind: "day" | "issued" | "value" | "subject" | "scale"; readonly text: string }
  | { readonly kind: "no_place" | "no_issued" | "quotes" | "too_long" };

/** Spreadsheets take the first zeros off the code of a commune. */
const codeOf = (kind: string, code: string): string =>
  kind === "commune" && /^\d{1,5}$/.test(code) ? code.padStart(5, "0") : code;

const placeOf = (
  columns: ForecastColumns,
  cell: (index: number | undefined) => string,
  said: SaidForAll,
): Pick<GivenForecast, "territory" | "station"> | undefined => {
  const station = cell(columns.station);
  if (station !== "") return { station };
  const territory = cell(columns.territory);
  if (territory !== "") {
    const kind = cell(columns.kind).toLowerCase();
    const code = codeOf(kind, territory);
    return { territory: kind === "" ? code : `${kind}-${code}` };
  }
  if (said.station !== undefined) return { station: said.station };
  return said.territory === undefined ? undefined : { territory: said.territory };
};

const scaleOf = (
  subject: ForecastSubject,
  text: string,
  { isAtmoFrance }: ForecastColumns,
  said: SaidForAll,
): PollenForecastScale | undefined | "wrong" => {
  if (!subject.startsWith("pollen")) return undefined;
  if (text === "") return said.scale ?? (isAtmoFrance ? "atmo-france" : "grains");
  if (/^grains?\s*\/\s*m[3³]$/i.test(text)) return "grains";
  return PollenForecastScale.safeParse(text.toLowerCase()).data ?? "wrong";
};

/** The forecasts of one row: none where it has no value. */
export const forecastsOf = (
  fields: readonly string[],
  columns: ForecastColumns,
  said: SaidForAll,
): readonly GivenForecast[] | ForecastRowFault => {
  if (fields.length !== columns.count)
    return { kind: "fields", found: fields.length, expected: columns.count };
  const cell = (index: number | undefined): string =>
    index === undefined ? "" : (fields[index] ?? "").trim();
  const day = readTime(cell(columns.day));
  if (day === undefined) return { kind: "day", text: cell(columns.day) };
  const written = cell(columns.issued);
  const time = written === "" ? undefined : readTime(written);
  if (written !== "" && time === undefined) return { kind: "issued", text: written };
  const ms =
    time === undefined
      ? undefined
      : time.offset === undefined
        ? said.zone.instantsOf(time.local)[0]
        : time.local - time.offset;
  const issued = ms === undefined ? said.issued : new Date(ms).toISOString();
  if (issued === undefined) return { kind: "no_issued" };
  const place = placeOf(columns, cell, said);
  if (place === undefined) return { kind: "no_place" };
  const common = { ...place, day: new Date(day.local).toISOString().slice(0, 10), issued };

  const found: GivenForecast[] = [];
  const add = (subject: ForecastSubject, text: string): ForecastRowFault | undefined => {
    const value = numberOf(text);
    if (value === "wrong") return { kind: "value", text };
    const scale = scaleOf(subject, cell(columns.scale), columns, said);
    if (scale === "wrong") return { kind: "scale", text: cell(columns.scale) };
    // Atmo France: 0 where there is none, 7 on the day of an event (a fire, a plume).
    const isNone = value === undefined || (columns.isAtmoFrance && [0, 7].includes(value));
    if (!isNone) found.push({ ...common, subject, value, ...(scale && { scale }) });
    return undefined;
  };
  if (columns.long !== undefined) {
    const name = cell(columns.long.subject);
    const subject = subjectNamed(name);
    if (subject === undefined) return { kind: "subject", text: name };
    return add(subject, cell(columns.long.value)) ?? found;
  }
  for (const { index, subject } of columns.wide) {
    const fault = add(subject, cell(index));
    if (fault !== undefined) return fault;
  }
  return found;
};
