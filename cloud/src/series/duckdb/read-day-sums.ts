import { dayOfSeries } from "../days/changed-days.ts";
import { DAY_MS, type DayBlock, dayOf, unpackBlock } from "../days/day-block.ts";
import { createDayColumns, type DayColumns } from "../days/hour-columns.ts";
import { dayOfTile, partOf, partsOf, type Tile, tileNumber, tileOf } from "../days/tile.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Series } from "./series-catalogue.ts";
import type { SummedDays } from "./summed-days.ts";

/** Gives the sums of hours that count. */
export interface DaySumsReader {
  /**
   * The blocks of days of a series, from one up to another, both included, with all hours in them that end by the
   * instant `end`; undefined where the points must be asked.
   */
  blocks(
    series: Series,
    from: number,
    until: number,
    end: number,
  ): readonly (DayBlock | undefined)[];
  /**
   * The same of a day for all series of a tile. Of a series that has no slot in it, the points must be asked; it has none
   * either where its own day changed.
   */
  tile(tile: Tile, day: number, end: number): Pick<DayColumns, "columns" | "slotOf"> | undefined;
}

export const createDaySumsReader = (
  summed: SummedDays,
  days: Pick<SealedDays, "keptSince">,
): DaySumsReader => {
  /** Where a day is found, with all hours that end by `end`: of the day that is not over, in memory. */
  const whereIs = (day: number, end: number): "today" | "file" | undefined => {
    const current = dayOf(summed.until);
    if (day * DAY_MS < Math.max(summed.from, days.keptSince().hours) || day > current)
      return undefined;
    if (day < current) return "file";
    return summed.until < Math.min(end, (day + 1) * DAY_MS) ? undefined : "today";
  };

  const blocks: DaySumsReader["blocks"] = (series, first, final, end) => {
    const { id, quantity } = series;
    const tile = tileOf(series);
    /** Those of the file, once one was not in memory. */
    let read: Map<number, DayBlock> | undefined;
    const readFrom = (day: number): Map<number, DayBlock> => {
      const found = new Map<number, DayBlock>();
      const start = dayOfTile(tile, 0);
      for (const { number, bytes } of summed.file?.range(start + day, start + final) ?? []) {
        const name = { series: id, day: number - start };
        const part = partOf(tile, id, bytes);
        const block = part && unpackBlock(part, name, quantity);
        if (block === undefined) continue;
        found.set(name.day, block);
        if (!summed.unsummed.has(id, name.day)) summed.blocks.put(dayOfSeries(id, name.day), block);
      }
      return found;
    };
    const blockOf = (day: number): DayBlock | undefined => {
      const where = summed.unsummed.has(id, day) ? undefined : whereIs(day, end);
      if (where === undefined) return undefined;
      if (where === "today") return summed.today.get(tileNumber(tile))?.blockOf(id);
      const known =
        summed.blocks.get(dayOfSeries(id, day)) ??
        summed.tiles.get(dayOfTile(tile, day))?.blockOf(id);
      if (known !== undefined) return known;
      read ??= readFrom(day);
      return read.get(day);
    };
    try {
      return Array.from({ length: final - first + 1 }, (_, place) => blockOf(first + place));
    } catch (error) {
      summed.giveUp(error);
      return Array.from({ length: final - first + 1 }, () => undefined);
    }
  };

  const readTile = (tile: Tile, day: number): DayColumns | undefined => {
    const number = dayOfTile(tile, day);
    const known = summed.tiles.get(number);
    if (known !== undefined) return known;
    const bytes = summed.file?.get(number);
    if (bytes === undefined) return undefined;
    const parts = [...partsOf(tile, bytes)];
    const columns = createDayColumns(tile.quantity, day, parts.length);
    for (const { series, bytes: part } of parts) {
      const block = unpackBlock(part, { series, day }, tile.quantity);
      if (block !== undefined) columns.put(series, block);
    }
    summed.tiles.put(number, columns);
    return columns;
  };

  const tileOfDay: DaySumsReader["tile"] = (tile, day, end) => {
    try {
      const where = whereIs(day, end);
      if (where === undefined || summed.unsummed.isOverfull) return undefined;
      const found = where === "today" ? summed.today.get(tileNumber(tile)) : readTile(tile, day);
      if (found === undefined) return undefined;
      const others = summed.unsummed.of(day);
      if (others.length === 0) return found;
      return {
        columns: found.columns,
        slotOf: (series) =>
          others.some((some) => some.has(series)) ? undefined : found.slotOf(series),
      };
    } catch (error) {
      summed.giveUp(error);
      return undefined;
    }
  };

  return { blocks, tile: tileOfDay };
};
