/**
 * The words of the national scheme by which entries are chosen, each with the key of what it is called on a page.
 * A word that is none of these is shown as the entry has it.
 */
export const atlasWords = {
  services: [
    ["Aide aux démarches administratives", "procedures"],
    ["Maîtrise des outils numériques du quotidien", "tools"],
    ["Insertion professionnelle via le numérique", "work"],
    ["Utilisation sécurisée du numérique", "safety"],
    ["Parentalité et éducation avec le numérique", "parents"],
    ["Loisirs et créations numériques", "leisure"],
    ["Compréhension du monde numérique", "understanding"],
    ["Accès internet et matériel informatique", "access"],
    ["Acquisition de matériel informatique à prix solidaire", "equipment"],
  ],
  publics: [
    ["Seniors", "seniors"],
    ["Jeunes", "young"],
    ["Étudiants", "students"],
    ["Familles et/ou enfants", "families"],
    ["Femmes", "women"],
  ],
  care: [
    ["Handicaps moteurs", "motor"],
    ["Surdité", "deaf"],
    ["Déficience visuelle", "sight"],
    ["Handicaps mentaux", "mental"],
    ["Illettrisme", "reading"],
    ["Langues étrangères (anglais)", "english"],
    ["Langues étrangères (autres)", "languages"],
  ],
  fees: [
    ["Gratuit", "free"],
    ["Gratuit sous condition", "conditions"],
    ["Payant", "paid"],
  ],
} as const;
export type WordList = keyof typeof atlasWords;
export type WordKey = (typeof atlasWords)[WordList][number][1];

/** Under which key a word of an entry is told; undefined for one that is none of the scheme's. */
export const keyOfWord = (word: string): WordKey | undefined =>
  Object.values(atlasWords)
    .flat()
    .find(([known]) => known === word)?.[1];

export const wordOfKey = (list: WordList, key: string | null): string | undefined =>
  atlasWords[list].find(([, known]) => known === key)?.[0];
