import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseIntelHex } from "./intel-hex.ts";

const FLASH_BYTES = 32_768;
const run = promisify(execFile);

/** Why these programs cannot be used here, or `undefined` when all of them answer. */
export const missingTool = (...programs: readonly string[]): string | undefined => {
  const missing = programs.filter((program) => spawnSync(program, ["--version"]).status !== 0);
  return missing.length > 0 ? `not installed: ${missing.join(", ")}` : undefined;
};

/** Makes targets of a firmware's Makefile into a directory; a compiler's complaint is thrown. */
export const make = (folder: string, into: string, ...targets: readonly string[]) =>
  run("make", [
    "--silent",
    "-C",
    folder,
    `BUILD=${into}`,
    ...targets.map((name) => join(into, name)),
  ]);

/** Makes a firmware and gives its program memory. */
export const buildFirmware = async (
  folder: string,
  into: string,
  name: string,
): Promise<Uint8Array> => {
  await make(folder, into, name);
  return parseIntelHex(await readFile(join(into, name), "utf8"), FLASH_BYTES);
};
