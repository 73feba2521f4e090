import fc from "fast-check";
import { expect, test } from "vitest";
import { type IdentityFiles, openIdentity } from "./board-identity.ts";

const BOARD = "/board";
const PATH = "/data/identity.json";

/** A device's files in memory, with what its board says of itself. */
const machine = (serial: string | undefined) => {
  const kept = new Map<string, string>();
  let drawn = 0;
  const files: IdentityFiles = {
    read: (path) => (path === BOARD ? serial : kept.get(path)),
    save: (path, text) => void kept.set(path, text),
    sha256: (text) => `hash of ${text.length} letters, ${text.charCodeAt(text.length - 1)}`,
    randomBytes: (count) => new Uint8Array(count).fill(++drawn),
  };
  const open = (boards: readonly string[] = ["/absent", BOARD]) =>
    openIdentity({ prefix: "station", kind: "edge", path: PATH, boards, files });
  return {
    open,
    kept,
    becomes: (other: string | undefined) => {
      serial = other;
    },
  };
};

test("a name is drawn at the first start and kept, with nothing of the board in it", () => {
  const { open, kept } = machine("10000000a1b2c3d4\0");
  const first = open();
  expect(first).toEqual({ name: expect.stringMatching(/^station-[a-z2-9]{8}$/) });
  expect(open()).toEqual(first);
  expect(kept.get(PATH)).not.toContain("a1b2c3d4");
});

test("a copy on another board gets a new name, once, and says whose copy it is", () => {
  const { open, becomes } = machine("10000000a1b2c3d4");
  const { name } = open();
  becomes("10000000fffffff");
  const copy = open();
  expect(copy).toEqual({ name: expect.any(String), changed: { reason: "copied", from: name } });
  expect(copy.name).not.toBe(name);
  expect(open()).toEqual({ name: copy.name });
});

test("a board that does not say its number proves nothing", () => {
  const { open, becomes } = machine("10000000a1b2c3d4");
  const first = open();
  for (const silent of [undefined, "", "\0", " "]) {
    becomes(silent);
    expect(open()).toEqual(first);
  }
  const nameless = machine(undefined);
  const drawn = nameless.open();
  nameless.becomes("10000000a1b2c3d4");
  expect(nameless.open()).toEqual(drawn);
});

test("whatever stands in the file, there is a name, and a damaged one is said", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "{", "\0\0", '{"name":"A B"}')),
      (text) => {
        const { open, kept } = machine("1");
        kept.set(PATH, text);
        const first = open();
        expect(first.changed).toEqual({ reason: "damaged" });
        expect(open()).toEqual({ name: first.name });
      },
    ),
  );
});
