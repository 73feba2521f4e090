import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { QualityAnnotation, Series } from "../api/answers.ts";
import { type Api, type Asked, ask } from "../api/client.ts";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";
import type { Remark } from "./marks.ts";
import { isoMinutes, type Picture, pictureOf } from "./picture.ts";
import type { ShownRange } from "./range-names.ts";
import { foreignSensor } from "./use-details.ts";
import { daysOf, lastDays, type Week, weeksOf } from "./week.ts";

export interface ChartSource {
  readonly api: Api;
  readonly signal: AbortSignal;
  readonly station: string;
  /** Of what was measured before, some is not shown to this reader. UTC ms. */
  readonly shownSince?: number | undefined;
}

const iso = (at: number) => new Date(at).toISOString();

/** The means that make the picture of a quantity: what is not shown to this reader stays empty in it. */
export const askPicture = (
  { api, signal, station, shownSince = Number.NEGATIVE_INFINITY }: ChartSource,
  quantity: QuantityName,
  { from, until, every }: ShownRange,
): Promise<Asked<Series>> => {
  const start = Math.max(from, Math.ceil(shownSince / every) * every);
  const query = {
    ...{ station, quantity, every: isoMinutes(every) },
    ...{ from: iso(start), until: iso(Math.max(until, start + every)) },
  };
  return ask(api.GET("/api/v1/series/means", { params: { query }, signal }));
};

/** Since when all of a station is shown to this reader. */
export const shownSinceOf = ({ shownSince }: { readonly shownSince?: string | undefined }) =>
  shownSince === undefined ? undefined : Date.parse(shownSince);

/** The picture of a quantity that the page can do without. */
export const pictureBeside = async (
  source: ChartSource,
  quantity: QuantityName | undefined,
  range: ShownRange,
): Promise<Picture | undefined> => {
  if (quantity === undefined) return undefined;
  const answer = await askPicture(source, quantity, range);
  return answer.ok ? pictureOf(answer.value, range) : undefined;
};

/** The lines of another station, under names that no sensor of this one has. */
export const asForeign = (picture: Picture, station: string): Picture => ({
  ...picture,
  lines: picture.lines.map((line) => ({ ...line, sensor: foreignSensor(station, line.sensor) })),
});

/** A year of days is what a reader looks through. */
const MOST_DAYS = 370;

/** Of the last day, the week before it; of a longer time, its own days. */
export const tableDays = (
  range: ShownRange,
  now: number,
  zone: string,
): { readonly from: number; readonly until: number; readonly starts: readonly number[] } => {
  const starts =
    range.name === "day"
      ? lastDays(now, zone)
      : daysOf({ ...range, until: Math.min(range.until, now) }, zone);
  const kept = starts.slice(-MOST_DAYS);
  return {
    from: kept[0] ?? now,
    until: range.name === "day" ? now : Math.min(range.until, now),
    starts: kept,
  };
};

/** Each day of a quantity. */
export const askDays = (
  { api, signal, station, shownSince = Number.NEGATIVE_INFINITY }: ChartSource,
  quantity: QuantityName,
  { from, until }: { readonly from: number; readonly until: number },
  zone: string,
): Promise<Asked<Series>> => {
  const start = Math.max(from, shownSince);
  const query = {
    ...{ station, quantity, every: "P1D", zone },
    ...{ from: iso(start), until: iso(Math.max(until, start + 1)) },
  };
  return ask(api.GET("/api/v1/series/means", { params: { query }, signal }));
};

/** Those days that begin at `starts`, of the sensors that have any; the page goes on without an answer. */
export const weeksWithin = (
  answer: Asked<Series>,
  { starts }: Pick<ReturnType<typeof tableDays>, "starts">,
): readonly Week[] => {
  if (!answer.ok) return [];
  const first = starts[0] ?? Number.POSITIVE_INFINITY;
  const series = answer.value.series.filter(({ points }) =>
    points.some(({ at }) => Date.parse(at) >= first),
  );
  return weeksOf({ ...answer.value, series }, starts);
};

/** What hosts and stewards said of this time and this quantity. */
export const askRemarks = async (
  { api, signal, station }: ChartSource,
  quantity: QuantityName,
  { from, until }: ShownRange,
  language: Language,
): Promise<readonly Remark[]> => {
  const query = { station, from: iso(from), until: iso(until) };
  const answer = await ask(api.GET("/api/v1/quality/annotations", { params: { query }, signal }));
  // The page goes on without them.
  if (!answer.ok) return [];
  return answer.value.annotations
    .filter((one) => one.quantity === undefined || one.quantity === quantity)
    .map((one) => remarkOf(one, language));
};

const remarkOf = (
  { id, from, until, says, note }: QualityAnnotation,
  language: Language,
): Remark => ({
  id,
  from: Date.parse(from),
  until: Date.parse(until),
  label: typeset(language, note === undefined ? says[language] : `${says[language]} (${note})`),
});
