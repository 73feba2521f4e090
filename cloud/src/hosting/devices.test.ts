import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { may } from "../access/may.ts";
import { boxOf } from "./box.fixture.ts";
import { deviceFile } from "./device-file.ts";
import { type DevicesParts, openDevices } from "./devices.ts";
import { sha256 } from "./proofs.ts";

const secretOf = (seed: string) => boxOf(seed).secret;
const nameOf = (seed: string, kind?: "station" | "gateway") => boxOf(seed, kind).name;

const HERE = "127.0.0.1";
const AWAY = "203.0.113.7";

const open = async (parts: Partial<DevicesParts> = {}, folder?: string) => {
  const own = folder ?? mkdtempSync(join(tmpdir(), "dcz-devices-"));
  if (folder === undefined) onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  const path = join(own, "devices.json");
  const now = () => 1_790_000_000_000;
  const log = pino({ level: "silent" });
  const devices = await openDevices({
    file: deviceFile(path, { now, log }),
    key: Buffer.alloc(32, 1),
    unproved: "machine",
    before: () => [],
    ...{ now, log },
    ...parts,
  });
  onTestFinished(() => devices.close());
  const connect = (userName: string | undefined, secret?: string, address = AWAY) =>
    devices.authenticate({
      ...{ clientId: "c", userName, address },
      password: secret === undefined ? undefined : Buffer.from(secret),
    });
  return { devices, connect, path, folder: own };
};

test("a name that a secret proves is for that secret alone, from the first connection on", async () => {
  const { connect, devices } = await open();
  const name = nameOf("roof");
  for (const address of [HERE, AWAY]) {
    expect(connect(name, undefined, address)).toBeUndefined();
    expect(connect(name, secretOf("other"), address)).toBeUndefined();
    expect(connect(name, "", address)).toBeUndefined();
  }
  expect(devices.has(name)).toBe(false);
  expect(connect(name, secretOf("roof"))).toMatchObject({ kind: "station", id: name });
  expect(devices.find(name)).toMatchObject({ state: "waiting" });
  expect(connect(name, secretOf("other"))).toBeUndefined();
});

test("a name that somebody chose belongs to the first who proves it", async () => {
  const { connect } = await open();
  expect(connect("garden", "a secret of mine")).toBeDefined();
  expect(connect("garden", "guessed")).toBeUndefined();
  expect(connect("garden", undefined, HERE)).toBeUndefined();
  const nobody = connect(undefined, undefined, HERE);
  expect(nobody && may(nobody, "station.publish", { station: "garden" })).toBe(false);
  expect(nobody && may(nobody, "station.publish", { station: "shed" })).toBe(true);
});

test("guesses and foreign secrets never open a name", async () => {
  const { connect } = await open();
  connect("garden", "a secret of mine");
  const name = nameOf("roof");
  connect(name, secretOf("roof"));
  fc.assert(
    fc.property(fc.constantFrom("garden", name), fc.string(), (station, guess) => {
      fc.pre(guess !== "a secret of mine");
      expect(connect(station, guess)).toBeUndefined();
    }),
  );
});

test.each([
  ["machine", HERE, true],
  ["machine", AWAY, false],
  ["anywhere", AWAY, true],
  ["nowhere", HERE, false],
] as const)("without a secret, where %s may: from %s %s", async (unproved, address, allowed) => {
  const { connect } = await open({ unproved });
  for (const user of ["garden", "gateway:house", undefined])
    expect(connect(user, undefined, address) !== undefined).toBe(allowed);
});

test("what was known before devices had secrets goes on, until it proves its name", async () => {
  const before = () => [
    { name: "station-k3v9x0qz", isGateway: false },
    { name: "house", isGateway: true },
  ];
  const { connect, devices } = await open({ before });
  expect(connect("station-k3v9x0qz")).toBeDefined();
  expect(connect("gateway:house")).toBeDefined();
  expect(devices.isShown("station-k3v9x0qz")).toBe(true);
  expect(connect("gateway:house", secretOf("house"))).toBeDefined();
  expect(connect("gateway:house")).toBeUndefined();
  expect(connect("station-k3v9x0qz", secretOf("k3"))).toBeDefined();
  expect(connect("station-k3v9x0qz")).toBeUndefined();
});

test("a gateway relays what proved itself to it, and nothing of others", async () => {
  const { connect, devices } = await open();
  const [first, second] = ["a", "b"].map((seed) =>
    connect(`gateway:${nameOf(seed, "gateway")}`, secretOf(seed)),
  );
  if (first === undefined || second === undefined) throw new Error("a gateway was refused");
  const name = nameOf("roof");
  const { proof, code, word } = boxOf("roof");
  const introduction = { proof, label: { code, word } };
  expect(may(first, "station.publish", { station: name })).toBe(false);
  expect(devices.introduce(second, name, { proof: sha256("guess") })).toContain("another secret");
  expect(devices.introduce(first, name, introduction)).toBeUndefined();
  expect(may(first, "station.publish", { station: name })).toBe(true);
  expect(may(second, "station.publish", { station: name })).toBe(false);
  // It says how it is under its own name.
  expect(may(first, "station.publish", { station: nameOf("a", "gateway") })).toBe(true);
  expect(devices.find(name)).toMatchObject({
    state: "waiting",
    label: { code: expect.any(String) },
  });
});

test("a revoked secret counts no more, for ever, and a retired name is nobody's", async () => {
  const { connect, devices, folder } = await open();
  const name = nameOf("roof");
  connect(name, secretOf("roof"), HERE);
  const known = devices.find(name);
  if (known === undefined) throw new Error("it is not known");
  devices.revoke(known.hashes);
  devices.put(name, { ...known, hashes: [] });
  expect(connect(name, secretOf("roof"))).toBeUndefined();
  await devices.close();
  const again = await open({}, folder);
  expect(again.connect(name, secretOf("roof"))).toBeUndefined();
  again.devices.put("garden", { ...known, hashes: [], state: "retired" });
  expect(again.connect("garden", "mine", HERE)).toBeUndefined();
  expect(again.connect("garden", undefined, HERE)).toBeUndefined();
});

test("the copy on disk is for its owner alone, holds no secret, and is found again", async () => {
  const { connect, devices, path, folder } = await open();
  const secret = secretOf("roof");
  connect(nameOf("roof"), secret);
  await devices.close();
  const text = readFileSync(path, "utf8");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { code, word } = boxOf("roof");
  for (const hidden of [secret, code, word]) expect(text).not.toContain(hidden);
  const again = await open({}, folder);
  expect(again.devices.find(nameOf("roof"))).toEqual(devices.find(nameOf("roof")));
  expect(again.connect(nameOf("roof"), secret)).toBeDefined();
});

test("the waiting room has an end, for one sender and for all", async () => {
  const limits = { waiting: 5, waitingOfSender: 3, gateways: 10, gatewaysOfStation: 2 };
  const { connect, devices } = await open({ limits });
  const admitted = (address: string, from: number) =>
    Array.from({ length: 4 }, (_, index) => `${from + index}`).filter(
      (seed) => connect(nameOf(seed), secretOf(seed), address) !== undefined,
    ).length;
  expect(admitted(AWAY, 0)).toBe(3);
  expect(admitted("203.0.113.8", 10)).toBe(2);
  expect([...devices.stations()]).toHaveLength(5);
  // A full waiting room keeps no station of this machine out.
  expect(connect(nameOf("here"), secretOf("here"), HERE)).toBeDefined();
});

test("a damaged file is put aside, and stations prove their names again", async () => {
  const { connect, devices, path, folder } = await open();
  const name = nameOf("roof");
  expect(connect(name, secretOf("roof"))).toBeDefined();
  await devices.close();
  const whole = readFileSync(path, "utf8");
  for (const damaged of [
    "",
    whole.slice(0, -20),
    whole.replace("version", "versipn"),
    "\0".repeat(99),
  ]) {
    writeFileSync(path, damaged);
    const again = await open({}, folder);
    expect(readFileSync(`${path}.damaged-1790000000000`, "utf8")).toBe(damaged);
    expect(again.connect(name, secretOf("other"))).toBeUndefined();
    expect(again.connect(name, secretOf("roof"))).toMatchObject({ kind: "station", id: name });
    await again.devices.close();
  }
});
