import { createHash, timingSafeEqual } from "node:crypto";
import { openSecretText } from "../private-files/key-file.ts";

export interface AdminToken {
  /** Compares in constant time. */
  matches(offered: string): boolean;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * The token of this machine's administrator, in a file that only its owner reads: made at the first
 * start, and made again when the file is damaged. Delete the file and start again for a new one.
 */
export const openAdminToken = async (path: string): Promise<AdminToken> => {
  const expected = digest(await openSecretText(path));
  return { matches: (offered) => timingSafeEqual(digest(offered), expected) };
};
