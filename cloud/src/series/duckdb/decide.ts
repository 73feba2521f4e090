import { packFlags } from "@datacityzen/hardware/flags";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { SeriesStore } from "../store.ts";
import { addChoices, type Choices, type SeriesChoice } from "./choices.ts";
import type { DaySums } from "./day-sums.ts";
import type { HotPoints } from "./hot-points.ts";
import type { Keeping } from "./keeping.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { Sealing } from "./sealing.ts";
import type { Select } from "./selection.ts";
import type { SeriesCatalogue } from "./series-catalogue.ts";
import { prepareUnflagging } from "./unflag.ts";

export interface DecideOptions {
  readonly catalogue: Pick<SeriesCatalogue, "find">;
  readonly commits: Pick<GroupCommit, "open">;
  readonly days: SealedDays;
  readonly choices: Choices;
  readonly sums: Pick<DaySums, "note" | "noteRange">;
  readonly sealing: Pick<Sealing, "alone">;
  readonly hotPoints: Pick<HotPoints, "clear">;
  readonly keeping: Pick<Keeping, "takesSince">;
  readonly select: Select;
  readonly now: () => number;
}

/** Writes what persons decide about points that are still kept. */
export const createDecide = ({
  catalogue,
  commits,
  days,
  choices,
  sums,
  sealing,
  hotPoints,
  keeping,
  select,
  now,
}: DecideOptions): Pick<SeriesStore, "choose" | "unflag"> => ({
  async choose(decided) {
    const old = keeping.takesSince();
    const rows = decided.flatMap((choice): SeriesChoice[] => {
      const series = catalogue.find(choice);
      if (series === undefined || choice.at < old) return [];
      const { at, value, other, decided: when, by } = choice;
      return [{ series: series.id, at, value, other, decided: when, by }];
    });
    for (const { series, at } of rows) sums.note(series, at);
    const group = commits.open();
    group.grow(rows.length);
    await group.add((connection) => addChoices(connection, rows));
    choices.put(rows);
  },

  async unflag(asked, flag) {
    const selection = { ...asked, from: Math.max(asked.from, keeping.takesSince()) };
    const chosen = select(selection);
    if (chosen.length === 0 || selection.from >= selection.until) return;
    const { from, until } = selection;
    const mask = packFlags([flag]);
    await sealing.alone(async () => {
      const unflagging = await prepareUnflagging(days, chosen, selection, mask, now());
      for (const series of chosen) sums.noteRange(series, selection);
      const group = commits.open();
      group.grow(1);
      await group.add(async (connection) => {
        hotPoints.clear();
        await unflagging.write(connection);
      });
    });
    for (const series of chosen) {
      const { latest } = series;
      if (latest === undefined || latest.at < from || latest.at >= until) continue;
      series.latest = { ...latest, flags: latest.flags & ~mask };
      series.changes.count += 1;
    }
  },
});
