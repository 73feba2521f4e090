import type { FoundFiles } from "../../cloud/src/series/archive/archive-files.ts";
import type { Imported, ImportOptions } from "../../cloud/src/series/archive/import-archive.ts";
import type { NoSide } from "./side.ts";

export interface ImportedFiles extends Imported {
  readonly files: number;
  readonly unreadable: FoundFiles["unreadable"];
}

/** A data folder whose series take an archive in. */
export interface ImportPlace {
  import(
    paths: readonly string[],
    options: Pick<ImportOptions, "signal" | "onProgress">,
  ): Promise<ImportedFiles>;
  close(): Promise<void>;
}

export type OpenImport = (dataDir: string) => Promise<
  | { readonly ok: true; readonly place: ImportPlace }
  | {
      readonly ok: false;
      readonly code: Extract<NoSide, "in_use" | "too_new" | "not_writable">;
      readonly detail: string;
    }
>;
