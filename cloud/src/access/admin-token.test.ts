import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openAdminToken } from "./admin-token.ts";

const place = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-token-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "cloud", "admin-token");
};

const mode = async (path: string) => (await stat(path)).mode & 0o777;

test("the token is made once, for its owner alone, and kept", async () => {
  const path = await place();
  const first = await openAdminToken(path);
  const token = (await readFile(path, "utf8")).trim();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await mode(path)).toBe(0o600);
  expect(first.matches(token)).toBe(true);
  expect(first.matches(`${token}x`)).toBe(false);
  expect(first.matches("")).toBe(false);
  await chmod(path, 0o644);
  expect((await openAdminToken(path)).matches(token)).toBe(true);
  expect(await mode(path)).toBe(0o600);
});

test("a damaged file is no token: a new one is made", async () => {
  const path = await place();
  await openAdminToken(path);
  for (const damaged of ["", "short\n", "\0".repeat(43)]) {
    await writeFile(path, damaged);
    const made = await openAdminToken(path);
    expect(made.matches(damaged.trim())).toBe(false);
    expect(made.matches((await readFile(path, "utf8")).trim())).toBe(true);
  }
});
