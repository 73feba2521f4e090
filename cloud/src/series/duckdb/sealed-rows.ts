import type { DuckDBConnection } from "@duckdb/node-api";
import type { GroupCommit } from "../../duckdb/group-commit.ts";
import type { Database } from "../../duckdb/open.ts";
import { type Gathered, withinDay } from "./day-content.ts";
import { createPointStage } from "./point-stage.ts";
import { noteRemoved } from "./points-ever.ts";
import type { SealedDays } from "./sealed-days.ts";
import type { SealedFile } from "./sealed-files.ts";

/** Rows that are removed in one commit: others wait for it. */
const REMOVED_AT_ONCE = 30_720;

/** Removes from the tables what stands in files since, and files that no question reads any more. */
export interface SealedRows {
  /** `unread`: when nobody reads what was there before. */
  cleanUp(
    day: number,
    files: readonly SealedFile[],
    unread: Promise<void>,
    absorbed: readonly Gathered["late"][],
    old: readonly SealedFile[],
  ): void;
  /** When all of it is done. */
  settled(): Promise<void>;
}

const numberIn = async (
  connection: DuckDBConnection,
  query: string,
): Promise<number | undefined> => {
  const found = (await connection.runAndReadAll(query)).getRows()[0]?.[0];
  return found === null || found === undefined ? undefined : Number(found);
};

export const createSealedRows = (
  database: Database,
  commits: GroupCommit,
  days: SealedDays,
  pause: (workedMs: number) => Promise<void>,
  tell: (error: unknown) => void,
): SealedRows => {
  /** One after the other. */
  let cleaning: Promise<void> = Promise.resolve();

  /** A file that was damaged meanwhile gives back what can be read of it: nothing of its day may be removed then. */
  const isStill = (day: number, files: readonly SealedFile[]): boolean =>
    days.view.byDay.get(day) === files;

  /** Removes late points that stand in files now, unless they changed since they were read. */
  const removeLate = async (
    day: number,
    files: readonly SealedFile[],
    absorbed: readonly Gathered["late"][],
  ): Promise<void> => {
    const stage = createPointStage();
    const removed = async (): Promise<void> => {
      const group = commits.open();
      await group.add(async (connection) => {
        if (!isStill(day, files)) return;
        await connection.run("DELETE FROM late_point");
        await stage.writeTo(connection, "late_point");
        const { rowsChanged } = await connection.run(`
          DELETE FROM point_late USING late_point
          WHERE point_late.series = late_point.series AND point_late.instant = late_point.instant
            AND point_late.flags = late_point.flags`);
        await connection.run("DELETE FROM late_point");
        await noteRemoved(connection, rowsChanged);
      });
    };
    for (const late of absorbed)
      for (const [id, parts] of late)
        for (const { at, flags } of parts)
          for (let place = 0; place < at.length; place++)
            stage.push(id, at[place] as number, 0, flags[place] as number, 0);
    if (stage.rows > 0) await removed();
    await commits.open().add(async (connection) => {
      const rows = await connection.runAndReadAll(
        `SELECT count(*) FROM point_late WHERE ${withinDay(day)}`,
      );
      const left = Number(rows.getRows()[0]?.[0]);
      if (left === 0) days.late.delete(day);
      else days.late.set(day, left);
    });
  };

  /** Removes the points of a sealed day from the table, some of them at a time. */
  const removeHot = async (day: number, files: readonly SealedFile[]): Promise<void> => {
    for (;;) {
      const first = await days.query((connection) =>
        numberIn(connection, `SELECT min(rowid) FROM point WHERE ${withinDay(day)}`),
      );
      if (first === undefined) return;
      const began = performance.now();
      const group = commits.open();
      await group.add(async (connection) => {
        if (!isStill(day, files)) return;
        const { rowsChanged } = await connection.run(
          `DELETE FROM point WHERE ${withinDay(day)} AND rowid >= ${first} AND rowid < ${first + REMOVED_AT_ONCE}`,
        );
        await noteRemoved(connection, rowsChanged);
      });
      if (!isStill(day, files)) return;
      await pause(performance.now() - began);
    }
  };

  return {
    cleanUp(day, files, unread, absorbed, old) {
      cleaning = cleaning
        .then(async () => {
          await unread;
          await database.removeSealed(old.map(({ name }) => name));
          await removeLate(day, files, absorbed);
          await removeHot(day, files);
        })
        // A store that is closing, or a full disk: the next look finds what is left.
        .catch(tell);
    },
    settled: () => cleaning,
  };
};
