/** Minutes of the day on the reader's clock; `from` may be later than `until`: the night lies between. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

/** Those that a profile has, if any. */
export const quietHoursOf = ({
  quietFrom: from,
  quietUntil: until,
}: {
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
}): QuietHours | undefined => (from === null || until === null ? undefined : { from, until });

const minuteOf = ({ hour, minute }: Temporal.PlainTime | Temporal.ZonedDateTime): number =>
  60 * hour + minute;

/**
 * When the quiet time that holds at this instant ends, in UTC ms; undefined when it is not quiet. On the nights in
 * which clocks change, the clock on the wall counts.
 */
export const quietUntil = (
  at: number,
  { from, until }: QuietHours,
  zone: string,
): number | undefined => {
  if (from === until) return undefined;
  const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const minute = minuteOf(here);
  const isQuiet =
    from < until ? minute >= from && minute < until : minute >= from || minute < until;
  if (!isQuiet) return undefined;
  const day = minute < until ? here.toPlainDate() : here.toPlainDate().add({ days: 1 });
  return day.toZonedDateTime({
    timeZone: zone,
    plainTime: new Temporal.PlainTime(Math.floor(until / 60), until % 60),
  }).epochMilliseconds;
};
