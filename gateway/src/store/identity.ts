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
import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";

/** Where a board says its serial number, best first: Raspberry Pi, PC, and the system's own number. */
export const boardFiles = [
  "/proc/device-tree/serial-number",
  "/sys/class/dmi/id/product_uuid",
  "/etc/machine-id",
] as const;

const Identity = z.strictObject({
  name: StationId,
  /** A hash of the board's serial number, and the file that it came from. */
  board: z.strictObject({ file: z.string(), hash: z.string() }).optional(),
});
type Identity = z.infer<typeof Identity>;

export interface OpenedIdentity {
  readonly name: string;
  /** The name before, when this folder was copied from another machine or its file was damaged. */
  readonly changed?:
    | { readonly reason: "copied"; readonly from: string }
    | { readonly reason: "damaged" };
}

const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** Eight letters and digits that are not mistaken for each other: nothing of the machine is in them. */
const drawName = (): string =>
  `gateway-${[...randomBytes(8)].map((byte) => letters[byte % letters.length]).join("")}`;

const hashOf = (serial: string): string =>
  createHash("sha256").update(`datacityzen gateway ${serial}`).digest("hex");

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", "").trim() || undefined;
  } catch {
    return undefined;
  }
};

const boardOf = (files: readonly string[]): Identity["board"] => {
  for (const file of files) {
    const serial = readText(file);
    if (serial !== undefined) return { file, hash: hashOf(serial) };
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

/** A board that cannot tell its number now proves nothing; only another number does. */
const isAnotherBoard = (known: Identity): boolean => {
  if (known.board === undefined) return false;
  const serial = readText(known.board.file);
  return serial !== undefined && hashOf(serial) !== known.board.hash;
};

/**
 * The name of this gateway, drawn at the first start and kept in its folder. A folder that was
 * copied to another board (a cloned SD card) becomes a new gateway: two of one name would fight
 * for the connection to the cloud.
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
  if (known !== undefined && !isAnotherBoard(known)) return { name: known.name };
  const board = boardOf(files);
  const name = drawName();
  write(path, board === undefined ? { name } : { name, board });
  if (known !== undefined) return { name, changed: { reason: "copied", from: known.name } };
  return existed ? { name, changed: { reason: "damaged" } } : { name };
};
