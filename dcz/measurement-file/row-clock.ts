import type { WrittenTime } from "../../cloud/src/text-tables/times.ts";
import { withoutApostrophes } from "../../cloud/src/text-tables/values.ts";
import { isoIn, openZone, type Zone } from "../../cloud/src/text-tables/zone.ts";
import type { Header } from "./header.ts";
import type { TimeColumn } from "./time-column.ts";

/** Reads a row's time; remembers what came before, for the hour that autumn repeats. */
export const createClock = (header: Header, zone: Zone, zoneOfFile: Zone) => {
  const before = new Map<string, { at: number; step: number }>();
  const said = header.time.zone === undefined ? undefined : openZone(header.time.zone);
  const zoneOfTimes = said ?? zoneOfFile;
  /** Of two instants, the one that goes on in the direction of the file. */
  const choose = (candidates: readonly number[], key: string): number => {
    const [first = 0, second = first] = candidates;
    const last = before.get(key);
    if (last === undefined || candidates.length < 2) return first;
    if (last.step < 0) return second < last.at ? second : first;
    return first > last.at ? first : second;
  };
  return (time: WrittenTime, text: string, key: string): { ms: number; at: string } | undefined => {
    if (time.offset !== undefined) {
      const ms = time.local - time.offset;
      const local = () => new Date(time.local).toISOString().replace(/(?:\.000)?Z$/, "");
      return { ms, at: isIsoInstant.test(text) ? text : `${local()}${time.suffix ?? "Z"}` };
    }
    if (time.isDate) {
      const day = new Date(time.local).toISOString().slice(0, 10);
      // Where midnight is skipped, the day begins when it ends.
      const [start] = zone.instantsOf(time.local);
      return { ms: start ?? zone.instantsOf(time.local + 3_600_000)[0] ?? time.local, at: day };
    }
    const candidates = zoneOfTimes.instantsOf(time.local);
    if (candidates.length === 0) return undefined;
    const ms = choose(candidates, key);
    const last = before.get(key);
    const step = last === undefined || ms === last.at ? (last?.step ?? 0) : ms - last.at;
    if (last === undefined) before.set(key, { at: ms, step });
    else {
      last.at = ms;
      last.step = step;
    }
    return { ms, at: isoIn(zoneOfTimes, ms) };
  };
};

/** As every program reads it: neither 24:00 nor a leap second. */
const isIsoInstant =
  /^\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** When a row was measured, in one text; "" where the row does not say it. */
export const timeTextOf = (
  { index, hours, monthAndDay }: TimeColumn,
  cells: readonly string[],
): string => {
  const cell = (at: number | undefined): string =>
    at === undefined ? "" : withoutApostrophes((cells[at] ?? "").trim());
  const date =
    monthAndDay === undefined ? cell(index) : [index, ...monthAndDay].map(cell).join("-");
  const hour = cell(hours);
  if (date === "" || date.startsWith("--") || hour === "" || /\d[T ]\d/.test(date))
    return date.replace(/^--$/, "");
  return `${date} ${/^\d{1,2}$/.test(hour) ? `${hour}:00` : hour}`;
};
