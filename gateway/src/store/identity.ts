import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  boardFiles,
  forgetOldSecret as forget,
  type IdentityFiles,
  type OpenedIdentity,
  openIdentity as open,
  type Renewal,
  renewSecret as renew,
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

/** The file of the gateway whose name was drawn, or of the one that somebody named. */
export const identityPath = (folder: string, chosen?: string): string =>
  join(folder, chosen === undefined ? "identity.json" : `identity-${chosen}.json`);

/**
 * The name and secret of this gateway, kept in `folder`: drawn, or for a name that somebody chose in a file of
 * its own. Throws the system's error when that cannot be written.
 */
export const openIdentity = (
  folder: string,
  boards: readonly string[] = boardFiles,
  chosen?: string,
): OpenedIdentity => {
  const path = identityPath(folder, chosen);
  return open({ prefix: "gateway", kind: "gateway", path, boards, files, chosen });
};

/** Gives the gateway of this file a new secret from its next start on. */
export const renewSecret = (path: string): Renewal => renew(files, path);

/** What this gateway proved itself with before `secret` is kept no longer: the cloud knows this one. */
export const forgetOldSecret = (path: string, secret: string): void => forget(files, path, secret);
