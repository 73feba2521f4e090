import { createMediaErasure } from "../media/erasure.ts";
import { openMediaFiles } from "../media/files.ts";
import { modules } from "../modules.ts";
import { eraseEverywhere } from "../people/personal-data.ts";
import type { Database } from "../records/database.ts";
import { eraseThings, thingsAmong } from "../things/queries.ts";

/**
 * Erases from a backup that is being restored those who were erased since it was made, as a running cloud
 * does: what each module keeps of them, files too, then their rows. Gives how many were there.
 */
export const eraseAgain = async (
  db: Database,
  mediaFolder: string,
  erased: readonly string[],
  now: () => number,
): Promise<number> => {
  const there = await thingsAmong(db, erased);
  if (there.length === 0) return 0;
  const media = createMediaErasure(db, await openMediaFiles(mediaFolder));
  const handlers = modules.flatMap(({ personalData }) => personalData?.({ now, media }) ?? []);
  for (const id of there) {
    const afterwards = await db.transaction(async (tx) => {
      const after = await eraseEverywhere(tx, handlers, id);
      await eraseThings(tx, [id]);
      return after;
    });
    await afterwards();
  }
  return there.length;
};
