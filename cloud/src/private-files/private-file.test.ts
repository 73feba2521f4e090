import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openKey, openSecretText } from "./key-file.ts";
import { readIfThere, writePrivateFile } from "./private-file.ts";

const place = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-private-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "cloud", "file");
};

const mode = async (path: string) => (await stat(path)).mode & 0o777;

test("a private file is for its owner alone, replaced whole, and leaves nothing beside it", async () => {
  const path = await place();
  expect(await readIfThere(path)).toBeUndefined();
  await writePrivateFile(path, "one");
  expect([await readIfThere(path), await mode(path)]).toEqual(["one", 0o600]);
  await chmod(path, 0o644);
  await writePrivateFile(path, "two");
  expect([await readIfThere(path), await mode(path)]).toEqual(["two", 0o600]);
  expect(await readdir(dirname(path))).toEqual(["file"]);
});

test("a draft that was left, with other rights or as a link to another's file, is not written into", async () => {
  const path = await place();
  await writePrivateFile(path, "one");
  await writeFile(`${path}.new`, "left", { mode: 0o644 });
  await writePrivateFile(path, "two");
  expect([await readIfThere(path), await mode(path)]).toEqual(["two", 0o600]);
  const other = `${path}-of-another`;
  await writeFile(other, "theirs");
  await symlink(other, `${path}.new`);
  await writePrivateFile(path, "three");
  expect(await readFile(other, "utf8")).toBe("theirs");
  expect(await readIfThere(path)).toBe("three");
});

test("a file that cannot be read is no file that is missing", async () => {
  const path = await place();
  await writePrivateFile(path, "one");
  await expect(readIfThere(dirname(path))).rejects.toThrow("EISDIR");
});

test("a secret is drawn once; a damaged file gets another one", async () => {
  const path = await place();
  const secret = await openSecretText(path);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await openSecretText(path)).toBe(secret);
  expect(await openKey(path)).toEqual(Buffer.from(secret, "base64url"));
  await writeFile(path, secret.slice(1));
  const again = await openSecretText(path);
  expect(again).not.toBe(secret);
  expect(await mode(path)).toBe(0o600);
});
