import * as z from "zod";
import { StationId } from "./identifiers.ts";

/** Where a board says its serial number, best first: Raspberry Pi, PC, and the system's own number. */
export const boardFiles = [
  "/proc/device-tree/serial-number",
  "/sys/class/dmi/id/product_uuid",
  "/etc/machine-id",
] as const;

/** What a device keeps of itself in its folder. */
export const Identity = z.strictObject({
  name: StationId,
  /** A hash of the board's serial number, and the file that it came from. */
  board: z.strictObject({ file: z.string(), hash: z.string() }).optional(),
});
export type Identity = z.infer<typeof Identity>;

/** Letters and digits that are not mistaken for each other. */
const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** `prefix-` and a letter for each of `bytes`, which are drawn: nothing of the machine is in a name. */
const nameFrom = (prefix: string, bytes: Uint8Array): string =>
  `${prefix}-${[...bytes].map((byte) => letters[byte % letters.length]).join("")}`;

/**
 * Whether what was kept belongs to another board, as on a copied SD card. `hashOf` gives the hash of
 * the serial number in a file, now. A board that cannot tell its number proves nothing.
 */
const isOfAnotherBoard = (
  { board }: Identity,
  hashOf: (file: string) => string | undefined,
): boolean => {
  if (board === undefined) return false;
  const hash = hashOf(board.file);
  return hash !== undefined && hash !== board.hash;
};

export interface OpenedIdentity {
  readonly name: string;
  /** Why the name is a new one although a file was there. */
  readonly changed?:
    | { readonly reason: "copied"; readonly from: string }
    | { readonly reason: "damaged" };
}

/** What opening an identity needs of the machine. */
export interface IdentityFiles {
  /** The text of a file; undefined when there is none, or none that can be read. */
  read(path: string): string | undefined;
  /** Keeps the identity's own file, so that a cut of power leaves the old text or the new one. */
  save(path: string, text: string): void;
  /** In hexadecimal digits. */
  sha256(text: string): string;
  randomBytes(count: number): Uint8Array;
}

export interface IdentityOptions {
  /** What the name begins with. */
  readonly prefix: "station" | "gateway";
  /** Goes into the hash, so that the boards of two kinds of device cannot be compared by it. */
  readonly kind: "edge" | "gateway";
  readonly path: string;
  readonly boards: readonly string[];
  readonly files: IdentityFiles;
}

const NAME_BYTES = 8;

const trimmed = (text: string | undefined): string | undefined =>
  text?.replaceAll("\0", "").trim() || undefined;

const parse = (text: string): Identity | undefined => {
  try {
    return Identity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * A device's name, drawn at the first start and kept in its folder. A folder that was copied to another
 * board (a cloned SD card) gets a new name: two devices of one name would take the connection from each
 * other. Throws what `save` throws.
 */
export const openIdentity = ({
  prefix,
  kind,
  path,
  boards,
  files,
}: IdentityOptions): OpenedIdentity => {
  const hashOf = (file: string): string | undefined => {
    const serial = trimmed(files.read(file));
    return serial === undefined ? undefined : files.sha256(`datacityzen ${kind} ${serial}`);
  };
  const text = files.read(path);
  const known = text === undefined ? undefined : parse(text);
  if (known !== undefined && !isOfAnotherBoard(known, hashOf)) return { name: known.name };

  const name = nameFrom(prefix, files.randomBytes(NAME_BYTES));
  const file = boards.find((one) => hashOf(one) !== undefined);
  const hash = file === undefined ? undefined : hashOf(file);
  const identity: Identity =
    file === undefined || hash === undefined ? { name } : { name, board: { file, hash } };
  files.save(path, `${JSON.stringify(identity, undefined, 2)}\n`);
  if (known !== undefined) return { name, changed: { reason: "copied", from: known.name } };
  return text === undefined ? { name } : { name, changed: { reason: "damaged" } };
};
