import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** 256 bits, as letters, digits, hyphens and underscores. */
const FORM = /^[\w-]{43}$/;

export interface AdminToken {
  /** Compares in constant time. */
  matches(offered: string): boolean;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const readToken = async (path: string): Promise<string | undefined> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const token = text.trim();
  return FORM.test(token) ? token : undefined;
};

const writeToken = async (path: string): Promise<string> => {
  const token = randomBytes(32).toString("base64url");
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    // The file may be left from a start that was interrupted, with other rights.
    await file.chmod(0o600);
    await file.writeFile(`${token}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return token;
};

/**
 * The token of this machine's administrator, in a file that only its owner reads: made at the first
 * start, and made again when the file is damaged. Delete the file and start again for a new one.
 */
export const openAdminToken = async (path: string): Promise<AdminToken> => {
  const known = await readToken(path);
  if (known !== undefined) await chmod(path, 0o600);
  const expected = digest(known ?? (await writeToken(path)));
  return { matches: (offered) => timingSafeEqual(digest(offered), expected) };
};
