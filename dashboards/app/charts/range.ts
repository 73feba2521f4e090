import { slotFrom } from "./picture.ts";
import { namedRanges, type ShownRange } from "./range-names.ts";

export interface AskedRange {
  readonly range: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

const DAY = 86_400_000;
const days = { day: 1, week: 7, month: 31, year: 366 } as const;
/** What a screen can show: the slots of a chosen range are as wide as this asks. */
const MOST_SLOTS = 400;
/** A chart of a longer time would tell nothing that a shorter one does not. */
const LONGEST_DAYS = 3660;

/** The range that an address asks for; the last 24 hours where it asks for none, or for one that cannot be. */
export const rangeOf = (
  asked: AskedRange,
  { now, zone, slot }: { readonly now: number; readonly zone: string; readonly slot: number },
): ShownRange => {
  const chosen = chosenDays(asked, now, zone);
  if (chosen !== undefined) {
    const { from, until, days } = chosen;
    const every = widthFor(until - from, slot);
    const grid = {
      from: Math.floor(from / every) * every,
      until: Math.ceil(until / every) * every,
    };
    return { ...grid, every, name: "chosen", days, isFixed: true };
  }
  const name = namedRanges.find((one) => one === asked.range) ?? "day";
  const length = days[name] * DAY;
  const every = name === "day" ? slot : widthFor(length, slot);
  const until = Math.floor(now / every) * every + every;
  return { from: until - Math.ceil(length / every) * every, until, every, name };
};

const widthFor = (length: number, slot: number): number => {
  const least = Math.max(slot, length / MOST_SLOTS);
  return slotFrom(least) ?? Math.ceil(least / DAY) * DAY;
};

const chosenDays = ({ from, to }: AskedRange, now: number, zone: string) => {
  const first = dayOf(from);
  const last = dayOf(to) ?? first;
  if (first === undefined || last === undefined) return undefined;
  const [begin, end] = Temporal.PlainDate.compare(first, last) > 0 ? [last, first] : [first, last];
  const start = begin.toZonedDateTime(zone).epochMilliseconds;
  const until = end.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  if (start > now || until - start > LONGEST_DAYS * DAY) return undefined;
  return { from: start, until, days: { from: begin.toString(), to: end.toString() } };
};

const dayOf = (text: string | null): Temporal.PlainDate | undefined => {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return undefined;
  }
};
