/** Without case, accents, and signs between words: "Étapes numériques(La Poste)" and "etapes numeriques la poste" are one. */
const bare = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** Levenshtein's distance, given up beyond `most`. */
const distance = (one: string, other: string, most: number): number => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1)
      now.push(
        Math.min(
          (now[column - 1] as number) + 1,
          (before[column] as number) + 1,
          (before[column - 1] as number) + (one[row - 1] === other[column - 1] ? 0 : 1),
        ),
      );
    before = now;
  }
  return before[other.length] as number;
};

/** The word of a list that somebody probably meant; undefined when none is near. */
export const nearestOf = (word: string, words: readonly string[]): string | undefined => {
  const wanted = bare(word);
  if (wanted === "") return undefined;
  const most = Math.floor(wanted.length / 4);
  let found: string | undefined;
  let least = most + 1;
  for (const each of words) {
    const apart = distance(wanted, bare(each), most);
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
