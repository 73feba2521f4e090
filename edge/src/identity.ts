import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import {
  boardFiles,
  forgetOldSecret as forget,
  type IdentityFiles,
  type OpenedIdentity,
  openIdentity as open,
  type Renewal,
  renewSecret as renew,
} from "@datacityzen/hardware/board-identity";

/** How this machine reads and keeps a device's name and secret. */
export const identityFiles: IdentityFiles = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  save(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.new`;
    // Left from a start that was interrupted, perhaps with other rights, or a link of somebody else.
    rmSync(draft, { force: true });
    const file = openSync(draft, "wx", 0o600);
    try {
      fchmodSync(file, 0o600);
      // Run by the superuser, as with sudo: a station that cannot read its file draws another name.
      const before = statSync(path, { throwIfNoEntry: false });
      if (before !== undefined && before.uid !== 0 && process.getuid?.() === 0)
        fchownSync(file, before.uid, before.gid);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    // Without this a cut of power may bring the old name back, which the gateway no longer takes.
    const folder = openSync(dirname(path), "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  randomBytes,
};

/** The file of the station whose name was drawn, or of the one that somebody named. */
export const identityPath = (folder: string, chosen?: string): string =>
  join(folder, chosen === undefined ? "identity.json" : `identity-${chosen}.json`);

/**
 * The station's name and secret, kept in `folder`: drawn, or for a name that somebody chose in a file of its
 * own. Throws the system's error when that cannot be written.
 */
export const openIdentity = (
  folder: string,
  boards: readonly string[] = boardFiles,
  chosen?: string,
): OpenedIdentity => {
  const path = identityPath(folder, chosen);
  return open({ prefix: "station", kind: "edge", path, boards, files: identityFiles, chosen });
};

/** Gives the station of this file a new secret from its next start on. */
export const renewSecret = (path: string): Renewal => renew(identityFiles, path);

/** What the station of this file proved itself with before `secret` is kept no longer: a broker knows this one. */
export const forgetOldSecret = (path: string, secret: string): void =>
  forget(identityFiles, path, secret);
