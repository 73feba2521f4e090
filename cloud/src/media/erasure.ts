import type { Database } from "../records/database.ts";
import type { MediaFiles } from "./files.ts";
import type { Media } from "./media.ts";
import { lockMedia, namesInUse, ownedBy, removeMedia } from "./queries.ts";

export interface MediaErasure extends Pick<Media, "eraseOf"> {
  /** Removes the files that no record names any more. */
  dropFiles(names: readonly string[]): Promise<void>;
}

/** How media go with their files: of a running cloud, and of a backup that is restored. */
export const createMediaErasure = (
  db: Database,
  files: Pick<MediaFiles, "remove">,
): MediaErasure => {
  const dropFiles = async (names: readonly string[]): Promise<void> => {
    if (names.length === 0) return;
    await db.transaction(async (tx) => {
      await lockMedia(tx);
      const used = await namesInUse(tx, names);
      for (const name of names) if (!used.has(name)) await files.remove(name);
    });
  };
  return {
    dropFiles,
    async eraseOf(tx, owner) {
      await lockMedia(tx);
      const names = await removeMedia(tx, await ownedBy(tx, owner));
      return () => dropFiles(names);
    },
  };
};
