import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import {
  boardFiles,
  type IdentityFiles,
  type OpenedIdentity,
  openIdentity as open,
} from "@datacityzen/hardware/board-identity";

const files: IdentityFiles = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  save(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(`${path}.new`, "w", 0o600);
    try {
      // The file may be left from a start that was interrupted, with other rights.
      fchmodSync(file, 0o600);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
  },
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
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
