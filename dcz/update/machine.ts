import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { forgetFailedUpdate, noteFailedUpdate } from "../../gateway/src/store/failed-update.ts";
import { noteWayBack } from "../../gateway/src/store/way-back.ts";
import { readFigures, type Seen } from "./proof.ts";
import type { UpdateSettings } from "./settings.ts";
import type { Machine } from "./trial.ts";

const ANSWER_WITHIN_MS = 5000;

const look = async (port: string): Promise<Seen | undefined> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return readFigures(await answer.text());
  } catch {
    // It does not run, or not yet.
    return undefined;
  }
};

/** A path that is not absolute is meant from the project's folder, as the gateway's unit starts it there. */
const gatewayFolder = ({ DATA_DIR }: UpdateSettings): string =>
  resolve(import.meta.dirname, "../..", join(DATA_DIR, "gateway"));

/** The machine on which the box runs. */
export const machineOf = (settings: UpdateSettings): Machine => ({
  look: () => look(settings.GATEWAY_PORT),
  restart: async () => {
    await promisify(execFile)("/bin/sh", ["-c", settings.UPDATE_RESTART], { timeout: 180_000 });
  },
  noteWayBack: () => noteWayBack(gatewayFolder(settings)),
  noteFailed: (failed) => {
    const folder = gatewayFolder(settings);
    if (failed === undefined) forgetFailedUpdate(folder);
    else if (existsSync(folder)) noteFailedUpdate(folder, failed);
  },
  now: Date.now,
  elapsedMs: () => performance.now(),
  pause: (ms) => delay(ms),
});
