import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseIntelHex } from "./intel-hex.ts";

const FLASH_BYTES = 32_768;
const run = promisify(execFile);

/** A second of the chip is a third of a second here, or several when the machine has more to do. */
export const EMULATED_MS = 90_000;

/** Why these programs cannot be used here, or `undefined` when all of them answer. */
export const missingTool = (...programs: readonly string[]): string | undefined => {
  const missing = programs.filter((program) => spawnSync(program, ["--version"]).status !== 0);
  return missing.length > 0 ? `not installed: ${missing.join(", ")}` : undefined;
};

export interface Build {
  /** The folder of the Makefile. */
  readonly folder: string;
  /** Where to put what is built. */
  readonly into: string;
  readonly target: string;
  readonly variables?: { readonly [name: string]: string | number };
}

/** Makes one target; what a compiler complains of is thrown. Gives the path of the result. */
export const make = async ({ folder, into, target, variables = {} }: Build): Promise<string> => {
  const path = join(into, target);
  const settings = Object.entries({ BUILD: into, ...variables });
  const given = settings.map(([name, value]) => `${name}=${value}`);
  await run("make", ["--silent", "-C", folder, ...given, path]);
  return path;
};

/** Makes a firmware and gives its program memory. */
export const buildFirmware = async (build: Build): Promise<Uint8Array> =>
  parseIntelHex(await readFile(await make(build), "utf8"), FLASH_BYTES);
