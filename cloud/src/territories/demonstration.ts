import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ModuleContext } from "../module.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { ImportFolder, Received } from "./import-folder.ts";
import { countImports, lockDemonstration } from "./import-queries.ts";
import { type Imports, MOST_UPLOADED } from "./imports.ts";

const FOLDER = join(import.meta.dirname, "demonstration");

/** The files of the invented territory of a country, in the formats of its official lists; some have none. */
const filesOf = async (country: string): Promise<readonly string[]> => {
  const names = await readdir(join(FOLDER, country)).catch((): string[] => []);
  return names.filter((name) => /\.(csv|geojson)$/.test(name)).toSorted();
};

export interface DemonstrationContext extends Pick<ModuleContext, "records" | "territories"> {
  readonly imports: Imports;
  readonly folder: ImportFolder;
  /** Aborted when the program stops: then nothing is imported. */
  readonly signal: AbortSignal;
}

/** Imports the invented territory where nothing was ever imported, beside all that the start does. */
export const importDemonstration = async ({
  records,
  territories,
  imports,
  folder,
  signal,
}: DemonstrationContext): Promise<void> => {
  const { country } = territories.country;
  if ((await countImports(records.db)) > 0) return;
  const received: (Received & { readonly id: string; readonly file: string })[] = [];
  for (const file of await filesOf(country)) {
    if (signal.aborted) break;
    const id = newIdentifier();
    const parts = createReadStream(join(FOLDER, country, file));
    received.push({ id, file, ...(await folder.receive(id, parts, MOST_UPLOADED)) });
  }
  const isStarted = await records.db.transaction(async (tx) => {
    await lockDemonstration(tx);
    // Another process may have been faster.
    if (signal.aborted || (await countImports(tx)) > 0) return false;
    for (const { id, file, bytes, sha256 } of received)
      await imports.start(
        tx,
        id,
        { bytes, sha256 },
        { file, allowRemovals: false, isDemonstration: true, actor: { kind: "system" } },
      );
    return true;
  });
  if (!isStarted) for (const { id } of received) await folder.remove(id);
};
