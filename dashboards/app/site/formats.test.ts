import { expect, test } from "vitest";
import { formatsFor } from "./formats.ts";

const fr = formatsFor("fr", "Europe/Paris");
const en = formatsFor("en", "Europe/Paris");
/** No-break spaces as plain ones: which of them is used changes with the locale data's version. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

test("a figure has its quantity's decimals in the reader's notation", () => {
  expect(plain(fr.figure(1234.56, 1))).toBe("1 234,6");
  expect(en.figure(1234.56, 1)).toBe("1,234.6");
  expect(en.figure(12, 2)).toBe("12.00");
});

test("a number beyond all measure stays short", () => {
  expect(fr.figure(1e308, 1)).toBe("1,0E308");
  expect(en.figure(-1.26e300, 1)).toBe("-1.3E300");
  expect(en.figure(123_456_789, 0)).toBe("123,456,789");
});

test("a value that rounds to zero has no sign", () => {
  expect(fr.figure(-0.04, 1)).toBe("0,0");
  expect(fr.figure(-0.06, 1)).toBe("-0,1");
});

test("a share is rounded down, so that only a complete day reads 100 %", () => {
  expect(plain(fr.share(0.9999))).toBe("99 %");
  expect(plain(fr.share(1))).toBe("100 %");
  expect(en.share(0.94)).toBe("94%");
});

test("an age uses the largest unit that it fills", () => {
  expect(plain(fr.age(12_400))).toBe("il y a 12 s");
  expect(plain(fr.age(59_999))).toBe("il y a 59 s");
  expect(plain(fr.age(60_000))).toBe("il y a 1 min");
  expect(plain(fr.age(7_200_000))).toBe("il y a 2 h");
  expect(plain(en.age(3 * 86_400_000))).toBe("3 days ago");
});

test("a reading from a clock that runs ahead has age zero, not a future", () => {
  expect(plain(fr.age(-5_000))).toBe("il y a 0 s");
});

test("times are shown in the territory's zone, summer and winter", () => {
  expect(fr.clock(Date.UTC(2026, 0, 15, 12))).toBe("13:00");
  expect(fr.clock(Date.UTC(2026, 6, 15, 12))).toBe("14:00");
  expect(en.clock(Date.UTC(2026, 6, 14, 22, 5))).toBe("00:05");
  expect(plain(fr.moment(Date.UTC(2026, 10, 24, 13, 35)))).toBe("mardi 24 novembre 2026 à 14:35");
});

test("a length of time in words", () => {
  expect(plain(fr.duration(300_000))).toBe("5 minutes");
  expect(plain(en.duration(3_600_000))).toBe("1 hour");
});

test("the two hours called 02:00 in the night when clocks go back have different names", () => {
  expect(plain(fr.clock(Date.UTC(2026, 9, 25, 0)))).toBe("02:00 UTC+2");
  expect(plain(fr.clock(Date.UTC(2026, 9, 25, 1)))).toBe("02:00 UTC+1");
  expect(plain(en.clock(Date.UTC(2026, 9, 25, 1)))).toBe("02:00 UTC+1");
  expect(fr.clock(Date.UTC(2026, 9, 25, 2))).toBe("03:00");
});
