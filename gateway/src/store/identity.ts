import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import {
  boardFiles,
  Identity,
  isOfAnotherBoard,
  nameFrom,
} from "@datacityzen/hardware/board-identity";

export interface OpenedIdentity {
  readonly name: string;
  /** The name before, when this folder was copied from another machine or its file was damaged. */
  readonly changed?:
    | { readonly reason: "copied"; readonly from: string }
    | { readonly reason: "damaged" };
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", "").trim() || undefined;
  } catch {
    return undefined;
  }
};

const hashOf = (file: string): string | undefined => {
  const serial = readText(file);
  if (serial === undefined) return undefined;
  return createHash("sha256").update(`datacityzen gateway ${serial}`).digest("hex");
};

const boardOf = (files: readonly string[]): Identity["board"] => {
  for (const file of files) {
    const hash = hashOf(file);
    if (hash !== undefined) return { file, hash };
  }
  return undefined;
};

/** Written beside and renamed: a cut of power leaves the old file or the new one. */
const write = (path: string, identity: Identity): void => {
  const file = openSync(`${path}.new`, "w");
  try {
    writeSync(file, `${JSON.stringify(identity, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
};

const parse = (text: string): Identity | undefined => {
  try {
    return Identity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * The name of this gateway, drawn at the first start and kept in its folder. A folder that was
 * copied to another board (a cloned SD card) becomes a new gateway: two of one name would take
 * the connection to the cloud from each other.
 */
export const openIdentity = (
  folder: string,
  files: readonly string[] = boardFiles,
): OpenedIdentity => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "identity.json");
  const existed = existsSync(path);
  const text = readText(path);
  const known = text === undefined ? undefined : parse(text);
  if (known !== undefined && !isOfAnotherBoard(known, hashOf)) return { name: known.name };
  const board = boardOf(files);
  const name = nameFrom("gateway", randomBytes(8));
  write(path, board === undefined ? { name } : { name, board });
  if (known !== undefined) return { name, changed: { reason: "copied", from: known.name } };
  return existed ? { name, changed: { reason: "damaged" } } : { name };
};
