import type { Queries } from "../records/database.ts";
import { type FoundLine, findLines, numbersOf, wordsLike } from "./address-queries.ts";
import { type AddressQuestion, type AskedWord, askAddress, type Form } from "./address-question.ts";
import { addressLabel, scoreOf } from "./address-score.ts";
import type { Country } from "./countries.ts";
import { misspellings, plainText, toleratedMisspellings } from "./search-words.ts";

export interface FoundAddress {
  /** As it is written on an envelope. */
  readonly label: string;
  readonly kind: "address" | "street" | "municipality";
  readonly number?: string;
  readonly street?: string;
  readonly postcode: string;
  readonly municipality: string;
  readonly municipalityCode: string;
  readonly lon: number;
  readonly lat: number;
  /** How well it fits, 0 to 1. */
  readonly score: number;
}

export interface AddressSearch {
  readonly text: string;
  /** The territory in which it must lie. */
  readonly within?: string | undefined;
  readonly limit: number;
}

/** Fewer letters fit too much. */
const LEAST_LETTERS = 3;
const CANDIDATES = 200;

/** A lexeme of a tsquery: words hold letters and digits only. */
const lexeme = (mark: "s" | "c", { word, isPrefix }: Form): string =>
  `'${mark}${word}'${isPrefix ? ":*" : ""}`;

const anyOf = (terms: readonly string[]): string => `(${[...new Set(terms)].join(" | ")})`;

const inStreet = ({ forms }: AskedWord): string[] => forms.map((form) => lexeme("s", form));
const around = ({ forms }: AskedWord): string[] => forms.map((form) => lexeme("c", form));

/** What each word demands; the postcode is one of them. */
const demandsOf = (
  words: readonly AskedWord[],
  postcode: string | undefined,
  places: (word: AskedWord) => string[],
): string[] => [
  ...words.map((word) => anyOf(places(word))),
  ...(postcode === undefined ? [] : [`'c${postcode}'`]),
];

/** All of these, or all but one whichever it is. */
const allBut = (demands: readonly string[], missing: 0 | 1): string | undefined => {
  if (demands.length <= missing) return undefined;
  if (missing === 0) return demands.join(" & ");
  return anyOf(
    demands.map((_, left) => `(${demands.filter((_each, index) => index !== left).join(" & ")})`),
  );
};

/** So many rows are looked at for words that tell something, and for "rue de la" alone. */
const LOOKED_AT = 3_000;
const LOOKED_AT_COMMON = 300;

const isLong = ({ text }: AskedWord): boolean => text.length >= LEAST_LETTERS;
const isNumber = ({ text }: AskedWord): boolean => /^\d+$/.test(text);

/** Which words must be found: those that say something; when none does, the long ones. */
const requiredOf = (words: readonly AskedWord[]) => {
  const telling = words.filter(({ isRequired }) => isRequired);
  return telling.length > 0
    ? { required: telling, mostLookedAt: LOOKED_AT }
    : {
        required: words.filter((word) => isLong(word) && !isNumber(word)),
        mostLookedAt: LOOKED_AT_COMMON,
      };
};

interface Attempt {
  readonly question: AddressQuestion;
  readonly missing: 0 | 1;
}

const lookUp = async (
  db: Queries,
  country: Country,
  { question: { words, postcode }, missing }: Attempt,
  within: string | undefined,
): Promise<FoundLine[]> => {
  const { required, mostLookedAt } = requiredOf(words);
  const holders = country.kinds.filter(({ holdsAddresses }) => holdsAddresses);
  const shared = {
    country: country.country,
    within,
    holders: holders.map(({ kind }) => kind),
    mostLookedAt,
    limit: CANDIDATES,
  };
  const everywhere = (word: AskedWord) => [...inStreet(word), ...around(word)];
  const street = allBut(demandsOf(required, postcode, everywhere), missing);
  const common = words.filter((word) => !required.includes(word));
  const streets =
    street === undefined || required.length === 0
      ? []
      : findLines(db, {
          ...shared,
          kind: "street",
          // One word at least is the street's own: a municipality alone is not all its streets.
          required: `${anyOf(required.flatMap(inStreet))} & ${street}`,
          optional: common.length === 0 ? undefined : anyOf(common.flatMap(inStreet)),
        });
  const municipality = allBut(demandsOf(required, postcode, around), missing);
  const municipalities =
    municipality === undefined
      ? []
      : findLines(db, {
          ...shared,
          kind: "municipality",
          required: municipality,
          optional: undefined,
        });
  return (await Promise.all([streets, municipalities])).flat();
};

/** Adds to each word those of the lists that it may have been meant to be. */
const withGuesses = async (
  db: Queries,
  country: Country,
  question: AddressQuestion,
): Promise<AddressQuestion> => {
  const asked = question.words.filter(
    ({ text, isRequired }) => isRequired && toleratedMisspellings(text) > 0,
  );
  const near = await wordsLike(
    db,
    country.country,
    asked.map(({ text }) => text),
  );
  const words = question.words.map((word) => {
    const most = toleratedMisspellings(word.text);
    const isOpen = word.forms.some(({ isPrefix }) => isPrefix);
    const guesses = near
      .filter(({ given }) => given === word.text)
      .map(({ word: guess }) => {
        const whole = misspellings(word.text, guess, most);
        const begun = isOpen
          ? misspellings(word.text, guess.slice(0, word.text.length), most)
          : most + 1;
        return { word: guess, wrong: Math.min(whole, begun + 0.5) };
      })
      .filter(({ wrong }) => wrong > 0 && wrong <= most)
      .toSorted((a, b) => a.wrong - b.wrong)
      .slice(0, 12)
      .map(
        ({ word: guess, wrong }): Form => ({
          word: guess,
          worth: 0.9 - 0.15 * wrong,
          isPrefix: false,
        }),
      );
    return { ...word, forms: [...word.forms, ...guesses] };
  });
  return { ...question, words };
};

/** Words of a row: those of the street, those around it. */
const wordsOfLine = (line: FoundLine, mark: "s" | "c"): string[] =>
  line.words.filter((word) => word.startsWith(mark)).map((word) => word.slice(1));

/** The numbers that are not a part of the street's name, as "11" is in "rue du 11 novembre". */
const numbersBeside = (numbers: readonly string[], streetWords: readonly string[]): string[] => {
  const left = [...numbers];
  for (const word of streetWords.filter((each) => /^\d+$/.test(each))) {
    const place = left.indexOf(word);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
};

const PRECISION = 1e4;

/**
 * Finds addresses while somebody types: the words in any order, the last one unfinished, with typing mistakes
 * when nothing else is found, with one word that fits nowhere when that finds nothing either.
 */
export const searchAddresses = async (
  db: Queries,
  country: Country,
  { text, within, limit }: AddressSearch,
): Promise<FoundAddress[]> => {
  const { addresses: rules } = country;
  if (plainText(text).replaceAll(" ", "").length < LEAST_LETTERS) return [];
  const question = askAddress(text, rules);
  const letters = question.words.filter((word) => !isNumber(word));
  if (!letters.some(isLong) && question.postcode === undefined) return [];

  let used = question;
  let lines = await lookUp(db, country, { question, missing: 0 }, within);
  if (lines.length === 0) {
    used = await withGuesses(db, country, question);
    lines = await lookUp(db, country, { question: used, missing: 0 }, within);
  }
  if (lines.length === 0) lines = await lookUp(db, country, { question: used, missing: 1 }, within);

  const best = lines
    .map((line) => {
      const streetWords = wordsOfLine(line, "s");
      const score = scoreOf(used.words, used.postcode, {
        streetWords,
        aroundWords: wordsOfLine(line, "c"),
        postcode: line.postcode,
        size: line.size,
      });
      return { line, score, numbers: numbersBeside(used.numbers, streetWords) };
    })
    .toSorted((a, b) => b.score - a.score || a.line.id - b.line.id)
    .slice(0, limit);

  const asked = best.filter(({ line, numbers }) => line.kind === "street" && numbers.length > 0);
  const known = new Map(
    (asked.length === 0
      ? []
      : await numbersOf(
          db,
          asked.map(({ line }) => line.id),
        )
    ).map((row) => [row.id, row]),
  );
  return best.map(({ line, score, numbers }): FoundAddress => {
    const row = known.get(line.id);
    const place = numbers
      .map((number) => row?.numbers.indexOf(number) ?? -1)
      .find((index) => index >= 0);
    const number = place === undefined ? undefined : row?.numbers[place];
    const isStreet = line.kind === "street";
    const street = isStreet ? line.name : undefined;
    const { postcode, municipality: municipalityCode, municipalityName: municipality } = line;
    const millionths = (values: readonly number[] | undefined, own: number) =>
      place === undefined ? own : (values?.[place] ?? 0) / 1e6;
    // A number that the street does not have is a little less what was looked for.
    const fits = numbers.length === 0 || number !== undefined ? score : score * 0.9;
    return {
      label: addressLabel(rules.label, { number, street, postcode, municipality }),
      kind: isStreet ? (number === undefined ? "street" : "address") : "municipality",
      ...(number === undefined ? {} : { number }),
      ...(street === undefined ? {} : { street }),
      postcode,
      municipality,
      municipalityCode,
      lon: millionths(row?.lons, line.lon),
      lat: millionths(row?.lats, line.lat),
      score: Math.round(fits * PRECISION) / PRECISION,
    };
  });
};
