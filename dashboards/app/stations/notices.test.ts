import { expect, test } from "vitest";
import { linesKey, noticesOf } from "./notices.ts";

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

test("what was kept aside is told for a day", () => {
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

test("a clock that cannot be trusted is told", () => {
  expect(noticesOf({ clockDoubtful: true }, everyMs, at)).toEqual([{ kind: "clock" }]);
});

test("a few damaged frames in ten hours are usual, one in twenty is not", () => {
  expect(noticesOf(health({ sds011: { checksum: 100 } }), everyMs, at)).toEqual([]);
  expect(noticesOf(health({ sds011: { checksum: 200 } }), everyMs, at)).toEqual([
    { kind: "rejected", sensor: "sds011", reason: "checksum", count: 200 },
  ]);
});

test("a reason that these pages do not know is told as one that could not be read", () => {
  expect(noticesOf(health({ sds011: { of_tomorrow: 900 } }), everyMs, at)).toMatchObject([
    { reason: "other" },
  ]);
});

test("warming up is no fault, batches that were given up are", () => {
  expect(noticesOf(health({ mhz19b: { warming_up: 900 } }, 3), everyMs, at)).toEqual([
    { kind: "dropped", count: 3 },
  ]);
});

test("two devices with one name are told, and lines say more than counts", () => {
  const lines = [{ port: "/dev/ttyUSB0", model: "sds011", state: "silent" as const, bytes: 0 }];
  const told = health({ sds011: { checksum: 900 } });
  expect(
    noticesOf({ ...told, health: { ...told.health, takeovers: 4, lines } }, everyMs, at),
  ).toEqual([{ kind: "duplicate_name" }]);
});

test("the lines' key changes with what is to be done, not with the bytes that come", () => {
  const line = { port: "/dev/ttyUSB0", model: "sds011", state: "silent" as const, bytes: 0 };
  const key = (more: object) =>
    linesKey({ health: { ...health({}).health, lines: [{ ...line, ...more }] } });
  expect(key({ bytes: 99 })).toBe(key({}));
  expect(key({ advice: "noise" })).not.toBe(key({}));
});
