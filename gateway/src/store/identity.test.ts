import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openIdentity } from "./identity.ts";

const boardIn = (folder: string, serial: string): string => {
  const file = join(folder, "serial-number");
  writeFileSync(file, `${serial}\0`);
  return file;
};

test("a name is drawn at the first start, kept, and differs from machine to machine", () => {
  const folder = temporaryFolder();
  const board = boardIn(folder, "10000000a1b2c3d4");
  const { name, changed } = openIdentity(folder, [join(folder, "absent"), board]);
  expect(name).toMatch(/^gateway-[a-z2-9]{8}$/);
  expect(changed).toBeUndefined();
  expect(openIdentity(folder, [board])).toEqual({ name });
  expect(openIdentity(temporaryFolder(), [board]).name).not.toBe(name);
  expect(readFileSync(join(folder, "identity.json"), "utf8")).not.toContain("a1b2c3d4");
});

test("a copied card becomes a new gateway and says which one it was", () => {
  const folder = temporaryFolder();
  const board = boardIn(folder, "10000000a1b2c3d4");
  const { name } = openIdentity(folder, [board]);
  boardIn(folder, "10000000ffffffff");
  const copy = openIdentity(folder, [board]);
  expect(copy.changed).toEqual({ reason: "copied", from: name });
  expect(copy.name).not.toBe(name);
  expect(openIdentity(folder, [board])).toEqual({ name: copy.name });
});

test("a board that does not tell its number keeps its name", () => {
  const folder = temporaryFolder();
  const board = boardIn(folder, "10000000a1b2c3d4");
  const { name } = openIdentity(folder, [board]);
  boardIn(folder, "");
  expect(openIdentity(folder, [board])).toEqual({ name });
  const nameless = temporaryFolder();
  const first = openIdentity(nameless, []);
  expect(openIdentity(nameless, [board])).toEqual({ name: first.name });
});

test.each(["", "{", "{}", "\0\0\0\0", '{"name":"A B"}', '{"name":"ab","board":3}'])(
  "a damaged file (%j) gives a new name, and says so",
  (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "identity.json"), text);
    const { name, changed } = openIdentity(folder, []);
    expect(name).toMatch(/^gateway-/);
    expect(changed).toEqual({ reason: "damaged" });
    expect(openIdentity(folder, [])).toEqual({ name });
  },
);
