import { expect, test } from "vitest";
import { allTexts } from "../i18n/all-texts.ts";
import type { Language } from "../i18n/language.ts";
import { translatorFor } from "../i18n/translator.ts";
import { hoursInWords } from "./hours-in-words.ts";

const morning = { from: "09:00", until: "12:00" };
const evening = { from: "14:30", until: "18:00" };
const said = (language: Language, ...[asked]: [Parameters<typeof hoursInWords>[2]]) =>
  hoursInWords(translatorFor(language, allTexts[language]).t, language, asked).replaceAll(
    /[\u00a0\u202f]/g,
    " ",
  );
const days = [[morning, evening], [morning, evening], [morning], [], [morning], [], []];

test("a usual week is a sentence, days with the same times together", () => {
  const asked = { week: { days, holidays: [] }, hours: "as written" };
  expect(said("fr", asked)).toBe(
    "lundi et mardi : 9 h à 12 h et 14 h 30 à 18 h ; mercredi : 9 h à 12 h ; jeudi : fermé ; vendredi : 9 h à 12 h ; samedi et dimanche : fermé ; jours fériés : fermé.",
  );
  expect(said("en", asked)).toBe(
    "Monday and Tuesday: 09:00 to 12:00 and 14:30 to 18:00; Wednesday: 09:00 to 12:00; Thursday: closed; Friday: 09:00 to 12:00; Saturday and Sunday: closed; public holidays: closed.",
  );
  const always = Array.from({ length: 7 }, () => [{ from: "00:00", until: "24:00" }]);
  expect(said("fr", { week: { days: always }, hours: "24/7" })).toBe(
    "tous les jours : jour et nuit ; jours fériés : non précisé.",
  );
  const toSaturday = [...Array.from({ length: 6 }, () => [morning]), []];
  expect(said("fr", { week: { days: toSaturday, holidays: [morning] }, hours: "x" })).toBe(
    "lundi à samedi : 9 h à 12 h ; dimanche : fermé ; jours fériés : 9 h à 12 h.",
  );
});

test("other hours are told as they are written, and none are unknown", () => {
  expect(said("fr", { week: undefined, hours: "Mo[1] 10:00-12:00" })).toBe(
    "Mo[1] 10:00-12:00 (tels qu'ils ont été écrits)",
  );
  expect(said("en", { week: undefined, hours: undefined })).toBe("not known: phone before you go.");
});
