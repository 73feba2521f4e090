import fc from "fast-check";
import { expect, test } from "vitest";
import { createInstantReader, numberIn } from "./text-fields.ts";

const numberOf = (text: string): number => {
  const bytes = Buffer.from(`x${text}y`);
  return numberIn(bytes, 1, bytes.length - 1);
};

const instantOf = (text: string): number => {
  const bytes = Buffer.from(`x${text}y`);
  return createInstantReader()(bytes, 1, bytes.length - 1);
};

test("a number is the one that JavaScript reads, to the last bit", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      for (const text of [String(value), value.toExponential(), value.toFixed(4)])
        expect(Object.is(numberOf(text), Number(text))).toBe(true);
    }),
  );
});

test("what is no finite number is none", () => {
  for (const text of [
    "",
    "-",
    ".",
    "1,5",
    "1.2.3",
    "NaN",
    "Infinity",
    "1e999",
    "0x10",
    " 1",
    "--1",
  ])
    expect(numberOf(text)).toBeNaN();
  expect(numberOf(".5")).toBe(0.5);
  expect(numberOf("-12.")).toBe(-12);
});

const date = fc.date({
  min: new Date("1980-01-07T00:00:00Z"),
  max: new Date("2099-12-31T00:00:00Z"),
  noInvalidDate: true,
});

test("an instant is the one that its text names", () => {
  fc.assert(
    fc.property(date, (moment) => {
      const text = moment.toISOString();
      expect(instantOf(text)).toBe(moment.getTime());
      const second = Math.floor(moment.getTime() / 1000) * 1000;
      expect(instantOf(`${text.slice(0, 19)}Z`)).toBe(second);
      expect(instantOf(`${text.slice(0, -1)}+02:00`)).toBe(moment.getTime() - 7_200_000);
      expect(instantOf(String(moment.getTime()))).toBe(moment.getTime());
    }),
  );
});

test("a time without an offset, one that is no time, and one that no clock gave are none", () => {
  for (const text of [
    ...["2026-11-27T12:00:00", "2026-11-27", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z"],
    ...["2026-11-27T24:00:00Z", "2026-11-27T12:60:00Z", "1764244800", "1970-01-01T00:00:00Z", "x"],
  ])
    expect(instantOf(text), text).toBeNaN();
});
