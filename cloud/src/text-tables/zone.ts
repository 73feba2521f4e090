const DAY_MS = 86_400_000;

/** No zone is further from UTC. */
const FURTHEST_MS = 15 * 3_600_000;

/** The clock of a place. Offsets of days without a change of the clock are remembered: they are asked for a million times. */
export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC at an instant. */
  offsetAt(at: number): number;
  /**
   * The instants at which the clock shows this local time (milliseconds as if it were UTC): one; none in the
   * hour that spring leaves out; two, in order, in the hour that autumn repeats.
   */
  instantsOf(local: number): readonly number[];
}

/** Undefined when there is no such zone: "Europe/Paris", "UTC" and "+01:00" are some. */
export const openZone = (name: string): Zone | undefined => {
  const offsetNow = (at: number): number =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;
  try {
    offsetNow(0);
  } catch {
    return undefined;
  }
  const ofDays = new Map<number, number | "changes">();
  const ofLocalDays = new Map<number, number | "changes">();
  const constantIn = (from: number, until: number): number | "changes" => {
    const offset = offsetNow(from);
    return offset === offsetNow(until) ? offset : "changes";
  };
  const offsetAt = (at: number): number => {
    const day = Math.floor(at / DAY_MS);
    let offset = ofDays.get(day);
    if (offset === undefined) {
      offset = constantIn(day * DAY_MS, (day + 1) * DAY_MS);
      ofDays.set(day, offset);
    }
    return offset === "changes" ? offsetNow(at) : offset;
  };
  const instantsOf = (local: number): readonly number[] => {
    const day = Math.floor(local / DAY_MS);
    let offset = ofLocalDays.get(day);
    if (offset === undefined) {
      offset = constantIn(day * DAY_MS - FURTHEST_MS, (day + 1) * DAY_MS + FURTHEST_MS);
      ofLocalDays.set(day, offset);
    }
    if (offset !== "changes") return [local - offset];
    const offsets = new Set([offsetAt(local - FURTHEST_MS), offsetAt(local + FURTHEST_MS)]);
    return [...offsets]
      .map((each) => ({ at: local - each, each }))
      .filter(({ at, each }) => offsetAt(at) === each)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
  };
  return { name, offsetAt, instantsOf };
};

/** The calendar's day of an instant in a zone: "2026-11-27". */
export const dayIn = (zone: Zone, at: number): string =>
  new Date(at + zone.offsetAt(at)).toISOString().slice(0, 10);

/** An instant with the zone's offset, without seconds' fractions that are zero: "2026-11-27T08:00:00+01:00". */
export const isoIn = (zone: Zone, at: number): string => {
  const offset = zone.offsetAt(at);
  const local = new Date(at + offset).toISOString().replace(/\.000Z$|Z$/, "");
  if (zone.name === "UTC") return `${local}Z`;
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${local}${offset < 0 ? "-" : "+"}${hours}:${rest}`;
};
