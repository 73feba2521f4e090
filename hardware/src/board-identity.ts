import * as z from "zod";
import { Label, labelOf } from "./device/label.ts";
import { nameFor, proofOf, Secret } from "./device/secret.ts";
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
  /** Absent in files of before devices had secrets: their names stay, and prove nothing by themselves. */
  secret: Secret.optional(),
  /** The secret that it replaces, until a broker knows the new one. */
  before: Secret.optional(),
  /** The one in whose hash the name ends, once it was replaced: it proves the name to a broker that never met it. */
  first: Secret.optional(),
  /** Of the first secret: a label is printed once. */
  label: Label.optional(),
  /** Names that this device had before, with what they are proved with: readings may wait under them. */
  earlier: z.array(z.strictObject({ name: StationId, secret: Secret })).optional(),
  /** A hash of the board's serial number, and the file that it came from. */
  board: z.strictObject({ file: z.string(), hash: z.string() }).optional(),
});
export type Identity = z.infer<typeof Identity>;

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
  /** Proves the name to brokers: it is their password. */
  readonly secret: string;
  /** The secret that this one replaces, while no broker knows it. */
  readonly before?: string | undefined;
  /** The first secret, which was replaced: it proves the name to a broker that never met the device. */
  readonly first?: string | undefined;
  readonly label: Label;
  readonly earlier: readonly { readonly name: string; readonly secret: string }[];
  /** Why the name is a new one although a file was there. */
  readonly changed?:
    | { readonly reason: "copied"; readonly from: string }
    | { readonly reason: "damaged" };
}

/** What opening an identity needs of the machine. */
export interface IdentityFiles {
  /** The text of a file; undefined when there is none, or none that can be read. */
  read(path: string): string | undefined;
  /**
   * Keeps the identity's own file, so that a cut of power leaves the old text or the new one, and that nobody
   * but its owner reads it.
   */
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
  /** The name that somebody chose: it stays on a copy too, whose secret is another one. */
  readonly chosen?: string | undefined;
}

const SECRET_BYTES = 32;
const MOST_EARLIER = 8;

const hexadecimal = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const trimmed = (text: string | undefined): string | undefined =>
  text?.replaceAll("\0", "").trim() || undefined;

const parse = (text: string): Identity | undefined => {
  try {
    return Identity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** What tells this board from another one. */
const boardOf = ({
  files,
  kind,
  boards,
}: Pick<IdentityOptions, "kind" | "boards"> & {
  readonly files: Pick<IdentityFiles, "read" | "sha256">;
}) => {
  const hashOf = (file: string): string | undefined => {
    const serial = trimmed(files.read(file));
    return serial === undefined ? undefined : files.sha256(`datacityzen ${kind} ${serial}`);
  };
  return {
    hashOf,
    boardNow: (): Pick<Identity, "board"> => {
      const file = boards.find((one) => hashOf(one) !== undefined);
      const hash = file === undefined ? undefined : hashOf(file);
      return file === undefined || hash === undefined ? {} : { board: { file, hash } };
    },
  };
};

/**
 * A device's name and secret, drawn at the first start and kept in its folder. The name ends in a hash of
 * the secret, so that nobody else can have it first. A folder that was copied to another board (a cloned SD
 * card) gets a new secret and a new name: two devices of one name would take the connection from each other.
 * Throws what `save` throws.
 */
export const openIdentity = ({
  prefix,
  kind,
  path,
  boards,
  files,
  chosen,
}: IdentityOptions): OpenedIdentity => {
  const { hashOf, boardNow } = boardOf({ files, kind, boards });
  const opened = (
    { name, before, first, earlier = [] }: Identity,
    secret: string,
    label: Label,
  ): OpenedIdentity => ({
    ...{ name, secret, label, earlier },
    ...(before === undefined ? {} : { before }),
    ...(first === undefined ? {} : { first }),
  });
  const keep = (identity: Identity & { readonly secret: string; readonly label: Label }) => {
    files.save(path, `${JSON.stringify(identity, undefined, 2)}\n`);
    return opened(identity, identity.secret, identity.label);
  };
  const text = files.read(path);
  const known = text === undefined ? undefined : parse(text);
  const drawSecret = () => hexadecimal(files.randomBytes(SECRET_BYTES));

  if (known !== undefined && !isOfAnotherBoard(known, hashOf)) {
    const { secret = drawSecret() } = known;
    const label = known.label ?? labelOf(secret, files.sha256);
    const isWhole = known.secret !== undefined && known.label !== undefined;
    // A file that somebody prepared for this box holds no board yet: its copies are known from now on.
    return isWhole
      ? opened(known, secret, label)
      : keep({ ...boardNow(), ...known, secret, label });
  }

  const secret = drawSecret();
  const label = labelOf(secret, files.sha256);
  const name = chosen ?? nameFor(prefix, proofOf(secret, files.sha256), files.sha256);
  const names =
    known?.secret === undefined || known.name === name
      ? (known?.earlier ?? [])
      : [{ name: known.name, secret: known.secret }, ...(known.earlier ?? [])];
  const drawn = keep({
    name,
    secret,
    label,
    ...(names.length === 0 ? {} : { earlier: names.slice(0, MOST_EARLIER) }),
    ...boardNow(),
  });
  if (known !== undefined) return { ...drawn, changed: { reason: "copied", from: known.name } };
  return text === undefined ? drawn : { ...drawn, changed: { reason: "damaged" } };
};

/** What a file says of the device that keeps it; undefined when it is none, or damaged. */
export const readIdentity = (
  files: Pick<IdentityFiles, "read">,
  path: string,
): Identity | undefined => {
  const text = files.read(path);
  return text === undefined ? undefined : parse(text);
};

/** `waiting`: no broker has met the last new secret yet, and a chain of secrets could break. */
export type Renewal = "renewed" | "waiting" | "none";

/**
 * Gives a device a new secret from its next start on; the old one proves it until a broker has met the new
 * one. `none`: the file holds no secret. Throws what `save` throws.
 */
export const renewSecret = (
  files: Pick<IdentityFiles, "read" | "save" | "randomBytes">,
  path: string,
): Renewal => {
  const known = readIdentity(files, path);
  if (known?.secret === undefined) return "none";
  if (known.before !== undefined) return "waiting";
  const secret = hexadecimal(files.randomBytes(SECRET_BYTES));
  const renewed = { ...known, secret, before: known.secret, first: known.first ?? known.secret };
  files.save(path, `${JSON.stringify(renewed, undefined, 2)}\n`);
  return "renewed";
};

/**
 * A broker knows `secret`: what it replaced is kept no longer. Nothing changes when the file holds another
 * one meanwhile. Throws what `save` throws.
 */
export const forgetOldSecret = (
  files: Pick<IdentityFiles, "read" | "save">,
  path: string,
  secret: string,
): void => {
  const known = readIdentity(files, path);
  if (known?.before === undefined || known.secret !== secret) return;
  const { before: _, ...rest } = known;
  files.save(path, `${JSON.stringify(rest, undefined, 2)}\n`);
};

/** A device's name and all that proves it, without the board that it ran on. */
export const MovedIdentity = Identity.omit({ board: true }).required({ secret: true });
export type MovedIdentity = z.infer<typeof MovedIdentity>;

/**
 * From its next start on the device of this file is `moved`, a box that it replaces; its own name is one of its
 * earlier ones, under which readings may wait. Throws what `save` throws.
 */
export const takeIdentity = (
  { files, path, boards, kind }: Omit<IdentityOptions, "prefix" | "chosen">,
  moved: MovedIdentity,
): void => {
  const own = readIdentity(files, path);
  const drawn =
    own?.secret === undefined || own.name === moved.name
      ? []
      : [{ name: own.name, secret: own.secret }];
  const earlier = [...drawn, ...(own?.earlier ?? []), ...(moved.earlier ?? [])].filter(
    ({ name }) => name !== moved.name,
  );
  const { earlier: _, ...rest } = moved;
  const identity: Identity = {
    ...rest,
    ...(earlier.length === 0 ? {} : { earlier: earlier.slice(0, MOST_EARLIER) }),
    ...boardOf({ files, kind, boards }).boardNow(),
  };
  files.save(path, `${JSON.stringify(identity, undefined, 2)}\n`);
};
