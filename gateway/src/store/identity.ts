import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  boardFiles,
  type IdentityFiles,
  type OpenedIdentity,
  openIdentity as open,
} from "@datacityzen/hardware/board-identity";
import { sha256, writePrivateFile } from "./private-file.ts";

const files: IdentityFiles = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  save: writePrivateFile,
  sha256,
  randomBytes,
};

/**
 * The name and secret of this gateway, kept in `folder`: drawn, or for a name that somebody chose in a file of
 * its own. Throws the system's error when that cannot be written.
 */
export const openIdentity = (
  folder: string,
  boards: readonly string[] = boardFiles,
  chosen?: string,
): OpenedIdentity => {
  const file = chosen === undefined ? "identity.json" : `identity-${chosen}.json`;
  const path = join(folder, file);
  return open({ prefix: "gateway", kind: "gateway", path, boards, files, chosen });
};
