import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";

/**
 * An update that was reverted leaves this note in the gateway's folder: the data there may be of the later version,
 * which the earlier one then puts aside rather than refuse to start.
 */
const noteIn = (folder: string): string => join(folder, "went-back");

export const noteWayBack = (folder: string): void => {
  if (existsSync(folder)) writePrivateFile(noteIn(folder), "");
};

export const wentBack = (folder: string): boolean => existsSync(noteIn(folder));

export const forgetWayBack = (folder: string): void => rmSync(noteIn(folder), { force: true });
