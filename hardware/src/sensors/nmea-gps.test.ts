import fc from "fast-check";
import { expect, test } from "vitest";
import { joined } from "../bytes.ts";
import { xor } from "../checksums.ts";
import { createDeframer } from "../framing.ts";
import { nmeaGps } from "./nmea-gps.ts";

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const sentence = (content: string): Uint8Array => {
  const bytes = ascii(content);
  const check = xor(bytes, 0, bytes.length).toString(16).padStart(2, "0");
  return joined(ascii("$"), bytes, ascii(`*${check}\r\n`));
};
const decode = (content: string) => nmeaGps.decode(sentence(content));

const rmc = (date: string, status = "A", mode = "A", clock = "083559.50") =>
  `GNRMC,${clock},${status},4450.26400,N,00034.75200,W,0.004,77.52,${date},,,${mode}`;

test("time is given with a valid fix and a date that can be", () => {
  const decoded = decode(rmc("091126"));
  expect(decoded).toMatchObject({ ok: true, values: {} });
  expect(decoded.ok && decoded.time).toBe(Date.UTC(2026, 10, 9, 8, 35, 59, 500));
});

test.each([
  ["1024 weeks behind", "260307"],
  ["the receiver's own beginning", "060180"],
  ["a day that no month has", "310226"],
  ["a month that no year has", "011326"],
  ["a year too far ahead", "010170"],
  ["no date", ""],
])("a date of %s gives a position and no time", (_, date) => {
  const decoded = decode(rmc(date));
  if (!decoded.ok) throw new Error(decoded.reason);
  expect(decoded.position?.latitude).toBeCloseTo(44.83773, 5);
  expect(decoded.position?.longitude).toBeCloseTo(-0.5792, 5);
  expect(decoded.time).toBeUndefined();
});

test.each([
  ["status V", rmc("091126", "V", "N")],
  ["mode N", rmc("091126", "A", "N")],
  ["dead reckoning", rmc("091126", "A", "E")],
  ["a simulator", rmc("091126", "A", "S")],
  ["61 minutes of arc", rmc("091126").replace("4450.26400", "4461.26400")],
  ["a latitude beyond the pole", rmc("091126").replace("4450.26400", "9150.26400")],
  ["no position", "GPRMC,083559.00,A,,,,,0.0,0.0,091126,,,A"],
  ["a fix of quality 0", "GPGGA,083559.00,4450.264,N,00034.752,W,0,00,99.9,12.0,M,49.0,M,,"],
  ["a simulated fix", "GPGGA,083559.00,4450.264,N,00034.752,W,8,08,1.0,12.0,M,49.0,M,,"],
])("%s is no fix", (_, content) => {
  expect(decode(content)).toEqual({ ok: false, reason: "no_fix" });
});

test("sentences of no concern, and of makers, are replies", () => {
  for (const content of [
    "GPGSV,1,1,01,12,55,120,42",
    "GPVTG,77.52,T,,M,0.004,N,0.008,K,A",
    "PUBX,00,1",
  ])
    expect(decode(content)).toEqual({ ok: false, reason: "reply" });
});

test("a last line without its line end is read when the stream ends", () => {
  const line = sentence(rmc("091126"));
  for (const missing of [1, 2]) {
    const deframer = createDeframer(nmeaGps.framing);
    expect(deframer.push(line.subarray(0, -missing))).toEqual([]);
    expect(deframer.end().map(({ ok }) => ok)).toEqual([true]);
  }
});

test("degrees and minutes come out as degrees", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 89 }),
      fc.integer({ min: 0, max: 59_999_99 }),
      fc.constantFrom("N", "S"),
      (degrees, minutes, hemisphere) => {
        const text = `${String(degrees).padStart(2, "0")}${(minutes / 100_000).toFixed(5).padStart(8, "0")}`;
        const decoded = decode(rmc("091126").replace("4450.26400,N", `${text},${hemisphere}`));
        if (!decoded.ok) throw new Error(decoded.reason);
        const expected = degrees + minutes / 6_000_000;
        expect(decoded.position?.latitude).toBeCloseTo(
          hemisphere === "S" ? -expected : expected,
          9,
        );
      },
    ),
  );
});
