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
  /** Removes what does not go by itself with the person's row, and the person's name from what stays. */
  erase(tx: Queries, person: string): Promise<void>;
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

/** A file of records, for an archive. */
export const jsonEntry = (name: string, content: unknown): ZipEntry => ({
  name: `${name}.json`,
  content: `${JSON.stringify(content, undefined, 2)}\n`,
});
