import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

const BYTES = 32;
const FORM = /^[\w-]{43}\n?$/;

/**
 * The key that encrypts what waits to leave, in a file that only its owner reads: made at the first start.
 * A backup does not hold it: messages that wait are not sent again from a backup.
 */
export const openKey = async (path: string): Promise<Buffer> => {
  const known = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (FORM.test(known)) {
    await chmod(path, 0o600);
    return Buffer.from(known.trim(), "base64url");
  }
  const key = randomBytes(BYTES);
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${key.toString("base64url")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return key;
};
