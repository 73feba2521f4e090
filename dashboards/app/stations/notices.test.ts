import { expect, test } from "vitest";
import { allTexts } from "../i18n/all-texts.ts";
import { linesKey, noticesOf, noticesOfRows } from "./notices.ts";

const at = Date.UTC(2026, 10, 24, 12);
const everyMs = 10_000;
const quiet = { clockDoubtful: false };
const health = (rejected: { [sensor: string]: { [reason: string]: number } }, dropped = 0) => ({
  ...quiet,
  health: { uptime: 36_000, waiting: 0, dropped, rejected },
});

test("a station with nothing to report has no notice", () => {
  expect(noticesOf(quiet, everyMs, at)).toEqual([]);
  expect(noticesOf(health({}), everyMs, at)).toEqual([]);
});

test("a notice says for a day what was kept aside", () => {
  const quarantined = {
    messages: 2,
    at: new Date(at).toISOString(),
    reason: "malformed",
    detail: "…",
  } as const;
  const told = { kind: "aside", reason: "malformed", messages: 2, at };
  expect(noticesOf({ ...quiet, quarantined }, everyMs, at + 86_399_999)).toEqual([told]);
  expect(noticesOf({ ...quiet, quarantined }, everyMs, at + 86_400_000)).toEqual([]);
});

test("a notice says that the clock cannot be trusted", () => {
  expect(noticesOf({ clockDoubtful: true }, everyMs, at)).toEqual([{ kind: "clock" }]);
});

test("a few damaged frames in ten hours are usual, one in twenty is not", () => {
  expect(noticesOf(health({ sds011: { checksum: 100 } }), everyMs, at)).toEqual([]);
  expect(noticesOf(health({ sds011: { checksum: 200 } }), everyMs, at)).toEqual([
    { kind: "rejected", sensor: "sds011", reason: "checksum", count: 200 },
  ]);
});

test("for a reason that these pages do not know, the notice says that the message could not be read", () => {
  expect(noticesOf(health({ sds011: { of_tomorrow: 900 } }), everyMs, at)).toMatchObject([
    { reason: "other" },
  ]);
});

test("warming up is no fault, batches that were given up are", () => {
  expect(noticesOf(health({ mhz19b: { warming_up: 900 } }, 3), everyMs, at)).toEqual([
    { kind: "dropped", count: 3 },
  ]);
});

test("two devices with one name are reported, and lines say more than counts", () => {
  const lines = [{ port: "/dev/ttyUSB0", model: "sds011", state: "silent" as const, bytes: 0 }];
  const told = health({ sds011: { checksum: 900 } });
  expect(
    noticesOf({ ...told, health: { ...told.health, takeovers: 4, lines } }, everyMs, at),
  ).toEqual([{ kind: "duplicate_name" }]);
});

test("two devices that the cloud sees under one name are reported once, for a day after the last attempt", () => {
  const last = new Date(at).toISOString();
  const station = { ...quiet, nameConflict: { since: new Date(at - 9e8).toISOString(), last } };
  const told = [{ kind: "duplicate_name" }];
  expect(noticesOf(station, everyMs, at + 86_399_999)).toEqual(told);
  expect(noticesOf(station, everyMs, at + 86_400_000)).toEqual([]);
  const both = { ...station, health: { ...health({}).health, takeovers: 4 } };
  expect(noticesOf(both, everyMs, at)).toEqual(told);
});

test("the lines' key changes with what is to be done, not with the bytes that come", () => {
  const line = { port: "/dev/ttyUSB0", model: "sds011", state: "silent" as const, bytes: 0 };
  const key = (more: object) =>
    linesKey({ health: { ...health({}).health, lines: [{ ...line, ...more }] } });
  expect(key({ bytes: 99 })).toBe(key({}));
  expect(key({ advice: "noise" })).not.toBe(key({}));
});

const HOUR = 3_600_000;
const online = { at: at - 1000, received: at - 500 };
const heard = {
  rows: [
    { sensor: "sds011", at: at - 1000, flags: [] },
    { sensor: "bme280", at: at - HOUR, flags: [] },
  ],
  every: { sds011: 10_000, bme280: 60_000, mhz19b: 60_000 },
  facts: { everyMs: 60_000, reading: online },
  firstSeen: at - HOUR,
  told: [],
};

test("a notice names a sensor that gives nothing while the others give, and one that never gave", () => {
  expect(noticesOfRows(heard, at)).toEqual([
    { kind: "sensor_silent", sensor: "bme280", since: at - HOUR },
    { kind: "sensor_silent", sensor: "mhz19b", since: undefined },
  ]);
  expect(noticesOfRows({ ...heard, firstSeen: at - 60_000 }, at)).toHaveLength(1);
});

test("a sensor is not told as silent where its line tells more, between deliveries, or with a silent station", () => {
  expect(noticesOfRows({ ...heard, told: ["bme280", "mhz19b"] }, at)).toEqual([]);
  expect(noticesOfRows({ ...heard, facts: { ...heard.facts, deliveryMs: HOUR / 2 } }, at)).toEqual(
    [],
  );
  expect(noticesOfRows({ ...heard, facts: { everyMs: 60_000 } }, at)).toEqual([]);
});

test("times that were corrected are explained for a day", () => {
  const rows = [{ sensor: "sds011", at: at - 1000, flags: ["clock_repaired"] as const }];
  const repaired = { ...heard, rows, every: {} };
  expect(noticesOfRows(repaired, at)).toEqual([{ kind: "clock_repaired" }]);
  expect(noticesOfRows(repaired, at + 24 * HOUR)).toEqual([]);
});

test("every notice says what to do: it has more than one sentence", () => {
  const { asideCount_one, asideCount_other, title, line, mistake, ...told } = allTexts.fr.notice;
  const sentences = (tree: object): string[] =>
    Object.values(tree).flatMap((one) => (typeof one === "string" ? [one] : sentences(one)));
  const alone = sentences(told).filter((text) => text.split(/[.;:] /).length < 2);
  expect(alone).toEqual([]);
});
