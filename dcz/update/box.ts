import { readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { syncFolder, writePrivateFile } from "../../gateway/src/store/private-file.ts";
import { isLater, Version } from "./release.ts";

/** What must be seen of a new version before it is kept. */
export const Expected = z.enum(["acknowledged", "kept"]);
export type Expected = z.infer<typeof Expected>;

/** A version under trial; it is written before `current` points to it, and goes when it was kept or reverted. */
const Trial = z.object({
  version: Version,
  /** Runs when the trial fails. */
  from: Version,
  expected: Expected,
  withinMs: z.number().positive(),
  /** How often it was begun: a box that goes off each time must come back. */
  begun: z.number().int().default(0),
  /** Why it failed: `from` must run again. */
  failed: z.string().optional(),
});
export type Trial = z.infer<typeof Trial>;

const State = z.object({
  trial: Trial.optional(),
  /** Ran before the version that is kept. */
  previous: Version.optional(),
  /** Versions that were tried and reverted, and why: they are not tried again by themselves. */
  reverted: z.record(z.string(), z.object({ at: z.iso.datetime(), why: z.string() })).default({}),
  /** When the address was last asked: once a day is enough, and some lines are paid by the byte. */
  asked: z.iso.datetime().optional(),
  /** Nothing is installed by itself. */
  pinned: z.boolean().default(false),
});
export type State = z.infer<typeof State>;

/** Another update is under way. */
export class Busy extends Error {}

/** `current` runs; `kept` has been proved, and watches over the other when they differ. */
export type Link = "current" | "kept";

/** The folder with the versions of a box, one folder each, and the links to them. */
export interface Box {
  readonly folder: string;
  readonly link: (link: Link) => string | undefined;
  /** Points a link to a version; on disk when it returns, at no time is there no link. */
  readonly point: (link: Link, version: string) => void;
  readonly read: () => State;
  readonly write: (state: State) => void;
  readonly versions: () => readonly string[];
  /** Removes what no link, trial or way back needs. */
  readonly tidy: () => void;
  readonly close: () => void;
}

export const stateFile = (folder: string): string => join(folder, "update.json");

const parsed = (text: string): State => {
  try {
    return State.parse(JSON.parse(text));
  } catch {
    // Whatever it said: links that differ mean that a trial was under way, and that is judged anew.
    return State.parse({});
  }
};

/** The state as it is on disk, for who only looks. */
export const readState = (folder: string): State => {
  try {
    return parsed(readFileSync(stateFile(folder), "utf8"));
  } catch {
    return State.parse({});
  }
};

export const readLink = (folder: string, link: Link): string | undefined => {
  try {
    const name = readlinkSync(join(folder, link)).split("/").filter(Boolean).at(-1);
    return Version.safeParse(name).data;
  } catch {
    return undefined;
  }
};

/** The versions that are there, from the earliest to the latest. */
export const versionsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && Version.safeParse(entry.name).success)
    .map((entry) => entry.name)
    .sort((a, b) => (isLater(a, b) ? 1 : -1));

/** Held by a lock of the system, which ends with the process, however that ends. */
const lock = (folder: string): DatabaseSync => {
  const database = new DatabaseSync(join(folder, "update.lock"));
  try {
    database.exec("pragma locking_mode = exclusive; begin exclusive");
    return database;
  } catch (error) {
    database.close();
    const { errcode } = error as { readonly errcode?: number };
    throw errcode === 5 ? new Busy("another update is under way", { cause: error }) : error;
  }
};

/** Takes the folder for one update. Throws `Busy`, or the system's error. */
export const openBox = (folder: string): Box => {
  const held = lock(folder);
  const read = () => readState(folder);
  const link: Box["link"] = (name) => readLink(folder, name);
  return {
    folder,
    link,
    point(name, version) {
      const draft = join(folder, `.${name}.new`);
      rmSync(draft, { force: true });
      symlinkSync(version, draft);
      renameSync(draft, join(folder, name));
      syncFolder(folder);
    },
    read,
    write: (state) =>
      writePrivateFile(stateFile(folder), `${JSON.stringify(state, undefined, 2)}\n`),
    versions: () => versionsIn(folder),
    tidy() {
      const { trial, previous } = read();
      const used = [link("current"), link("kept"), trial?.version, trial?.from, previous];
      for (const entry of readdirSync(folder)) {
        const isLeft =
          /^\.(.*\.partial|(current|kept)\.new)$/.test(entry) || isPassed(entry, link("current"));
        // A folder that an update laid; what somebody put there by hand is theirs.
        const isOld =
          Version.safeParse(entry).success && !used.includes(entry) && isLaid(folder, entry);
        if (isLeft || isOld) rmSync(join(folder, entry), { recursive: true, force: true });
      }
    },
    close: () => held.close(),
  };
};

/** An archive whose copy broke off goes on with the next try, unless a version as late runs by now. */
const isPassed = (entry: string, current: string | undefined): boolean => {
  const version = Version.safeParse(/^\.(.*)\.tar\.gz$/.exec(entry)?.[1]).data;
  return version !== undefined && current !== undefined && !isLater(version, current);
};

/** The file of the signature, in the folder of a version that an update laid there. */
export const SIGNED = ".release.json";

const isLaid = (folder: string, version: string): boolean => {
  try {
    return readFileSync(join(folder, version, SIGNED)).length > 0;
  } catch {
    return false;
  }
};
