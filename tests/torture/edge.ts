import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";

export const EDGE = "torture-edge";

/** A reading that the edge had on its disk, by what makes it one point of the cloud's. */
export interface SpooledReading {
  readonly at: number;
  readonly pm2_5: number;
}

/** What an edge that has ended left on its disk. */
export const spooledIn = (folder: string): SpooledReading[] => {
  if (!existsSync(folder)) return [];
  const copy = mkdtempSync(join(tmpdir(), "dcz-spool-"));
  try {
    cpSync(folder, copy, { recursive: true });
    const file = readdirSync(copy).find((name) => name.endsWith(".sqlite"));
    if (file === undefined) return [];
    const database = new DatabaseSync(join(copy, file));
    const known = database.prepare("select 1 from sqlite_master where name = 'message'").all();
    const rows = known.length === 0 ? [] : database.prepare("select payload from message").all();
    database.close();
    return rows.flatMap(({ payload }) => {
      const batch = parsePayload(Batch, payload as Uint8Array);
      if (!batch.ok) throw new Error(`a batch on the edge's disk cannot be read: ${batch.reason}`);
      return batch.value.readings.flatMap(({ at, values: { pm2_5 } }) =>
        pm2_5 === undefined ? [] : [{ at, pm2_5 }],
      );
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

interface Answer {
  readonly series: readonly { readonly points: readonly { at: string; value: number }[] }[];
}

/** Whether the cloud has each reading that the edge had on its disk, once. */
export const auditEdge = async (
  http: string,
  spooled: readonly SpooledReading[],
  station = EDGE,
): Promise<{ readonly lost: string[]; readonly repeated: string[] }> => {
  if (spooled.length === 0) return { lost: [], repeated: [] };
  const answer = await fetch(`${http}/api/v1/series?station=${station}&quantity=pm2_5`);
  if (!answer.ok) throw new Error(`${station}: ${await answer.text()}`);
  const { series } = (await answer.json()) as Answer;
  const points = series.flatMap((one) => one.points);
  const place = (at: number, value: number) => `${station}/${new Date(at).toISOString()}/${value}`;
  const found = Map.groupBy(points, ({ at, value }) => place(Date.parse(at), value));
  return {
    lost: [...new Set(spooled.map(({ at, pm2_5 }) => place(at, pm2_5)))].filter(
      (name) => !found.has(name),
    ),
    repeated: [...found].filter(([, each]) => each.length > 1).map(([name]) => name),
  };
};
