import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { ForecastSource, PollenForecastScale } from "./forecast.ts";

/** So many sources are asked; each is somebody's server. */
const MOST_SOURCES = 20;

/** Where forecasts are published, and under which terms: one entry of the file that `FORECAST_SOURCES_FILE` names. */
export const ListedSource = z
  .strictObject({
    source: ForecastSource,
    /** Who publishes, as its licence wants it to be named. */
    name: z.string().trim().min(1).max(120),
    licence: z.string().trim().min(1).max(120),
    /** A table as `dcz forecasts import` reads it. The address may hold a key: nothing shows it. */
    url: z.url({ protocol: /^https$/, error: "must begin with https://" }),
    /** How long it waits from one request to the next. */
    hours: z.int().min(1).max(168).default(6),
    /** Of all rows, where the table does not say it. */
    territory: z.string().max(80).optional(),
    station: StationId.optional(),
    scale: PollenForecastScale.optional(),
  })
  .refine(({ territory, station }) => territory === undefined || station === undefined, {
    error: 'has "territory" or "station", not both',
  });
export type ListedSource = z.output<typeof ListedSource>;

const SourceList = z
  .array(ListedSource)
  .max(MOST_SOURCES)
  .refine((all) => new Set(all.map(({ source }) => source)).size === all.length, {
    error: "names a source twice",
  });

export type ReadSourceList =
  | { readonly ok: true; readonly sources: readonly ListedSource[] }
  /** Where it is wrong and what is expected there; never a value, which may be a key. */
  | { readonly ok: false; readonly fault: string };

export const readSourceList = (text: string): ReadSourceList => {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { ok: false, fault: "it is no JSON" };
  }
  const read = SourceList.safeParse(json);
  if (read.success) return { ok: true, sources: read.data };
  const [issue] = read.error.issues;
  const place = issue?.path.join(".") ?? "";
  return { ok: false, fault: `${place === "" ? "the list" : place}: ${issue?.message ?? "wrong"}` };
};
