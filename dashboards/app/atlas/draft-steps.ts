import type { AtlasDraft } from "../api/answers.ts";
import { atlasWords, keyOfWord, type WordList, wordOfKey } from "./words.ts";

export const days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] as const;

/** The questions about a place, one a page, with the answers that each asks for. */
export const draftSteps = {
  name: ["name"],
  family: ["family"],
  where: ["street", "postcode", "commune", "insee", "lat", "lon"],
  address: ["street", "addressDetail", "postcode", "commune"],
  contact: ["phone", "email", "website"],
  services: ["services"],
  publics: ["publics"],
  care: ["care"],
  fees: ["fees"],
  hours: days,
  more: ["description"],
  check: [],
} as const;
export type DraftStep = keyof typeof draftSteps;
export const stepNames = Object.keys(draftSteps) as DraftStep[];

type Answers = AtlasDraft["answers"];
export type AnswerName = keyof Answers;

export const stepOf = (text: string | undefined): DraftStep | undefined =>
  stepNames.find((one) => one === text);

/** The page of a question. */
export const draftAddress = (id: string, step: DraftStep): string => `/atlas/drafts/${id}/${step}`;

/** `address` is asked of whoever did not find theirs in the list. */
const asked = stepNames.filter((one) => one !== "address");

export const stepAfter = (step: DraftStep): DraftStep =>
  step === "address" ? "contact" : (asked[asked.indexOf(step) + 1] ?? "check");

export const stepBefore = (step: DraftStep): DraftStep | undefined =>
  step === "address" ? "where" : asked[asked.indexOf(step) - 1];

/** On which page an answer is changed. */
export const stepFor = (field: string): DraftStep =>
  field === "commune" || field === "postcode" || field === "street"
    ? "address"
    : (stepNames.find((step) => (draftSteps[step] as readonly string[]).includes(field)) ?? "name");

export const wordLists = Object.keys(atlasWords) as WordList[];
export const isWordList = (step: DraftStep): step is WordList & DraftStep =>
  (wordLists as string[]).includes(step);

/** Words of a list as a form has them: keys, with spaces between. */
export const keysOf = (words: readonly string[] = []): string =>
  words.flatMap((word) => keyOfWord(word) ?? []).join(" ");

/** What a form says of a list; words that it does not offer stay. */
export const wordsOf = (
  list: WordList,
  keys: readonly string[],
  before: readonly string[] = [],
): string[] => [
  ...keys.flatMap((key) => wordOfKey(list, key) ?? []),
  ...before.filter((word) => keyOfWord(word) === undefined),
];

/** An address that was found, as a form carries it. */
export interface FoundAddress {
  readonly street: string;
  readonly postcode: string;
  readonly commune: string;
  readonly insee: string;
  readonly lat: string;
  readonly lon: string;
}

export const readFoundAddress = (text: string): FoundAddress | undefined => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(given) || given.length !== 6) return undefined;
  const parts = given.map((part) => (typeof part === "string" ? part.slice(0, 200) : ""));
  const [street = "", postcode = "", commune = "", insee = "", lat = "", lon = ""] = parts;
  return { street, postcode, commune, insee, lat, lon };
};

export const foundAddressText = ({
  street,
  postcode,
  commune,
  insee,
  lat,
  lon,
}: FoundAddress): string => JSON.stringify([street, postcode, commune, insee, lat, lon]);
