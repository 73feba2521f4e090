import { expect, test } from "vitest";
import { allTexts } from "../i18n/all-texts.ts";
import { translatorFor } from "../i18n/translator.ts";
import { printedEntry, type WholeEntry } from "./printed-entry.ts";

const bare: WholeEntry = {
  ...{ slug: "club", family: "association", nature: "offer", source: "essai" },
  sheet: { name: "Club" },
};
const printed = (entry: WholeEntry, language: "fr" | "en" = "fr") => {
  const told = printedEntry(entry, translatorFor(language, allTexts[language]).t, language);
  return {
    ...told,
    facts: told.facts.map(({ label, text }) =>
      `${label} ${text}`.replaceAll(/[\u00a0\u202f]/g, " "),
    ),
  };
};

test("what is not known of an entry is said", () => {
  expect(printed(bare)).toEqual({
    ...{ name: "Club", kind: "Service · Associations", themes: [] },
    facts: [
      "Adresse : non précisé.",
      "Contact : non précisé.",
      "Horaires : non connus : téléphonez avant de venir.",
      "Accessibilité : non précisé.",
      "Prix : non précisé.",
      "Origine : Personne n'a encore vérifié cette fiche ici. Source : essai.",
    ],
  });
});

test("all that the page tells is told in words, and its links can be typed", () => {
  const entry: WholeEntry = {
    ...bare,
    ...{ family: "mediation", nature: "structure" },
    checked: { on: "2026-11-12", how: "visit" },
    sheet: {
      ...{ name: "Médiathèque", street: "1 rue de l'Église", postcode: "33130", commune: "Bègles" },
      ...{ latitude: 44.8, longitude: -0.6, summary: "Un lieu ouvert.", updatedOn: "2026-11-01" },
      ...{
        services: ["Aide aux démarches administratives", "Prêt de livres"],
        publics: ["Seniors"],
      },
      ...{ publicsDetail: "Adultes", fees: ["Gratuit"], phones: ["+33556000000", "+32 2 000"] },
      ...{ emails: ["a@example.org"], websites: ["https://example.org/verne/"] },
      ...{ accessibilityLink: "https://acceslibre.beta.gouv.fr/app/x/", access: ["Tram A"] },
      openingHours: "Mo[1] 10:00-12:00",
    },
  };
  const { facts, ...rest } = printed(entry, "en");
  expect(rest).toEqual({
    ...{ name: "Médiathèque", kind: "Place · Digital mediation", commune: "Bègles" },
    themes: ["Help with public services online", "Prêt de livres"],
    ...{ point: { lat: 44.8, lon: -0.6 }, summary: "Un lieu ouvert." },
  });
  expect(facts).toEqual([
    "Address: 1 rue de l'Église, 33130 Bègles",
    "Contact: 05 56 00 00 00, +32 2 000, a@example.org, example.org/verne",
    "Opening hours: Mo[1] 10:00-12:00 (as they were written)",
    "How to get there: Tram A",
    "Help with: Help with public services online, Prêt de livres",
    "For whom: Older people. Adultes",
    "Accessibility: acceslibre.beta.gouv.fr/app/x",
    "Price: Free",
    "Origin: Checked on 12 November 2026, on the spot. Source: essai, updated on 1 November 2026.",
  ]);
});
