import { readdir, readFile } from "node:fs/promises";
import * as z from "zod";

/** What a real sensor sent over a while, and when: bytes as they arrived, frame by frame. */
export interface Capture {
  /** In order of time, at least one. `offsetMs` counts from the first frame. */
  readonly frames: readonly { readonly offsetMs: number; readonly bytes: Uint8Array }[];
  /** From the first frame to where the capture begins anew; the last pause is made once more. */
  readonly lengthMs: number;
}

/** The instants of a recording, which stand beside its bytes (hardware/captures/README.md). */
const Meaning = z.object({ frames: z.array(z.object({ at: z.iso.datetime() })).min(1) });

/** The pause after a recording of one frame, which does not show how often the sensor sends. */
const LONE_FRAME_MS = 1000;

/** One line of a dump, `00000000: aa c0 …  ascii` or `aa c0 …`. */
const rowBytes = (line: string): Uint8Array => {
  const digits = line
    .replace(/^[0-9a-f]+:/i, "")
    .trimStart()
    .replace(/ {2}.*$/, "");
  return Uint8Array.from(digits.split(" "), (digit) => Number.parseInt(digit, 16));
};

/** A recording from its two files' text; throws when they do not agree: the files are part of this repository. */
export const parseCapture = (dump: string, meaning: string): Capture => {
  const rows = dump.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const instants = Meaning.parse(JSON.parse(meaning)).frames.map(({ at }) => Date.parse(at));
  if (rows.length !== instants.length)
    throw new Error(`${rows.length} lines of bytes, ${instants.length} instants`);
  const first = instants[0] ?? 0;
  const frames = rows.map((line, index) => ({
    offsetMs: (instants[index] ?? 0) - first,
    bytes: rowBytes(line),
  }));
  const last = frames.at(-1)?.offsetMs ?? 0;
  const lastPause = last - (frames.at(-2)?.offsetMs ?? last - LONE_FRAME_MS);
  return { frames, lengthMs: last + lastPause };
};

/** The first recording of a sensor model under `folder`, or undefined when there is none. */
export const readCapture = async (folder: URL, model: string): Promise<Capture | undefined> => {
  const place = new URL(`${model}/`, folder);
  const names = await readdir(place).catch(() => []);
  const dump = names.sort().find((name) => /^recorded-.*\.hex$/.test(name));
  if (dump === undefined) return undefined;
  const [bytes, meaning] = await Promise.all([
    readFile(new URL(dump, place), "utf8"),
    readFile(new URL(dump.replace(/hex$/, "json"), place), "utf8"),
  ]);
  return parseCapture(bytes, meaning);
};

/** A frame's place on the endless clock on which a capture repeats, in its own milliseconds. */
export interface Due {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/**
 * The first frame that is due after `position` when the capture repeats for ever, from 1970 on.
 * A replay is thus a function of time alone: after a restart it sends the same at the same instants.
 */
export const frameAfter = ({ frames, lengthMs }: Capture, position: number): Due => {
  const round = Math.floor(position / lengthMs) * lengthMs;
  const next = frames.find(({ offsetMs }) => round + offsetMs > position);
  if (next !== undefined) return { position: round + next.offsetMs, bytes: next.bytes };
  return { position: round + lengthMs, bytes: frames[0]?.bytes ?? new Uint8Array() };
};
