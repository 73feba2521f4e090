import { expect, test } from "vitest";
import { keepPlace, placeInCookie, placeText, readPlace } from "./kept-place.ts";

test("a position is rounded to 0.01° wherever it is read", () => {
  const place = readPlace("44.837789~-0.579180");
  expect(place).toEqual({ kind: "point", lat: 44.84, lon: -0.58 });
  expect(place && placeText(place)).toBe("44.84~-0.58");
});

test("a place that was kept is found again among other cookies", () => {
  const commune = { kind: "territory", key: "fr-commune-33063" } as const;
  const [kept] = keepPlace(commune).split(";");
  expect(placeInCookie(`lang=fr; ${kept}`)).toEqual(commune);
  expect(placeInCookie("lang=fr")).toBeUndefined();
  expect(placeInCookie(null)).toBeUndefined();
});

test.each(["91~0", "1~181", "44", "../x", "", "a b", "fr-commune-3306 3"])(
  "%j is no place",
  (text) => {
    expect(readPlace(text)).toBeUndefined();
  },
);
