import { expect, test } from "vitest";
import { opcBins, opcEdges } from "./quantities/particles.ts";
import { bandLevels, thirdOctaves } from "./quantities/sound.ts";
import { type Quantity, QuantityName, quantities } from "./quantities.ts";

const all = Object.entries(quantities as Readonly<Record<string, Quantity>>);

test("every quantity says what it is, in two languages", () => {
  for (const [name, quantity] of all) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(quantity.symbol).not.toBe("");
    expect(quantity.unit).not.toBe("");
    expect(quantity.plausible[0], name).toBeLessThan(quantity.plausible[1]);
    expect(quantity.digits).toBeGreaterThanOrEqual(0);
    expect(quantity.name.fr, name).toMatch(/^\p{Lu}/u);
    expect(quantity.name.en, name).toMatch(/^\p{Lu}/u);
    expect(QuantityName.safeParse(name).success).toBe(true);
  }
});

test("no two quantities share a name in a language", () => {
  for (const language of ["fr", "en"] as const) {
    const names = all.map(([, { name }]) => name[language]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

test("no two quantities claim one name of a platform, save Home Assistant's classes", () => {
  for (const platform of [
    "sensorCommunity",
    "openSenseMap",
    "smartCitizen",
    "airGradient",
    "eea",
  ] as const) {
    const ids = all.flatMap(([, { identifiers }]) => identifiers?.[platform]?.id ?? []);
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      platform,
    ).toEqual([]);
  }
});

test("levels are averaged by energy, directions on a circle", () => {
  expect(quantities.laeq.averaging).toBe("energetic");
  expect(quantities.leq_1000_hz.averaging).toBe("energetic");
  expect(quantities.lamax.averaging).toBe("maximum");
  expect(quantities.lamin.averaging).toBe("minimum");
  expect(quantities.wind_direction.averaging).toBe("circular");
  const levels = all.filter(([, { unit }]) => unit.startsWith("dB[SPL]"));
  expect(levels.filter(([, { averaging }]) => averaging === "circular")).toEqual([]);
});

test("third-octave bands go from 25 Hz to 16 kHz by the tenth root of ten, rounded as the standard does", () => {
  expect(thirdOctaves).toHaveLength(29);
  for (const [index, hertz] of thirdOctaves.entries()) {
    const exact = 1000 * 10 ** ((index - 16) / 10);
    expect(Number(hertz) / exact).toBeCloseTo(1, 1);
    expect(quantities).toHaveProperty(bandLevels[index] ?? "");
  }
});

test("the bins of the OPC-N3 join without a gap", () => {
  expect(opcBins).toHaveLength(24);
  expect(opcEdges).toHaveLength(25);
  expect(quantities.n_opc_from_0_35.name.en).toBe("Particles from 0.35 to 0.46 µm");
  expect(quantities.n_opc_from_37.name.en).toBe("Particles from 37 to 40 µm");
});

test("Sensor.Community's P1 is PM10 and its P2 is PM2.5", () => {
  expect(quantities.pm10.identifiers?.sensorCommunity?.id).toBe("P1");
  expect(quantities.pm2_5.identifiers?.sensorCommunity?.id).toBe("P2");
});

test("names in French elide where French does", () => {
  expect(quantities.pollen_alnus.name.fr).toBe("Pollen d'aulne");
  expect(quantities.pollen_fagus.name.fr).toBe("Pollen de hêtre");
});
