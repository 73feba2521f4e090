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
export const nameFrom = (prefix: string, bytes: Uint8Array): string =>
  `${prefix}-${[...bytes].map((byte) => letters[byte % letters.length]).join("")}`;

/**
 * Whether what was kept belongs to another board, as on a copied SD card. `hashOf` gives the hash of
 * the serial number in a file, now. A board that cannot tell its number proves nothing.
 */
export const isOfAnotherBoard = (
  { board }: Identity,
  hashOf: (file: string) => string | undefined,
): boolean => {
  if (board === undefined) return false;
  const hash = hashOf(board.file);
  return hash !== undefined && hash !== board.hash;
};
