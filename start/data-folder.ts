import { existsSync, readdirSync } from "node:fs";
import { StoreInUse } from "../cloud/src/duckdb/files.ts";
import { StoreTooNew } from "../cloud/src/duckdb/migrate.ts";

/** The stations' files in the edge's folder. The mark alone counts: the file is gone, and it says how much was in it. */
export const spoolsIn = (folder: string): readonly string[] => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const spools = names.flatMap((name) => /^(spool-.*\.sqlite)(?:\.mark)?$/.exec(name)?.[1] ?? []);
  return [...new Set(spools)];
};

/** Why the cloud's store could not be looked at. */
export const notOpened = (error: Error) => {
  const detail = error.message.split("\n", 1)[0] ?? "";
  const stateOf = () => {
    if (error instanceof StoreInUse) return "in_use";
    return error instanceof StoreTooNew ? "newer" : "refused";
  };
  return { state: stateOf(), detail, isWhole: false } as const;
};
