import type { Media } from "../media/media.ts";
import type { KnownStations } from "../places/known-stations.ts";
import type { Queries } from "../records/database.ts";
import type { ZipEntry } from "./zip.ts";

/** A sentence for people, in both languages. */
export interface Sentence {
  readonly fr: string;
  readonly en: string;
}

/** What a module keeps about people: each module that keeps something defines it once. */
export interface PersonalDataOfModule {
  readonly name: string;
  /** What goes with an erasure. */
  readonly goes: readonly Sentence[];
  /** What stays, and why. */
  readonly stays: readonly { readonly what: Sentence; readonly why: Sentence }[];
  /** Files for somebody's own archive. */
  collect(tx: Queries, person: string): Promise<readonly ZipEntry[]>;
  /**
   * Removes what does not go by itself with the person's row, and the person's name from what stays. Gives
   * what is to be done once the transaction is committed: files to remove, say.
   */
  erase(tx: Queries, person: string): Promise<AfterErasure | undefined>;
}

export type AfterErasure = () => Promise<void>;

/** What modules need to say what they keep about people: in a running cloud, and in a restore. */
export interface PersonalDataParts {
  readonly now: () => number;
  readonly media: Pick<Media, "eraseOf">;
  /** Absent in a restore: what is known of stations is read when the cloud starts. */
  readonly knownStations?: Pick<KnownStations, "find" | "close" | "refresh">;
}

export interface PersonalData {
  define(ofModule: PersonalDataOfModule): void;
  all(): readonly PersonalDataOfModule[];
}

export const createPersonalData = (): PersonalData => {
  const defined: PersonalDataOfModule[] = [];
  return {
    define(ofModule) {
      if (defined.some(({ name }) => name === ofModule.name))
        throw new Error(`The module ${ofModule.name} has said what it keeps about people already.`);
      defined.push(ofModule);
    },
    all: () => defined,
  };
};

/**
 * What each module does when somebody is erased, before their row goes. Call what it gives once the
 * transaction is committed.
 */
export const eraseEverywhere = async (
  tx: Queries,
  modules: readonly Pick<PersonalDataOfModule, "erase">[],
  person: string,
): Promise<AfterErasure> => {
  const afterwards: AfterErasure[] = [];
  for (const { erase } of modules) {
    const after = await erase(tx, person);
    if (after !== undefined) afterwards.push(after);
  }
  return async () => {
    for (const after of afterwards) await after();
  };
};

/** A file of records, for an archive. */
export const jsonEntry = (name: string, content: unknown): ZipEntry => ({
  name: `${name}.json`,
  content: `${JSON.stringify(content, undefined, 2)}\n`,
});
