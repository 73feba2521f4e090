import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  forgetOldSecret,
  type IdentityFiles,
  openIdentity,
  renewSecret,
} from "./board-identity.ts";
import { isProvenName, Secret } from "./device/secret.ts";

const BOARD = "/board";
const PATH = "/data/identity.json";

/** A device's files in memory, with what its board says of itself. */
const machine = (serial: string | undefined) => {
  const kept = new Map<string, string>();
  let drawn = 0;
  const files: IdentityFiles = {
    read: (path) => (path === BOARD ? serial : kept.get(path)),
    save: (path, text) => void kept.set(path, text),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    randomBytes: (count) => new Uint8Array(count).fill(++drawn),
  };
  const open = (boards: readonly string[] = ["/absent", BOARD], chosen?: string) =>
    openIdentity({ prefix: "station", kind: "edge", path: PATH, boards, files, chosen });
  return {
    open,
    kept,
    files,
    becomes: (other: string | undefined) => {
      serial = other;
    },
  };
};

test("a name is drawn at the first start and kept, with nothing of the board in it", () => {
  const { open, kept } = machine("10000000a1b2c3d4\0");
  const first = open();
  expect(isProvenName(first.name)).toBe(true);
  expect(Secret.safeParse(first.secret).success).toBe(true);
  expect(first).not.toHaveProperty("changed");
  expect(open()).toEqual(first);
  expect(kept.get(PATH)).not.toContain("a1b2c3d4");
});

test("a copy on another board gets a new name, once, and says whose copy it is", () => {
  const { open, becomes } = machine("10000000a1b2c3d4");
  const { name, secret } = open();
  becomes("10000000fffffff");
  const { changed, ...copy } = open();
  expect(changed).toEqual({ reason: "copied", from: name });
  expect(copy.name).not.toBe(name);
  expect(copy.secret).not.toBe(secret);
  // Readings that the copy brought along are sent under the name that they have.
  expect(copy.earlier).toEqual([{ name, secret }]);
  expect(open()).toEqual(copy);
});

test("a box that was prepared has the name and the label of its file, and its copies are known", () => {
  const { open, kept, becomes } = machine("10000000a1b2c3d4");
  const secret = "5e".repeat(32);
  kept.set(PATH, JSON.stringify({ name: "station-prepared", secret }));
  const first = open();
  expect(first).toMatchObject({ name: "station-prepared", secret });
  expect(first).not.toHaveProperty("changed");
  expect(open()).toEqual(first);
  becomes("10000000fffffff");
  expect(open()).toMatchObject({ changed: { reason: "copied", from: "station-prepared" } });
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
        const { changed, ...rest } = first;
        expect(changed).toEqual({ reason: "damaged" });
        expect(open()).toEqual(rest);
      },
    ),
  );
});

test("a device of before keeps its name and gets a secret", () => {
  const { open, kept } = machine("1");
  kept.set(PATH, '{"name":"station-k3v9x0qz"}');
  const opened = open();
  expect(opened.name).toBe("station-k3v9x0qz");
  expect(opened).not.toHaveProperty("changed");
  expect(open()).toEqual(opened);
});

test("a name that somebody chose stays on a copy, whose secret is another one", () => {
  const { open, becomes } = machine("1");
  const first = open([BOARD], "garden");
  expect(first.name).toBe("garden");
  becomes("2");
  const copy = open([BOARD], "garden");
  expect(copy.name).toBe("garden");
  expect(copy.secret).not.toBe(first.secret);
});

test("a new secret goes with the one before until a broker knows it; name and label stay", () => {
  const { open, files } = machine("10000000a1b2c3d4");
  expect(renewSecret(files, PATH)).toBe("none");
  const first = open();
  expect(renewSecret(files, PATH)).toBe("renewed");
  const second = open();
  const { secret: drawn } = first;
  expect(second).toEqual({ ...first, secret: second.secret, before: drawn, first: drawn });
  expect(Secret.safeParse(second.secret).success).toBe(true);
  expect(second.secret).not.toBe(first.secret);
  // A broker may have met the second: a third that only the first proves could be refused for ever.
  expect(renewSecret(files, PATH)).toBe("waiting");
  expect(open()).toEqual(second);
  // Of a program that started before the secret was renewed.
  forgetOldSecret(files, PATH, first.secret);
  expect(open()).toEqual(second);
  forgetOldSecret(files, PATH, second.secret);
  expect(open()).toEqual({ ...first, secret: second.secret, first: drawn });
  expect(renewSecret(files, PATH)).toBe("renewed");
  // In its hash the name ends, however often it is replaced.
  expect(open()).toMatchObject({ before: second.secret, first: drawn });
});
