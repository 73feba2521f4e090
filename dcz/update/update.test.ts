import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type Box, Busy, openBox, type Trial } from "./box.ts";
import { Lock, packagesOf } from "./packages.ts";
import { lackOf, readFigures, type Seen, watch } from "./proof.ts";
import { isLater, type Release, readPublicKey, readRelease, signRelease } from "./release.ts";
import { finishTrial, type Machine } from "./trial.ts";

const release: Release = {
  ...{ format: 1, version: "0.2.0", platform: "linux-arm64", archive: "d-0.2.0.tar.gz" },
  ...{ bytes: 10, sha256: "0".repeat(64), unpacked: 20, made: "2026-11-28T10:00:00Z" },
};
const pair = generateKeyPairSync("ed25519");

test("what was signed is read; with any byte changed, or another key, it is not", () => {
  const signed = signRelease(release, pair.privateKey);
  expect(readRelease(signed, pair.publicKey)).toEqual({ ok: true, release });
  const other = generateKeyPairSync("ed25519").publicKey;
  expect(readRelease(signed, other)).toEqual({ ok: false, reason: "signature" });
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = signed.slice(0, at) + String.fromCharCode(code) + signed.slice(at + 1);
      const read = readRelease(changed, pair.publicKey);
      // White space between fields, and the unused last bits of Base64, say the same.
      if (read.ok) expect(read.release).toEqual(release);
    }),
  );
  for (const text of ["", "null", "[]", "{}", "x".repeat(100_000)])
    expect(readRelease(text, pair.publicKey)).toEqual({ ok: false, reason: "form" });
});

test("a box takes a public key of Ed25519 and nothing else", () => {
  const pem = (key: typeof pair.publicKey) => String(key.export({ type: "spki", format: "pem" }));
  expect(readPublicKey(pem(pair.publicKey))).toBeDefined();
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  expect(readPublicKey(pem(rsa))).toBeUndefined();
  const secret = String(pair.privateKey.export({ type: "pkcs8", format: "pem" }));
  expect(readPublicKey(secret)).toBeUndefined();
  expect(readPublicKey("")).toBeUndefined();
});

test("versions are compared by their numbers, and one with a word comes before the one without", () => {
  const order = ["0.1.0", "0.2.0-rc.1", "0.2.0", "0.9.9", "0.10.0", "1.0.0-beta", "1.0.0"];
  for (const [at, a] of order.entries())
    for (const [beside, b] of order.entries()) expect(isLater(a, b), `${a} ${b}`).toBe(at > beside);
});

const figures = (changes: Partial<Record<"version" | "kept" | "sent" | "up", unknown>> = {}) => {
  const { version = "0.2.0", kept = 3, sent = 2, up = 1 } = changes;
  return `dcz_gateway_build_info{version="${version}"} 1
dcz_gateway_messages_total{kind="readings"} ${kept}
dcz_gateway_messages_total{kind="status"} 9
dcz_gateway_relayed_total 7
dcz_gateway_relayed_readings_total ${sent}
dcz_gateway_cloud_up ${up}
process_start_time_seconds 1795860671.9
`;
};

test("the figures of a gateway say what it has kept and what was acknowledged", () => {
  expect(readFigures(figures())).toEqual({
    ...{ version: "0.2.0", kept: 3, acknowledged: 2, cloudIsUp: true, started: 1795860671.9 },
  });
  expect(readFigures("<html>")).toBeUndefined();
  const expected = { version: "0.2.0", expected: "acknowledged" } as const;
  const lack = (text: string | undefined) =>
    lackOf(text === undefined ? undefined : readFigures(text), expected);
  expect(lack(figures())).toBeUndefined();
  expect(lack(undefined)).toBe("silent");
  expect(lack(figures({ version: "0.1.0" }))).toBe("other_version");
  expect(lack(figures({ kept: 0 }))).toBe("no_readings");
  expect(lack(figures({ sent: 0 }))).toBe("not_acknowledged");
});

/** Watches what is seen at each second of ten minutes. */
const watchOf = async (at: (second: number) => Seen | undefined) => {
  let second = 0;
  return watch({
    ...{ version: "0.2.0", expected: "acknowledged", withinMs: 600_000 },
    look: async () => at(second),
    elapsedMs: () => second * 1000,
    pause: async (ms) => {
      second += ms / 1000;
    },
  });
};

test("one process must prove itself and go on: what starts anew each half minute is not kept", async () => {
  const good: Seen = {
    ...{ version: "0.2.0", kept: 1, acknowledged: 1, cloudIsUp: true, started: 1 },
  };
  expect(await watchOf(() => good)).toBeUndefined();
  expect(await watchOf((second) => (second < 590 ? undefined : good))).toBeUndefined();
  expect(await watchOf((second) => (second < 610 ? undefined : good))).toBe("silent");
  expect(await watchOf((second) => ({ ...good, started: Math.floor(second / 30) }))).toBe(
    "restarts",
  );
  expect(await watchOf(() => ({ ...good, acknowledged: 0 }))).toBe("not_acknowledged");
  // A page that does not answer once is no restart.
  expect(await watchOf((second) => (second % 10 === 4 ? undefined : good))).toBeUndefined();
});

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-versions-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const version of ["0.1.0", "0.2.0"]) mkdirSync(join(folder, version));
  for (const link of ["current", "kept"]) symlinkSync("0.1.0", join(folder, link));
  return folder;
};

const trial: Trial = {
  ...{ version: "0.2.0", from: "0.1.0", expected: "acknowledged", withinMs: 600_000, begun: 0 },
};

class Cut extends Error {}

/** A box whose power is cut at its n-th step: a link, a note, the first look. */
const cutAt = (
  box: Box,
  isGood: boolean,
  n: number,
  tellHouse: Machine["noteFailed"] = () => {},
) => {
  let left = n;
  const step = () => {
    if (left-- === 0) throw new Cut();
  };
  let second = 0;
  const machine: Machine = {
    restart: async () => undefined,
    noteWayBack: step,
    noteFailed: (failed) => {
      step();
      tellHouse(failed);
    },
    now: () => 0,
    look: async () => {
      if (second === 0) step();
      return isGood
        ? { version: "0.2.0", kept: 1, acknowledged: 1, cloudIsUp: true, started: 1 }
        : undefined;
    },
    elapsedMs: () => second * 1000,
    pause: async (ms) => {
      second += ms / 1000;
    },
  };
  const cut: Box = {
    ...box,
    point: (...words) => {
      step();
      box.point(...words);
    },
    write: (state) => {
      step();
      box.write(state);
    },
  };
  return { cut, machine };
};

test.each([true, false])(
  "power that is cut twice, at any two steps, changes no outcome (good: %s)",
  async (isGood) => {
    const final = isGood ? "0.2.0" : "0.1.0";
    for (let first = 0; first < 10; first++) {
      const box = openBox(temporary());
      box.write({ ...box.read(), trial });
      const told: Parameters<Machine["noteFailed"]>[0][] = [];
      for (const n of [first, (first * 5) % 10, 1000]) {
        const { cut, machine } = cutAt(box, isGood, n, (failed) => told.push(failed));
        await finishTrial(cut, machine, () => undefined).catch((error: unknown) => {
          if (!(error instanceof Cut)) throw error;
        });
        // Whatever happened, there is a version to start, and one that watches.
        expect(["0.1.0", "0.2.0"]).toContain(box.link("current"));
        expect(["0.1.0", final]).toContain(box.link("kept"));
      }
      expect(box.link("current")).toBe(final);
      expect(box.link("kept")).toBe(final);
      expect(box.read().trial).toBeUndefined();
      const failed = { version: "0.2.0", runs: "0.1.0", at: 0, why: "silent" };
      expect(told.at(-1)).toEqual(isGood ? undefined : failed);
      expect(told).not.toHaveLength(0);
      expect(Object.keys(box.read().reverted)).toEqual(isGood ? [] : ["0.2.0"]);
      box.close();
    }
  },
);

test("a machine that stops at each trial goes back after three", async () => {
  const box = openBox(temporary());
  box.write({ ...box.read(), trial });
  for (let boot = 0; boot < 3; boot++) {
    const { cut, machine } = cutAt(box, true, 2);
    await expect(finishTrial(cut, machine, () => undefined)).rejects.toThrow(Cut);
    expect(box.link("current")).toBe("0.2.0");
  }
  const { cut, machine } = cutAt(box, true, 1000);
  expect(await finishTrial(cut, machine, () => undefined)).toBe(false);
  expect(box.link("current")).toBe("0.1.0");
  expect(box.read().reverted).toMatchObject({ "0.2.0": { why: "interrupted" } });
  box.close();
});

test("why a version was not kept is told in words that the platform has; that somebody asked for it is no failure", async () => {
  for (const [failed, why] of [
    ["asked", undefined],
    ["not_acknowledged", "not_acknowledged"],
    ["restart: Unit datacityzen-gateway.service not found.", "not_restarted"],
    ["a word of a later version", "other"],
  ] as const) {
    const box = openBox(temporary());
    box.write({ ...box.read(), trial: { ...trial, failed } });
    const told: unknown[] = [];
    const { cut, machine } = cutAt(box, false, 1000, (one) => told.push(one?.why));
    expect(await finishTrial(cut, machine, () => undefined)).toBe(false);
    expect(told).toEqual([why]);
    box.close();
  }
});

test("two updates are not under way at a time, and a state that is damaged is begun anew", () => {
  const folder = temporary();
  const box = openBox(folder);
  expect(() => openBox(folder)).toThrow(Busy);
  writeFileSync(join(folder, "update.json"), "{ torn");
  expect(box.read()).toEqual({ reverted: {}, pinned: false });
  box.close();
  openBox(folder).close();
});

test("a copy that broke off stays for the next try, until a version as late runs", () => {
  const folder = temporary();
  const box = openBox(folder);
  for (const name of [".0.2.0.tar.gz", ".0.1.0.tar.gz", ".0.2.0.partial", ".current.new"])
    writeFileSync(join(folder, name), "half");
  box.tidy();
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([".0.2.0.tar.gz"]);
  box.point("current", "0.2.0");
  box.tidy();
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  box.close();
});

test("a release has what its workspaces need, found where Node would find it, and no more", () => {
  const tree = mkdtempSync(join(tmpdir(), "dcz-packages-"));
  onTestFinished(() => rmSync(tree, { recursive: true }));
  const lock = Lock.parse({
    packages: {
      "": { dependencies: { a: "1", "@w/inner": "1" } },
      inner: { dependencies: { b: "1" }, optionalDependencies: { gone: "1" } },
      "node_modules/@w/inner": { link: true, resolved: "inner" },
      "node_modules/a": { dependencies: { b: "2", large: "1" } },
      "node_modules/a/node_modules/b": {},
      "node_modules/b": { peerDependencies: { a: "1" } },
      "node_modules/gone": {},
      "node_modules/large": { dependencies: { only: "1" } },
      "node_modules/only": {},
      "node_modules/unused": {},
    },
  });
  const there = Object.keys(lock.packages).filter((path) => path !== "" && !/gone/.test(path));
  for (const path of there) mkdirSync(join(tree, path), { recursive: true });
  const asked = { workspaces: [""], without: /^large$/ };
  expect(packagesOf(tree, lock, asked)).toEqual([
    "node_modules/@w/inner",
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/b",
  ]);
  rmSync(join(tree, "node_modules/b"), { recursive: true });
  expect(() => packagesOf(tree, lock, asked)).toThrow("inner needs b");
});
