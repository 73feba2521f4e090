import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const TRIES = 20;
const PAUSE_MS = 250;

/**
 * The link that makes the first administrator: the cloud leaves it in a file of its own when the records are
 * open, and no file when there is an administrator.
 */
export const firstAdministratorLink = async (
  dataDir: string,
  stop: AbortSignal,
): Promise<string | undefined> => {
  const path = join(dataDir, "cloud", "first-administrator");
  for (let tries = 0; tries < TRIES && !stop.aborted; tries++) {
    const text = await readFile(path, "utf8").catch(() => "");
    if (text.trim() !== "") return text.trim();
    await delay(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
};
