import { createHash } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const syncFolder = (path: string): void => {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

/**
 * Writes a file that only its owner reads, and its folder where there is none. It is on disk when this
 * returns; whoever reads it, also after a cut of power, finds the old text or the new one, never a part.
 */
export const writePrivateFile = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  // Left from a start that was interrupted, perhaps with other rights, or a link of somebody else.
  rmSync(draft, { force: true });
  const file = openSync(draft, "wx", 0o600);
  try {
    fchmodSync(file, 0o600);
    // Run by the superuser, as with sudo: whoever owned it, or owns its folder, must read it still.
    const before = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path));
    if (before.uid !== 0 && process.getuid?.() === 0) fchownSync(file, before.uid, before.gid);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
};
