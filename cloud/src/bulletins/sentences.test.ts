import fc from "fast-check";
import { expect, test } from "vitest";
import { taxonKeys } from "../quality/pollen/taxa.ts";
import type { BulletinFacts } from "./facts.ts";
import { sentencesOf } from "./sentences.ts";

const DAY = 86_400_000;
const TO = Date.UTC(2026, 10, 28, 6);

const facts = (more: Partial<BulletinFacts> = {}): BulletinFacts => ({
  ...{ from: TO - DAY, to: TO, zone: "Europe/Paris", origin: "measured", aroundMetres: null },
  ...{ stations: 0, judged: 0, silent: 0, completeness: null },
  ...{ air: null, particles: null, noise: null, pollen: null },
  ...more,
});

const whole = facts({
  ...{ stations: 5, judged: 4, silent: 1, completeness: 0.9375, aroundMetres: 5000 },
  air: {
    level: 3,
    levels: [
      { level: 2, stations: 1 },
      { level: 3, stations: 2 },
      { level: 4, stations: 1 },
    ],
    worst: { station: "quai", name: "Quai des Marques", level: 4 },
    fromParticlesOnly: true,
  },
  particles: { value: 21.4, stations: 4, guideline: 15 },
  noise: { lden: 61.5, stations: 2, above: 1, guideline: 53 },
  pollen: { taxon: "poaceae", value: 42, level: 2, at: TO - DAY },
});

const textOf = (given: BulletinFacts, language: "fr" | "en"): string =>
  sentencesOf(given)
    .map((one) => one[language])
    .join("\n");

test("a whole day is told in French, to be read aloud", () => {
  expect(textOf(whole, "fr")).toMatchInlineSnapshot(`
    "Ce bulletin parle des 24 heures avant 7 h, le samedi 28 novembre.
    L'air a été dégradé : niveau 3 sur 6.
    Il a été moyen à 1 station, dégradé à 2 stations, mauvais à 1 station.
    Le moins bon, mauvais, niveau 4 sur 6, a été mesuré à la station « Quai des Marques ».
    Particules fines : 21,4 microgrammes par mètre cube en moyenne, valeur médiane de 4 stations. L'OMS conseille de ne pas dépasser 15 en un jour : c'est dépassé.
    Bruit du jour, du soir et de la nuit : 61,5 décibels. L'OMS conseille de rester sous 53 décibels près des routes : 1 station sur 2 atteint ce niveau.
    Pollens, graminées : niveau modéré, 2 sur 4. Le comptage du vendredi 27 novembre a trouvé 42 grains par mètre cube.
    Sortez et bougez comme d'habitude.
    Si vous êtes sensible : en cas de symptômes, faites moins d'efforts intenses dehors.
    Personne ne mesure ici même : ce sont les stations à moins de 5 kilomètres.
    Stations qui comptent pour l'air : 4 sur 5, avec 94 % de leurs heures.
    Stations qui n'envoient plus rien : 1 sur 5.
    Le niveau suit l'échelle de l'indice ATMO, à partir des particules seules. Ce n'est pas l'indice officiel."
  `);
});

test("and in English", () => {
  expect(textOf(whole, "en")).toMatchInlineSnapshot(`
    "This bulletin is about the 24 hours before 7:00 on Saturday 28 November.
    The air was moderate: level 3 of 6.
    It was fair at 1 station, moderate at 2 stations, poor at 1 station.
    The worst, poor, level 4 of 6, was measured at the station “Quai des Marques”.
    Fine particles: 21.4 micrograms per cubic metre on average, the median of 4 stations. WHO advises not to exceed 15 in a day: that is exceeded.
    Noise of day, evening and night: 61.5 decibels. WHO advises staying below 53 decibels near roads: 1 of 2 stations reach that level.
    Pollen, grasses: moderate, level 2 of 4. The count of Friday 27 November found 42 grains per cubic metre.
    Enjoy your usual outdoor activities.
    If you are sensitive: consider reducing intense outdoor activities if you experience symptoms.
    Nobody measures right here: these are the stations within 5 kilometres.
    Stations that count for the air: 4 of 5, with 94% of their hours.
    Stations that send nothing any more: 1 of 5.
    The level follows the scale of the ATMO index, from particles only. It is not the official index."
  `);
});

test("where nobody measures, each thing is said not to be known, and no advice is given", () => {
  expect(textOf(facts(), "fr")).toMatchInlineSnapshot(`
    "Ce bulletin parle des 24 heures avant 7 h, le samedi 28 novembre.
    On ne sait pas comment était l'air : aucune station ne mesure ici.
    Le bruit n'est pas connu : aucune station n'a un jour, un soir et une nuit assez complets.
    Les pollens ne sont pas connus : personne ne les compte ici."
  `);
});

test("a station without enough hours makes no level, and says how many it takes", () => {
  const [, air, particles] = sentencesOf(facts({ stations: 1 }));
  expect(air).toMatchObject({
    fr: "On ne sait pas comment était l'air : 1 station mesure ici, mais elle n'a pas les 18 heures de mesures sur 24 qu'il faut.",
    figures: { stations: 1, needed: 18, hours: 24 },
  });
  expect(particles?.en).toBe("The fine particles are not known.");
});

test("simulated values are said to be so", () => {
  expect(textOf(facts({ ...whole, origin: "simulated" }), "fr")).toContain(
    "personne ne les a mesurées",
  );
});

/** Every number of a text, in the order of size; the first of a month is written "1er". */
const numbersIn = (text: string, language: "fr" | "en"): number[] =>
  [...text.replaceAll(/(\d):00/g, "$1").matchAll(/\d+(?:[.,]\d+)?/g)]
    .map(([one]) => Number(language === "fr" ? one.replace(",", ".") : one))
    .toSorted((one, other) => one - other);

const level = fc.integer({ min: 1, max: 6 });
const count = fc.integer({ min: 0, max: 999 });
const some = fc.integer({ min: 1, max: 999 });
const value = fc.integer({ min: 0, max: 9_999 }).map((tenths) => tenths / 10);
const anyFacts: fc.Arbitrary<BulletinFacts> = fc.record({
  from: fc.constant(TO - DAY),
  to: fc.integer({ min: 0, max: 900 }).map((hours) => TO + hours * 3_600_000),
  zone: fc.constantFrom("Europe/Paris", "Indian/Reunion", "America/Martinique"),
  origin: fc.constantFrom("measured", "simulated"),
  aroundMetres: fc.constantFrom(null, 5000),
  stations: count,
  judged: count,
  silent: count,
  completeness: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  air: fc.option(
    fc.record({
      level,
      levels: fc.uniqueArray(fc.record({ level, stations: some }), {
        selector: (one) => one.level,
        minLength: 1,
      }),
      worst: fc.record({ station: fc.constant("quai"), name: fc.constant("Quai"), level }),
      fromParticlesOnly: fc.boolean(),
    }),
  ),
  particles: fc.option(fc.record({ value, stations: some, guideline: fc.constant(15) })),
  noise: fc.option(
    fc.record({ lden: value, stations: some, above: count, guideline: fc.constant(53) }),
  ),
  pollen: fc.option(
    fc.record({
      taxon: fc.constantFrom(...taxonKeys),
      value,
      level: fc.option(fc.integer({ min: 0, max: 4 })),
      at: fc.integer({ min: 0, max: 48 }).map((hours) => TO - hours * 3_600_000),
    }),
  ),
});

test("each number in each sentence is a figure of it, and each figure stands in both languages", () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      for (const { figures, fr, en } of sentencesOf(given)) {
        const expected = Object.values(figures).toSorted((one, other) => one - other);
        expect([fr, numbersIn(fr, "fr")]).toEqual([fr, expected]);
        expect([en, numbersIn(en, "en")]).toEqual([en, expected]);
      }
    }),
  );
});

test("each figure is what the facts say", () => {
  const figures = Object.assign(
    {},
    ...sentencesOf(whole).map((one, index) =>
      Object.fromEntries(Object.entries(one.figures).map(([name, of]) => [`${index} ${name}`, of])),
    ),
  );
  expect(figures).toMatchInlineSnapshot(`
    {
      "0 day": 28,
      "0 hour": 7,
      "0 hours": 24,
      "1 highest": 6,
      "1 level": 3,
      "10 judged": 4,
      "10 percent": 94,
      "10 stations": 5,
      "11 silent": 1,
      "11 stations": 5,
      "2 level2": 1,
      "2 level3": 2,
      "2 level4": 1,
      "3 highest": 6,
      "3 level": 4,
      "4 guideline": 15,
      "4 stations": 4,
      "4 value": 21.4,
      "5 above": 1,
      "5 guideline": 53,
      "5 lden": 61.5,
      "5 stations": 2,
      "6 day": 27,
      "6 highest": 4,
      "6 level": 2,
      "6 value": 42,
      "9 kilometres": 5,
    }
  `);
});
