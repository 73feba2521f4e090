import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
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
    const file = openSync(`${path}.new`, "w");
    try {
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

/** The station's name, kept in `folder`. Throws the system's error when that cannot be written. */
export const openIdentity = (
  folder: string,
  boards: readonly string[] = boardFiles,
): OpenedIdentity =>
  open({ prefix: "station", kind: "edge", path: join(folder, "identity.json"), boards, files });
