import { editDistance } from "../../edit-distance.ts";

/** Without case, accents, and signs between words: "Étapes numériques(La Poste)" and "etapes numeriques la poste" are one. */
const bare = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The word of a list that somebody probably meant; undefined when none is near. */
export const nearestOf = (word: string, words: readonly string[]): string | undefined => {
  const wanted = bare(word);
  if (wanted === "") return undefined;
  const most = Math.floor(wanted.length / 4);
  let found: string | undefined;
  let least = most + 1;
  for (const each of words) {
    const text = bare(each);
    if (Math.abs(text.length - wanted.length) > most) continue;
    const apart = editDistance(wanted, text);
    if (apart < least) {
      least = apart;
      found = each;
    }
  }
  if (found !== undefined) return found;
  // "Senior" in "Seniors (60 ans et plus)", "Formation" in "Formations".
  const containing = words.filter((each) => {
    const text = bare(each);
    return wanted.length >= 4 && (text.startsWith(wanted) || wanted.startsWith(text));
  });
  return containing.length === 1 ? containing[0] : undefined;
};
