import { randomBytes } from "node:crypto";
import { chmod } from "node:fs/promises";
import { readIfThere, writePrivateFile } from "./private-file.ts";

const BYTES = 32;
/** As letters, digits, hyphens and underscores (base64url). */
const FORM = /^[\w-]{43}$/;

/**
 * 256 random bits as text, in a file that only its owner reads: drawn at the first start, and again when the
 * file is damaged.
 */
export const openSecretText = async (path: string): Promise<string> => {
  const known = (await readIfThere(path))?.trim() ?? "";
  if (FORM.test(known)) {
    await chmod(path, 0o600);
    return known;
  }
  const drawn = randomBytes(BYTES).toString("base64url");
  await writePrivateFile(path, `${drawn}\n`);
  return drawn;
};

/** The same as a key of 32 bytes. */
export const openKey = async (path: string): Promise<Buffer> =>
  Buffer.from(await openSecretText(path), "base64url");
