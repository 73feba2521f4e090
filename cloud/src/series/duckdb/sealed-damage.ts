import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import type { Damage } from "../../duckdb/repair.ts";
import { faultOfFile, putFileAside } from "../../duckdb/sealed-folder.ts";
import { DAY_MS } from "../days/day-block.ts";
import { createPointStage, type PointStage } from "./point-stage.ts";
import type { OnSuspect, SealedDays } from "./sealed-days.ts";
import { replaceFiles, type SealedFile } from "./sealed-files.ts";
import { noteKeptSince, removeSumsFiles, type SumsFile } from "./sums-files.ts";

const readableOf = async (days: SealedDays, file: SealedFile): Promise<PointStage> => {
  const stage = createPointStage();
  for (const [series, parts] of await days.salvage(file))
    for (const { at, value, flags, received } of parts)
      for (let place = 0; place < at.length; place++)
        stage.push(
          series,
          at[place] as number,
          value[place] as number,
          flags[place] as number,
          received[place] as number,
        );
  return stage;
};

/**
 * Looks at files that could not be read. Of those that are damaged, what can be read goes back into the store; the
 * files are put aside, and the damage is told as others are.
 */
export const createDamageRepair = (
  database: Database,
  commits: GroupCommit,
  now: () => number,
  onDamage: (damage: Damage) => void,
): OnSuspect => {
  let working: Promise<unknown> = Promise.resolve();

  const putAside = async (days: SealedDays, file: SealedFile, reason: string): Promise<void> => {
    const stage = await readableOf(days, file);
    const aside = await putFileAside(database.path, file.name, now());
    const lostRows = Math.max(0, file.points - stage.rows);
    // Told before it is forgotten: rather twice than not at all.
    const damage = {
      ...{ reason, missingCommits: 0, isWhole: lostRows === 0, at: now() },
      ...{ rescuedRows: stage.rows, lostRows },
      ...(aside === undefined ? {} : { aside }),
    };
    database.noteDamage(damage);
    onDamage(damage);
    const left = () =>
      (days.view.byDay.get(file.day) ?? []).filter(({ name }) => name !== file.name);
    const group = commits.open();
    group.grow(stage.rows);
    await group.add(async (connection) => {
      await connection.run("DELETE FROM late_point");
      await stage.writeTo(connection, "late_point");
      await connection.run(`
        INSERT INTO point_late SELECT series, instant, value, flags, place FROM late_point
        ANTI JOIN point_late USING (series, instant)`);
      // Those that were not removed from the table yet.
      const ids = days.seriesOf(file);
      if (ids.length > 0)
        await connection.run(`
          INSERT INTO point_late SELECT series, instant, value, flags, received FROM point
          ANTI JOIN point_late USING (series, instant)
          WHERE instant >= ${file.day * DAY_MS} AND instant < ${(file.day + 1) * DAY_MS}
            AND series IN (${ids.join(", ")})`);
      await connection.run("DELETE FROM late_point");
      await replaceFiles(connection, file.day, left());
      days.noteLate(file.day * DAY_MS, stage.rows);
    });
    void days.setFiles(file.day, left());
  };

  /** Of sums nothing can be made anew, but the days of other files are as they were. */
  const putSumsAside = async (days: SealedDays, file: SumsFile, reason: string): Promise<void> => {
    const aside = await putFileAside(database.path, file.name, now());
    const damage = {
      ...{ reason, missingCommits: 0, isWhole: false, at: now() },
      ...{ rescuedRows: 0, lostRows: file.rows },
      ...(aside === undefined ? {} : { aside }),
    };
    database.noteDamage(damage);
    onDamage(damage);
    const since = days.keptSince();
    await commits.open().add(async (connection) => {
      await removeSumsFiles(connection, [file]);
      await noteKeptSince(connection, since);
    });
    void days.setSums(
      days.view.sums.filter((one) => one !== file),
      since,
    );
  };

  const look = async (
    files: readonly (SealedFile | SumsFile)[],
    days: SealedDays,
  ): Promise<boolean> => {
    let isAny = false;
    for (const file of files) {
      const isSums = "tier" in file;
      const isNamed = isSums
        ? days.view.sums.includes(file)
        : days.view.byDay.get(file.day)?.includes(file) === true;
      // Another question met it before.
      if (!isNamed) {
        isAny = true;
        continue;
      }
      const fault = await faultOfFile(days.folder, file, { whole: true });
      if (fault === undefined) continue;
      isAny = true;
      await (isSums ? putSumsAside(days, file, fault) : putAside(days, file, fault));
    }
    return isAny;
  };

  return (files, days) => {
    const looked = working.then(() => look(files, days));
    working = looked.catch(() => undefined);
    return looked;
  };
};
