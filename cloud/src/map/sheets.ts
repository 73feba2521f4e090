import { setImmediate } from "node:timers/promises";
import { nobody } from "../access/principal.ts";
import type { PlaceNames } from "../air/place-names.ts";
import type { StationAirs } from "../air/station-airs.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace } from "../places/known-station.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { PAST_HOURS } from "./choice.ts";
import { type Row, rowOf } from "./rows.ts";

/** What the map shows of one hour, of the stations that everybody sees. */
export interface Sheet {
  /** Another list after each change: what is made of one may be kept as long as it. */
  readonly rows: readonly Row[];
}

interface Kept {
  rows: readonly Row[];
  edition: number;
  madeAt: number;
  /** Readings of its hours came since. */
  isTouched: boolean;
  making: Promise<void> | undefined;
}

/** Rows of all hours together: 20 000 weigh 20 MB. A few hundred stations have all their hours here. */
const MOST_ROWS = 100_000;
/** Hours that pass leave behind what nobody asks for any more. */
const MOST_SHEETS = PAST_HOURS + 2;
/** Stations that are judged before others have their turn. */
const TOGETHER = 250;
const AGAIN_MS = 60_000;
/** States, new stations and corrections tell nothing: all is made again in the end. */
const WHOLE_MS = 360_000;

export const createSheets = (
  {
    stations,
    knownStations,
    events,
    now,
  }: Pick<ModuleContext, "stations" | "knownStations" | "events" | "now">,
  airs: StationAirs,
  names: PlaceNames,
  mostRows: number = MOST_ROWS,
) => {
  const kept = new Map<number, Kept>();
  /** One hour after the other: whoever drags the slider over two days must not hold everybody up. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  events.subscribe("readings.committed", {
    name: "hours of the map",
    handle({ readings }) {
      for (const [end, sheet] of kept)
        sheet.isTouched ||= readings.some(({ at }) => at < end && at >= end - 24 * HOUR_MS);
    },
  });

  const viewOf = (id: string) => knownStations.viewOf(nobody, id);

  /** How everybody sees a station; undefined when nobody may. */
  const seenAs = (id: string): string | undefined => {
    const view = viewOf(id);
    const known = knownStations.find(id);
    const place = known && currentPlace(known);
    if (!view.isSeen || place?.exposure === "indoor") return undefined;
    const hidden = view.hidden.map(({ from, until }) => `${from}-${until}`).join();
    // A station that gets its record later is the same one.
    return `${place?.lat},${place?.lon},${place?.since},${known?.places.length ?? 0},${hidden}`;
  };

  const make = async (end: number): Promise<Row[]> => {
    const outside = [...stations.all()].filter(
      (record) => airs.isTold(record, viewOf(record.id)) && seenAs(record.id) !== undefined,
    );
    const rows: Row[] = [];
    for (let first = 0; first < outside.length; first += TOGETHER) {
      const some = outside.slice(first, first + TOGETHER);
      const seen = new Map(some.map(({ id }) => [id, seenAs(id)]));
      const found = await airs.of(some, viewOf, end);
      await names.ready(found.flatMap(({ place }) => place?.territory ?? []));
      for (const one of found) {
        const as = seen.get(one.record.id);
        if (as !== undefined) rows.push(rowOf(one, names.environmentOf(one.place?.territory), as));
      }
      await setImmediate();
    }
    return rows;
  };

  const nameOf = (id: string): string => knownStations.find(id)?.title ?? id;

  /** What must not be seen any more is gone before anything is answered, the name that a host took back too. */
  const leaveOut = (sheet: Kept): void => {
    const edition = knownStations.edition();
    if (sheet.edition === edition) return;
    const still = sheet.rows.filter((row) => seenAs(row.station) === row.seenAs);
    const isAsBefore =
      still.length === sheet.rows.length &&
      still.every(({ station, name }) => name === nameOf(station));
    if (!isAsBefore) sheet.rows = still.map((row) => ({ ...row, name: nameOf(row.station) }));
    sheet.edition = edition;
    // What came to be seen, or moved, is added when it is made again.
    sheet.isTouched = true;
  };

  const makeAgain = (end: number, sheet: Kept): Promise<void> => {
    sheet.making = inTurn(async () => {
      const edition = knownStations.edition();
      sheet.isTouched = false;
      const rows = await make(end);
      Object.assign(sheet, { rows, edition, madeAt: now() });
    })
      .catch((error: unknown) => {
        sheet.isTouched = true;
        throw error;
      })
      .finally(() => {
        sheet.making = undefined;
      });
    return sheet.making;
  };

  return {
    /** Of the hours that end then. One that was made before is answered while it is made again. */
    async of(end: number): Promise<Sheet> {
      const before = kept.get(end);
      if (before !== undefined) {
        kept.delete(end);
        kept.set(end, before);
        if (before.madeAt === Number.NEGATIVE_INFINITY)
          await (before.making ?? makeAgain(end, before));
        leaveOut(before);
        const age = Math.abs(now() - before.madeAt);
        if (before.making === undefined && (age > WHOLE_MS || (before.isTouched && age > AGAIN_MS)))
          makeAgain(end, before).catch(() => undefined);
        return { rows: before.rows };
      }
      const sheet: Kept = {
        ...{ rows: [], edition: -1, madeAt: Number.NEGATIVE_INFINITY },
        ...{ isTouched: false, making: undefined },
      };
      kept.set(end, sheet);
      await makeAgain(end, sheet).catch((error: unknown) => {
        kept.delete(end);
        throw error;
      });
      leaveOut(sheet);
      let count = kept.values().reduce((sum, { rows }) => sum + rows.length, 0);
      for (const [old, { rows }] of kept) {
        if ((count <= mostRows && kept.size <= MOST_SHEETS) || old === end) break;
        kept.delete(old);
        count -= rows.length;
      }
      return { rows: sheet.rows };
    },
  };
};
export type Sheets = ReturnType<typeof createSheets>;
