import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { readIfThere, writePrivateFile } from "../private-files/private-file.ts";
import { KnownStation } from "./known-station.ts";

/**
 * What was last known of each station, on the disk: one line of JSON for each change, the last one of a
 * station counts. It holds no exact place that its host did not publish.
 */
export interface KnownFile {
  /** As it was when the file was opened. */
  readonly known: readonly KnownStation[];
  /** A line that is not the last cannot be read: what it hid is not known. */
  readonly isDamaged: boolean;
  /** On the disk when it resolves. */
  add(stations: readonly KnownStation[]): Promise<void>;
  replace(stations: readonly KnownStation[]): Promise<void>;
}

const linesOf = (stations: readonly KnownStation[]): string =>
  stations.map((station) => `${JSON.stringify(station)}\n`).join("");

const parsed = (line: string): KnownStation | undefined => {
  try {
    return KnownStation.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
};

/** What is behind the last end of a line was being written when the machine stopped: it never counted. */
export const readKnown = (text: string): Pick<KnownFile, "known" | "isDamaged"> => {
  const known = new Map<string, KnownStation>();
  let isDamaged = false;
  for (const line of text.split("\n").slice(0, -1)) {
    const station = parsed(line);
    if (station === undefined) isDamaged = true;
    else known.set(station.thing, station);
  }
  return { known: [...known.values()], isDamaged };
};

export const openKnownFile = async (path: string): Promise<KnownFile> => {
  const text = (await readIfThere(path)) ?? "";
  await mkdir(dirname(path), { recursive: true });
  const append = async (content: string): Promise<void> => {
    const file = await open(path, "a", 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  };
  // The end of a line that was not finished would spoil the next one.
  let isOpen = text !== "" && !text.endsWith("\n");
  return {
    ...readKnown(text),
    async add(stations) {
      if (stations.length === 0) return;
      const text = `${isOpen ? "\n" : ""}${linesOf(stations)}`;
      // A full disk may take a part of it.
      isOpen = true;
      await append(text);
      isOpen = false;
    },
    async replace(stations) {
      await writePrivateFile(path, linesOf(stations));
      isOpen = false;
    },
  };
};
