import type { Series } from "../api/answers.ts";
import { advance, type Picture, withAnswer, withPoint } from "../charts/picture.ts";
import type { Notice } from "../stations/notices.ts";
import { isSameSeries, type Row, withValue } from "../stations/rows.ts";
import type { ToldFacts } from "../stations/station-facts.ts";

/** What an open page knows and keeps up to date. Instants are UTC ms. */
export interface Day {
  readonly now: number;
  /** What the station's state is judged by. */
  readonly facts: ToldFacts;
  readonly notices: readonly Notice[];
  /** Names what the station says of its lines. */
  readonly lines: string;
  readonly rows: readonly Row[];
  readonly quantity: string;
  readonly picture: Picture;
  /**
   * From here on the picture may differ from what the store would answer: readings came late, were
   * missed, or were folded here. Null when it is known to agree.
   */
  readonly doubtFrom: number | null;
}

export type DayEvent =
  | { readonly kind: "tick"; readonly now: number }
  | { readonly kind: "readings"; readonly now: number; readonly values: readonly Row[] }
  | {
      readonly kind: "station";
      readonly now: number;
      readonly facts: ToldFacts;
      readonly notices: readonly Notice[];
      readonly lines: string;
    }
  /** Readings since `from` may have been missed. */
  | { readonly kind: "doubt"; readonly from: number }
  /** The store is being asked; what comes from now on is a new doubt. */
  | { readonly kind: "asked" }
  | { readonly kind: "answered"; readonly answer: Series };

/**
 * The day after an event. Live readings are folded into the slot that runs, which is our estimate;
 * when a slot ends, and when readings came late, the doubt makes the page ask the store again, so
 * that every finished slot shows the store's own figures.
 */
export const afterEvent = (day: Day, event: DayEvent): Day => {
  switch (event.kind) {
    case "tick":
      return moved(day, event.now);
    case "readings":
      return event.values.reduce(withReading, heard(moved(day, event.now), event));
    case "station":
      return {
        ...moved(day, event.now),
        facts: event.facts,
        notices: event.notices,
        lines: event.lines,
      };
    case "doubt":
      return doubting(day, event.from);
    case "asked":
      return { ...day, doubtFrom: null };
    case "answered":
      return { ...day, picture: withAnswer(day.picture, event.answer) };
    default:
      return event satisfies never;
  }
};

/** The station gave readings just now: the cloud tells the same a moment later. */
const heard = (
  day: Day,
  { now, values }: { readonly now: number; readonly values: readonly Row[] },
): Day => {
  const clockDoubtful = values.some(({ flags }) => flags.includes("clock_doubtful"));
  const at = Math.max(day.facts.reading?.at ?? 0, ...values.map((value) => value.at));
  return { ...day, facts: { ...day.facts, reading: { at, received: now, clockDoubtful } } };
};

const moved = (day: Day, now: number): Day => {
  const picture = advance(day.picture, now);
  const next = { ...day, now, picture };
  if (picture === day.picture) return next;
  const ended = day.picture.from + (day.picture.size - 1) * day.picture.every;
  return doubting(next, ended);
};

const withReading = (day: Day, value: Row): Day => {
  const known = day.rows.find((row) => isSameSeries(row, value));
  const rows = withValue(day.rows, value);
  if (value.quantity !== day.quantity) return { ...day, rows };
  const late = known !== undefined && value.at <= known.at;
  if (late) return doubting(day, value.at);
  return { ...day, rows, picture: withPoint(day.picture, value) };
};

const doubting = (day: Day, from: number): Day => {
  const { picture, doubtFrom } = day;
  const slot = Math.floor(from / picture.every) * picture.every;
  return { ...day, doubtFrom: Math.max(picture.from, Math.min(slot, doubtFrom ?? slot)) };
};
