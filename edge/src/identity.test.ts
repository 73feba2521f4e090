import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openIdentity } from "./identity.ts";

// The rules are hardware's (board-identity.test.ts); here are the files.

test("the name is kept in a file that a copied card brings along, and the copy says so", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-edge-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const board = join(folder, "serial-number");
  writeFileSync(board, "10000000a1b2c3d4\0");
  const first = openIdentity(join(folder, "data"), [join(folder, "absent"), board]);
  const { name } = first;
  expect(name).toMatch(/^station-[0-9a-hjkmnp-tv-z]{16}$/);
  expect(openIdentity(join(folder, "data"), [board])).toEqual(first);
  // It holds the secret: nobody else reads it.
  expect(statSync(join(folder, "data", "identity.json")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "data", "identity.json"), "utf8")).not.toContain("a1b2c3d4");
  writeFileSync(board, "10000000ffffffff");
  expect(openIdentity(join(folder, "data"), [board]).changed).toEqual({
    reason: "copied",
    from: name,
  });
});

test("an empty file, as a cut of power may leave it, is said to be damaged", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-edge-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "identity.json"), "");
  const { changed, ...kept } = openIdentity(folder, []);
  expect(changed).toEqual({ reason: "damaged" });
  expect(openIdentity(folder, [])).toEqual(kept);
});

test("a link that stands where the new file is drafted is not followed", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-edge-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const elsewhere = join(folder, "of-somebody-else");
  writeFileSync(elsewhere, "theirs");
  symlinkSync(elsewhere, join(folder, "identity.json.new"));
  const { changed, ...kept } = openIdentity(folder, []);
  expect(changed).toBeUndefined();
  expect(readFileSync(elsewhere, "utf8")).toBe("theirs");
  expect(openIdentity(folder, [])).toEqual(kept);
});
