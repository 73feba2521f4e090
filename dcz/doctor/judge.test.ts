import { expect, test } from "vitest";
import type { Facts } from "./facts.ts";
import { type Finding, judge } from "./judge.ts";

const NOW = Date.UTC(2026, 10, 24);

const healthy: Facts = {
  wear: [],
  wrongSettings: [],
  node: { running: "26.10.0", pinned: "26.10.0" },
  packages: { count: 40, wrong: [] },
  ports: [{ variable: "HTTP_PORT", port: 8080, owner: "cloud", state: { kind: "free" } }],
  health: [{ owner: "cloud", kind: "ok" }],
  serial: { devices: [], wanted: [], replays: true },
  pseudoTerminalFault: undefined,
  disk: { folder: "/srv/data", freeBytes: 20e9, syncMs: 8 },
  records: {
    kind: "own",
    folder: "/srv/data/records",
    freeBytes: 20e9,
    programs: { ok: true, major: 18 },
    writtenBy: 18,
    server: { ok: true, version: "18.4", applied: 8, known: 8, missing: [] },
  },
  clock: { now: NOW, source: "ntp", installedAt: NOW - 1000 },
};

const findings = (changes: Partial<Facts>): Finding[] => judge({ ...healthy, ...changes }, "en");
const unwell = (changes: Partial<Facts>) => findings(changes).filter(({ level }) => level !== "ok");

test("a healthy machine has nothing but ok, in both languages", () => {
  for (const language of ["fr", "en"] as const)
    expect(new Set(judge(healthy, language).map(({ level }) => level))).toEqual(new Set(["ok"]));
});

test("whatever is not ok comes with a remedy", () => {
  const bad: Facts = {
    wear: [{ sensor: "sds011-58d9", hours: 7900, life: 8000 }],
    wrongSettings: ["HTTP_PORT must be a whole number."],
    node: { running: "20.1.0", pinned: "26.10.0" },
    packages: { count: 40, wrong: [{ name: "mqtt", wanted: "5.16.0" }] },
    ports: (["forbidden", "no_address", "used"] as const).map((kind) => ({
      variable: "HTTP_PORT",
      port: 80,
      owner: "cloud",
      state: { kind },
    })),
    health: [
      { owner: "cloud", kind: "silent" },
      { owner: "gateway", kind: "degraded", detail: "disk" },
      { owner: "gateway", kind: "strange", detail: "404" },
    ],
    serial: {
      devices: [{ path: "/dev/ttyUSB1", allowed: false }],
      wanted: [
        { model: "sds011", path: "/dev/ttyUSB0", exists: false, allowed: false, console: false },
      ],
      replays: false,
    },
    pseudoTerminalFault: "no devpts",
    disk: { folder: "/srv/data", freeBytes: 1e6, fault: "EROFS" },
    records: {
      kind: "own",
      folder: "/srv/data/records",
      freeBytes: 1e6,
      programs: { ok: false, reason: "there is no postgres" },
      server: { ok: false, reason: "no answer" },
    },
    clock: { now: 0, source: "free", installedAt: NOW },
  };
  for (const language of ["fr", "en"] as const) {
    const all = judge(bad, language);
    const unwellOnes = all.filter(({ check }) => check !== "records folder");
    expect(unwellOnes.every(({ level, remedy }) => level !== "ok" && (remedy ?? "") !== "")).toBe(
      true,
    );
    expect(unwellOnes).toHaveLength(19);
  }
});

test("another Node than the pinned one is a problem", () => {
  expect(unwell({ node: { running: "20.20.2", pinned: "26.10.0" } })).toMatchObject([
    { check: "node", level: "problem", message: "Node 20.20.2 runs; Node 26.10.0 is needed" },
  ]);
});

test("missing and different packages are named", () => {
  const wrong = [
    { name: "mqtt", wanted: "5.16.0" },
    { name: "zod", wanted: "4.6.7", found: "3.0.0" },
  ];
  expect(unwell({ packages: { count: 40, wrong } })[0]?.message).toContain(
    "mqtt missing (5.16.0), zod 3.0.0 (4.6.7)",
  );
});

const portUsed = (state: { command?: string; pid?: number }, kind: "ok" | "silent") => ({
  ports: [
    {
      variable: "HTTP_PORT",
      port: 8080,
      owner: "cloud" as const,
      state: { kind: "used" as const, ...state },
    },
  ],
  health: [{ owner: "cloud" as const, kind }],
});

test("a port that our own process holds is ok, one that another holds is a problem", () => {
  expect(unwell(portUsed({ command: "node cloud/src/main.ts" }, "ok"))).toEqual([]);
  expect(unwell(portUsed({}, "ok"))).toEqual([]);
  expect(unwell(portUsed({ command: "apache2 -k start", pid: 77 }, "silent"))[0]).toMatchObject({
    check: "port HTTP_PORT",
    level: "problem",
    message: "port 8080 taken by apache2 -k start (process 77)",
    remedy: "stop that program, or choose another port: HTTP_PORT=…",
  });
});

test("a process that is not started is no problem, one that is unwell is", () => {
  const level = (kind: "silent" | "degraded") =>
    unwell({ health: [{ owner: "cloud", kind, detail: "x" }] })[0]?.level;
  expect([level("silent"), level("degraded")]).toEqual(["attention", "problem"]);
});

const wanted = (changes: object) => ({
  serial: {
    devices: [{ path: "/dev/ttyUSB1", byId: "/dev/serial/by-id/usb-1", allowed: true }],
    wanted: [
      {
        model: "sds011",
        path: "/dev/ttyUSB0",
        exists: true,
        allowed: true,
        console: false,
        ...changes,
      },
    ],
    replays: false,
  },
});

test("a sensor's device must exist, be ours to open, and be nobody's console", () => {
  expect(unwell(wanted({}))).toEqual([]);
  expect(unwell(wanted({ exists: false }))[0]?.remedy).toContain("/dev/serial/by-id/usb-1");
  // A bus that is off is no adapter that could be plugged in.
  for (const [path, remedy] of [
    ["/dev/i2c-1:0x76", "do_i2c 0"],
    ["/dev/spidev0.0", "do_spi 0"],
    ["/sys/bus/w1/devices", "do_onewire 0"],
    ["/dev/serial0", "do_serial_hw 0"],
  ] as const)
    expect(unwell(wanted({ path, exists: false }))[0]?.remedy).toContain(remedy);
  expect(unwell(wanted({ allowed: false, group: "uucp" }))[0]?.remedy).toContain("-aG uucp");
  expect(unwell(wanted({ console: true }))[0]?.remedy).toContain("raspi-config");
});

test("a device that no sensor names only asks for attention", () => {
  const devices = [{ path: "/dev/ttyACM0", allowed: false, group: "dialout" }];
  expect(unwell({ serial: { devices, wanted: [], replays: true } })).toMatchObject([
    { level: "attention", remedy: 'sudo usermod -aG dialout "$USER", then log in again' },
  ]);
});

test("pseudo terminals matter to who replays", () => {
  const level = (replays: boolean) =>
    unwell({
      pseudoTerminalFault: "no devpts",
      serial: { devices: [], wanted: [], replays },
    })[0]?.level;
  expect([level(true), level(false)]).toEqual(["problem", "attention"]);
});

test("a disk gets full before it is full", () => {
  const level = (freeBytes: number) =>
    findings({ disk: { folder: "/srv", freeBytes, syncMs: 1 } }).find(
      ({ check }) => check === "disk",
    )?.level;
  expect([5e9, 5e8, 5e7].map(level)).toEqual(["ok", "attention", "problem"]);
});

test("a disk that cannot be written is a problem, a slow one asks for attention", () => {
  const write = (disk: object) => unwell({ disk: { folder: "/srv", freeBytes: 5e9, ...disk } })[0];
  expect(write({ fault: "EACCES" })).toMatchObject({ check: "disk write", level: "problem" });
  expect(write({ fault: "ENOSPC" })?.remedy).toContain("full");
  expect(write({ syncMs: 900 })?.level).toBe("attention");
});

test("a clock before the installation is wrong, one that nobody sets asks for attention", () => {
  const level = (clock: Facts["clock"]) => unwell({ clock })[0]?.level;
  expect(level({ now: 0, source: "ntp", installedAt: NOW })).toBe("problem");
  expect(level({ now: NOW, source: "free", installedAt: NOW - 1 })).toBe("attention");
});

const own = (changes: object) => ({ records: { ...healthy.records, ...changes } as never });
const serverOf = (changes: object) =>
  own({ server: { ok: true, version: "18.4", applied: 8, known: 8, missing: [], ...changes } });

test("a folder of another PostgreSQL is a problem, whose remedy depends on which is newer", () => {
  const [older, newer] = [15, 19].map((writtenBy) => unwell(own({ writtenBy }))[0]);
  expect(older?.remedy).toContain("dcz backup");
  expect(newer?.remedy).toContain("update this program");
});

test("migrations that wait are ok, those of another version are a problem", () => {
  expect(unwell(serverOf({ applied: 5 }))).toEqual([]);
  expect(unwell(serverOf({ refusal: "they hold 12" }))[0]).toMatchObject({
    check: "records migrations",
    level: "problem",
  });
});

test("an old server and missing extensions are problems", () => {
  expect(
    unwell(serverOf({ version: "14.2", missing: ["unaccent"] })).map(({ check }) => check),
  ).toEqual(["records server", "records extensions"]);
});

test("records that were switched off are ok, and wrong settings are reported elsewhere", () => {
  expect(unwell({ records: { kind: "off" } })).toEqual([]);
  expect(unwell({ records: undefined })).toEqual([]);
});

/** A sensor of the box that was heard, and what it said. */
const heard = (
  model: string,
  path: string,
  values: NonNullable<Facts["serial"]["wanted"][number]["heard"]>["values"],
): Facts["serial"]["wanted"][number] => ({
  ...{ model, path, exists: true, allowed: true, console: false },
  heard: {
    line: { port: path, model, state: "speaking", bytes: 100 },
    ...{ measured: 5, refused: {}, values, lastBytes: "" },
  },
});
const besides = (...wanted: Facts["serial"]["wanted"]) =>
  unwell({ serial: { devices: [], wanted, replays: false } }).map(({ check, message, remedy }) => [
    check,
    message,
    remedy,
  ]);

test("two sensors of one box that cannot both be right are told; what cheap sensors differ by is not", () => {
  expect(
    besides(
      heard("sds011", "/dev/ttyUSB0", { pm2_5: 12 }),
      heard("pmsx003", "/dev/ttyUSB1", { pm2_5: 8 }),
      heard("bme280", "/dev/i2c-1", { temperature: 21, humidity: 45 }),
      heard("scd4x", "/dev/i2c-1", { temperature: 24, humidity: 38 }),
    ),
  ).toEqual([]);
  const [[check, message, remedy] = []] = besides(
    heard("bme280", "/dev/i2c-1", { temperature: 21 }),
    heard("scd4x", "/dev/i2c-1", { temperature: 35 }),
  );
  expect(check).toBe("neighbours temperature");
  expect(message).toMatch(/bme280 \(\/dev\/i2c-1\) T 21 °C, scd4x \(\/dev\/i2c-1\) T 35 °C/);
  expect(remedy).toMatch(/^one of the two is wrong/);
});

test("of three, the one that is far from the others is named", () => {
  const [[, , remedy] = []] = besides(
    heard("sds011", "/dev/ttyUSB0", { pm10: 14 }),
    heard("pmsx003", "/dev/ttyUSB1", { pm10: 15 }),
    heard("sps30", "/dev/ttyUSB2", { pm10: 160 }),
  );
  expect(remedy).toMatch(/^sps30 \(\/dev\/ttyUSB2\) is far from the others/);
});

test("a sensor that has worked nearly as long as it can is told, with what is left", () => {
  expect(unwell({ wear: [{ sensor: "sds011-58d9", hours: 7199, life: 8000 }] })).toEqual([]);
  expect(unwell({ wear: [{ sensor: "sds011-58d9", hours: 7200, life: 8000 }] })).toMatchObject([
    { check: "wear sds011-58d9", level: "attention", message: expect.stringContaining("7,200 h") },
  ]);
});
