import { expect, test } from "vitest";
import { typeset } from "../i18n/typography.ts";
import { fr } from "./fr.ts";
import { sectors } from "./rose.ts";

test("in French the wind comes from each side with the article that it takes", () => {
  for (const sector of sectors) {
    const told = fr.portrait.roseSentence.replace("{{most}}", fr.portrait.sectors[sector]);
    expect(typeset("fr", told)).toMatch(
      /vient le plus souvent (?:du (?:nord|sud)|de l'(?:est|ouest))/,
    );
  }
});
