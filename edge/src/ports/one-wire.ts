import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { bytesOf } from "@datacityzen/hardware/bytes";
import { pause } from "../pause.ts";
import type { Port, PortFault } from "./port.ts";
import { streamEvents } from "./port-events.ts";

export interface OneWireOptions {
  /** The kernel's folder of one part, or of the whole bus: then its first part of that family. */
  readonly path: string;
  /** The first byte of the part's address. */
  readonly family: number;
  /** From one reading to the next. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly patience?: Patience;
}

/** Where the kernel's driver w1-therm shows what a part has said. */
const SCRATCHPAD = "w1_slave";
/** "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES" */
const BYTES = /^((?:[0-9a-f]{2} ){9}): crc=/i;

const faultOf = (error: NodeJS.ErrnoException): PortFault => {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return "absent";
  return error.code === "EACCES" || error.code === "EPERM" ? "denied" : "failed";
};

type Read =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: PortFault; readonly detail: string };

const partOf = async (path: string, family: number): Promise<string | undefined> => {
  const prefix = `${family.toString(16).padStart(2, "0")}-`;
  if (path.includes(prefix)) return path;
  const names = (await readdir(path)).filter((name) => name.startsWith(prefix));
  const [first] = names.toSorted();
  return first === undefined ? undefined : join(path, first);
};

const readPart = async (path: string, family: number): Promise<Read> => {
  try {
    const part = await partOf(path, family);
    if (part === undefined)
      return { ok: false, reason: "absent", detail: `no part of family ${family.toString(16)}` };
    const text = await readFile(join(part, SCRATCHPAD), "latin1");
    const [, bytes] = BYTES.exec(text) ?? [];
    // Without an answer on the wire the kernel shows nothing, or an error on reading.
    return bytes === undefined
      ? { ok: false, reason: "failed", detail: "the part does not answer" }
      : { ok: true, bytes: bytesOf(bytes.trim()) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      reason: faultOf({ code, message } as NodeJS.ErrnoException),
      detail: code ?? message,
    };
  }
};

/** A part on the machine's 1-Wire bus, which the kernel asks: reading its file makes it measure. */
export const openOneWirePort = ({
  path,
  family,
  everyMs,
  now,
  random,
  patience = { firstMs: 1000, longestMs: 10_000 },
}: OneWireOptions): Port => ({
  ...streamEvents(now, async (emit, signal) => {
    let attempt = 0;
    let isOpen = false;
    while (!signal.aborted) {
      const read = await readPart(path, family);
      if (read.ok) {
        if (!isOpen) emit.opened();
        emit.bytes(read.bytes);
        attempt = 0;
      } else emit.lost(isOpen ? "unplugged" : read.reason, read.detail);
      isOpen = read.ok;
      await pause(isOpen ? everyMs : retryDelayMs(attempt++, patience, random), signal);
    }
  }),
  // The kernel asks it.
  write: () => Promise.resolve({ ok: false, reason: "not_open" }),
});
