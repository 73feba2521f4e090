import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sensors } from "@datacityzen/hardware/sensors";
import type { StationConfig } from "@datacityzen/hardware/wire/station-config";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openRemoteConfig } from "./remote-config.ts";

const ID = "sds011-58d9";
const SILENCE = 60_000;

const file = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "config.json");
};

/** A station with one sensor that spoke just now, and whose clock a test moves. */
const open = (path = file()) => {
  const station = { now: 1000, lastValue: 1000, applied: [] as (StationConfig | undefined)[] };
  const remote = openRemoteConfig({
    path,
    monotonic: () => station.now,
    sensorOf: (id) => (id === ID ? { sensor: sensors.sds011, canSleep: true } : undefined),
    sensors: () => [{ id: ID, lastValue: station.lastValue, longestSilenceMs: SILENCE }],
    apply: (config) => void station.applied.push(config),
    onOutcome: () => {},
    log: pino({ level: "silent" }),
  });
  const send = (config: unknown) => remote.receive(Buffer.from(JSON.stringify(config)));
  const after = (ms: number, { isSpeaking }: { readonly isSpeaking: boolean }) => {
    station.now += ms;
    if (isSpeaking) station.lastValue = station.now;
    remote.look();
  };
  return { path, station, remote, send, after };
};

const speaking = { isSpeaking: true };
const silent = { isSpeaking: false };

test("a configuration is tried, and kept once the sensors have gone on speaking", () => {
  const { path, station, remote, send, after } = open();
  const config = { version: 3, every: 300_000 };
  send(config);
  expect(station.applied).toEqual([config]);
  after(SILENCE, speaking);
  expect(remote.outcome()).toEqual({ version: 3, state: "trial" });
  after(SILENCE, speaking);
  expect(remote.outcome()).toEqual({ version: 3, state: "applied" });
  expect(open(path).remote.current()).toEqual(config);
});

test("one that silences a sensor is rolled back to the one before, and not tried again", () => {
  const { path, station, remote, send, after } = open();
  const good = { version: 1, every: 60_000 };
  send(good);
  after(2 * SILENCE, speaking);
  const bad = { version: 2, sensors: { [ID]: { duty: { on: 60_000, every: 600_000 } } } };
  send(bad);
  after(2 * SILENCE, silent);
  expect(station.applied).toEqual([good, bad, good]);
  expect(remote.outcome()).toEqual({
    version: 2,
    state: "rolled_back",
    detail: `silent since then: ${ID}`,
  });
  send(bad);
  expect(station.applied).toHaveLength(3);
  expect(open(path).remote.current()).toEqual(good);
});

test("a first one that silences a sensor gives the station's own settings back", () => {
  const { station, send, after } = open();
  send({ version: 1, every: 1000 });
  after(2 * SILENCE, silent);
  expect(station.applied.at(-1)).toBeUndefined();
});

test("a cut of power during the trial begins the trial anew", () => {
  const first = open();
  first.send({ version: 1, every: 1000 });
  const { station, remote, after } = open(first.path);
  expect(remote.current()).toEqual({ version: 1, every: 1000 });
  after(2 * SILENCE, silent);
  expect(remote.outcome()).toMatchObject({ version: 1, state: "rolled_back" });
  expect(station.applied).toEqual([undefined]);
});

test("a sensor that was silent before is no reason to go back", () => {
  const { station, remote, send, after } = open();
  station.now += 2 * SILENCE;
  send({ version: 1, every: 60_000 });
  after(2 * SILENCE, silent);
  expect(remote.outcome()).toEqual({ version: 1, state: "applied" });
});

test.each([
  ["an unknown field", { version: 5, port: "/dev/ttyUSB9" }, /port/],
  ["the station's name", { version: 5, label: "school" }, /label/],
  ["a path", { version: 5, sensors: { [ID]: { path: "/dev/ttyUSB9" } } }, /path/],
  ["a command", { version: 5, sensors: { [ID]: { command: "aab4" } } }, /command/],
  ["a cadence of nothing", { version: 5, every: 0 }, /every/],
  [
    "an offset that is no number",
    { version: 5, sensors: { [ID]: { offsets: { pm2_5: "1" } } } },
    /offsets/,
  ],
  ["a quantity that is none", { version: 5, sensors: { [ID]: { offsets: { pm3: 1 } } } }, /pm3/],
  [
    "too short a turn",
    { version: 5, sensors: { [ID]: { duty: { on: 5000, every: 600_000 } } } },
    /35 s/,
  ],
])("%s is refused, with the reason, and what was in force stays", (_, config, detail) => {
  const { station, remote, send } = open();
  send(config);
  expect(remote.outcome()).toMatchObject({
    version: 5,
    state: "refused",
    detail: expect.stringMatching(detail),
  });
  expect(station.applied).toEqual([]);
  expect(remote.current()).toBeUndefined();
});

test("an older version, the same again, nothing and garbage change nothing that is in force", () => {
  const { station, remote, send, after } = open();
  const config = { version: 7, every: 60_000 };
  send(config);
  after(2 * SILENCE, speaking);
  send({ version: 6, every: 1000 });
  send(config);
  remote.receive(new Uint8Array());
  expect(remote.outcome()).toEqual({ version: 7, state: "applied" });
  remote.receive(Buffer.from("garbage"));
  expect(remote.outcome()).toMatchObject({ version: 0, state: "refused" });
  send({ version: 6, every: 1000 });
  expect(station.applied).toEqual([config]);
  expect(remote.current()).toEqual(config);
});

test("a damaged file is the station's own settings", () => {
  const path = file();
  writeFileSync(path, '{"applied":{"version":"x"}}');
  expect(open(path).remote.current()).toBeUndefined();
});
