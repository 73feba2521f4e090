import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FailedUpdate } from "@datacityzen/hardware/wire/status";
import { writePrivateFile } from "./private-file.ts";

/**
 * The updater's note in the gateway's folder: which version was tried last and not kept. It stands until a version is
 * kept, so that the house and the platform read why the box still runs the earlier one.
 */
const noteIn = (folder: string): string => join(folder, "failed-update.json");

export const noteFailedUpdate = (folder: string, failed: FailedUpdate): void =>
  writePrivateFile(noteIn(folder), `${JSON.stringify(failed)}\n`);

export const forgetFailedUpdate = (folder: string): void => rmSync(noteIn(folder), { force: true });

/** Undefined when there is none, or when it cannot be read: measuring does not depend on it. */
export const readFailedUpdate = (folder: string): FailedUpdate | undefined => {
  try {
    return FailedUpdate.safeParse(JSON.parse(readFileSync(noteIn(folder), "utf8"))).data;
  } catch {
    return undefined;
  }
};
