import { StationId } from "@datacityzen/hardware/identifiers";
import { kinds, parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";

/** A topic that looks as if it were meant for the wire, and is not one on which stations publish. */
export interface Lookalike {
  /** The topic that was probably meant, as far as it can be told. */
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

/**
 * Tells topics like `/dcz/1/…`, `DCZ/1/…`, `dcz/2/…` or `dcz/1/…/reading` from those of other
 * programs. What only the cloud may say counts too: a station that sends it means something else.
 */
export const findLookalike = (text: string): Lookalike | undefined => {
  const exact = parseTopic(text);
  if (exact !== undefined)
    return exact.kind === "receipts" || exact.kind === "config" ? {} : undefined;
  const parts = text
    .toLowerCase()
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const [root, ...rest] = parts;
  if (root !== "dcz") return undefined;
  const afterVersion = /^v?\d+$/.test(rest[0] ?? "") ? rest.slice(1) : rest;
  const station = nameOf(afterVersion[0]);
  const kind = kindOf(afterVersion[1]);
  if (station === undefined || kind === undefined) return {};
  return published.some((name) => name === kind) ? { meant: { station, kind } } : {};
};
