import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PacedFigures, PacedOptions } from "./paced-publishers.ts";

/** Publishes at a steady rate from a process of its own, and gives how long acknowledgements took. */
export const publishPaced = async (options: PacedOptions): Promise<PacedFigures> => {
  const script = join(import.meta.dirname, "paced-publishers.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)]);
  return JSON.parse(stdout) as PacedFigures;
};
