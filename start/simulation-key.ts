import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "../gateway/src/store/private-file.ts";

const KEY = /^[0-9a-f]{64}$/;

/**
 * From which the secrets of this machine's simulated stations are made: drawn once, and kept in a file of
 * `folder` that its owner alone reads. Undefined where it cannot be kept.
 */
export const simulationKey = (folder: string): string | undefined => {
  const path = join(folder, "key");
  try {
    const known = readFileSync(path, "utf8").trim();
    if (KEY.test(known)) return known;
  } catch {
    // None yet.
  }
  const drawn = randomBytes(32).toString("hex");
  try {
    writePrivateFile(path, `${drawn}\n`);
    return drawn;
  } catch {
    return undefined;
  }
};
