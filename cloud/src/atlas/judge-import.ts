import { askedKeysOf, keysOf, LIKELY, type Likeness, likenessOf } from "./likeness.ts";
import type { AtlasSheet, Nature } from "./sheet.ts";

/** An entry that is known already, as an import compares it. */
export interface KnownDigests {
  readonly digest: string;
  readonly importedDigest: string | null;
}

/** Of who changed an entry here since its last import: the version of here stays, or the import's takes its place. */
export const takings = ["ours", "theirs"] as const;
export type Taking = (typeof takings)[number];

export type Outcome = "new" | "changed" | "same" | "conflict";

/** What an import does to one entry. An entry that somebody changed here is not overwritten unasked. */
export const outcomeOf = (
  known: KnownDigests | undefined,
  digest: string,
  taking: Taking,
): Outcome => {
  if (known === undefined) return "new";
  if (known.digest === digest) return "same";
  const isOurs = known.digest !== known.importedDigest;
  if (!isOurs || taking === "theirs") return "changed";
  // The source says what it said before: only the version of here is new.
  return known.importedDigest === digest ? "same" : "conflict";
};

export interface Alike {
  readonly nature: Nature;
  readonly sheet: AtlasSheet;
}

/** Finds, among entries of one kind, those that may be the same place as a given one; the likest first. */
export const createLikes = <T extends Alike>(entries: Iterable<T> = []) => {
  const byKey = new Map<string, Set<T>>();
  const add = (entry: T): void => {
    for (const key of keysOf(entry.sheet)) {
      const some = byKey.get(key) ?? new Set<T>();
      byKey.set(key, some.add(entry));
    }
  };
  for (const entry of entries) add(entry);
  return {
    add,
    of(given: Alike, most: number): readonly { readonly entry: T; readonly likeness: Likeness }[] {
      const near = new Set<T>();
      for (const key of askedKeysOf(given.sheet))
        for (const entry of byKey.get(key) ?? [])
          if (entry.nature === given.nature && near.size < MOST_COMPARED) near.add(entry);
      return [...near]
        .map((entry) => ({ entry, likeness: likenessOf(given.sheet, entry.sheet) }))
        .filter(({ likeness }) => likeness.score >= LIKELY)
        .toSorted((one, other) => other.likeness.score - one.likeness.score)
        .slice(0, most);
    },
  };
};

/** Thousands of entries at one point (the middle of a town) are not all compared with each other. */
const MOST_COMPARED = 100;
