import { expect, test } from "vitest";
import { describeCare, isWorn } from "./line-texts.ts";

/** Spaces that do not break count as spaces here. */
const plain = (texts: readonly string[]) => texts.map((text) => text.replaceAll(/\s/g, " "));

test("the hours of a sensor are told with what is left, and nearly worn it says so", () => {
  const young = { model: "sds011", hours: 1240, life: 8000 };
  expect(isWorn(young)).toBe(false);
  expect(plain(describeCare(young, "fr"))).toEqual([
    "SDS011 : 1 240 h de travail sur les 8 000 que son fabricant annonce, soit encore 9 mois sans repos.",
  ]);
  const old = { ...young, hours: 7200 };
  expect(isWorn(old)).toBe(true);
  expect(describeCare(old, "en")).toEqual([
    "SDS011: 7,200 h of work of the 8,000 that its maker gives it: have the next one ready.",
  ]);
});

test("what a CO₂ sensor was told of calibrating itself is told; of other sensors nothing", () => {
  expect(describeCare({ model: "mhz19b", selfCalibration: "off" }, "en")).toEqual([
    "MH-Z19B: self-calibration off.",
  ]);
  expect(plain(describeCare({ model: "mhz19b", selfCalibration: "on" }, "fr"))).toEqual([
    "MH-Z19B : auto-étalonnage en marche, il lui faut souvent de l'air frais.",
  ]);
  expect(describeCare({ model: "bme280" }, "en")).toEqual([]);
});
