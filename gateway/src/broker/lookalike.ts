import { StationId } from "@datacityzen/hardware/identifiers";
import { kinds, parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";

/** A topic that looks as if it were meant for the wire, and is not one on which stations publish. */
export interface Lookalike {
  /** The topic that was probably meant, where it can be guessed. */
  readonly meant?: Topic;
}

const published = ["readings", "status", "hello"] as const;

const nameOf = (text: string | undefined): string | undefined => {
  const name = text?.trim().replaceAll(/[\s_.]+/g, "-");
  return StationId.safeParse(name).success ? name : undefined;
};

const kindOf = (text: string | undefined): Topic["kind"] | undefined => {
  const exact = kinds.find((kind) => kind === text);
  if (exact !== undefined) return exact;
  // "reading", "measurements", "state": the beginning of the word is enough to guess.
  return text === undefined
    ? undefined
    : published.find((kind) => kind.slice(0, 4) === text.slice(0, 4));
};

/** A bridge or an organisation puts a word or two before the topics of others. */
const DEEPEST_ROOT = 3;

/** Letters of other alphabets that look like those of "dcz". */
const twins: { readonly [letter: string]: string } = { с: "c", ᴄ: "c", ԁ: "d", ᴅ: "d", ᴢ: "z" };

const isOurRoot = (part: string): boolean =>
  /^(?:dcz|dzc|cdz|czd|datacit[iy]zen)\d*$/.test(
    part
      .normalize("NFKC")
      .replaceAll(/[сᴄԁᴅᴢ]/gu, (letter) => twins[letter] ?? letter)
      .replaceAll(/[^a-z0-9]/g, ""),
  );

/**
 * Recognises topics like `/dcz/1/…`, `DCZ/1/…`, `dcz/2/…` or `dcz/1/…/reading` among those of other
 * programs. Topics of the cloud count too: a station that publishes there has made a mistake.
 */
export const findLookalike = (text: string): Lookalike | undefined => {
  const exact = parseTopic(text);
  if (exact !== undefined)
    return exact.kind === "receipts" || exact.kind === "config" ? {} : undefined;
  const byWhat = text.includes("/") ? "/" : /[\\.]/;
  const parts = text
    .toLowerCase()
    .split(byWhat)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const root = parts.slice(0, DEEPEST_ROOT).findIndex(isOurRoot);
  if (root === -1) {
    const [version = "", name, kind, ...more] = parts;
    const isOurs = /^\d+$/.test(version) && published.some((one) => one === kind);
    return isOurs && more.length === 0 ? meantBy(name, kind) : undefined;
  }
  const rest = parts.slice(root + 1);
  const [name, kind] = /^v?\d+$/.test(rest[0] ?? "") ? rest.slice(1) : rest;
  // Below the root of another program only a whole topic of ours is one: "zigbee2mqtt/dcz" is a lamp.
  if (root > 0 && kindOf(kind) === undefined) return undefined;
  return meantBy(name, kind);
};

const meantBy = (name: string | undefined, word: string | undefined): Lookalike => {
  const station = nameOf(name);
  const kind = kindOf(word);
  if (station === undefined || kind === undefined) return {};
  return published.some((one) => one === kind) ? { meant: { station, kind } } : {};
};
