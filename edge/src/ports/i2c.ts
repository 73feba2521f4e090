import { execFile } from "node:child_process";
import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { joined } from "@datacityzen/hardware/bytes";
import type { Dialogue, Exchange } from "@datacityzen/hardware/sensor";
import { pause } from "../pause.ts";
import { faultOfMessage } from "./fault-of-message.ts";
import type { Port, PortFault, Written } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";

export interface I2cOptions {
  /** The kernel's device, such as "/dev/i2c-1". */
  readonly path: string;
  /** Where the part may answer; the first that does is kept. */
  readonly addresses: readonly number[];
  readonly dialogue: Dialogue;
  /** From one reading to the next. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly patience?: Patience;
  /** The program of i2c-tools that speaks on the bus; Debian keeps it outside of a person's PATH. */
  readonly program?: string;
  /** Another bus than the machine's own. */
  readonly bus?: I2cBus;
  /** Called once the port is closed. */
  readonly onClosed?: () => Promise<void>;
}

/** What a bus does: writes to a part, or reads bytes of it. */
export type I2cBus = (
  address: number,
  message: { readonly write: Uint8Array } | { readonly read: number },
) => Promise<Transferred>;

export type Transferred =
  | { readonly ok: true; readonly reply: Uint8Array }
  | { readonly ok: false; readonly reason: PortFault; readonly detail: string };

/** A bus that hangs holds the program for ever. */
const LONGEST_TRANSFER_MS = 2000;
/** A part that has nothing new to say does not acknowledge; so often in a row, it is gone. */
const MISSES = 5;

const hexOf = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;

/** One message on the bus: what is written, or how many bytes are read. */
const transfer = (
  program: string,
  path: string,
  address: number,
  message: { readonly write: Uint8Array } | { readonly read: number },
): Promise<Transferred> => {
  const bus = /\d+$/.exec(path)?.[0] ?? "";
  const words =
    "write" in message
      ? [`w${message.write.length}@${hexOf(address)}`, ...Array.from(message.write, hexOf)]
      : [`r${message.read}@${hexOf(address)}`];
  return new Promise((resolve) => {
    const child = execFile(program, ["-y", bus, ...words], (error, stdout, stderr) => {
      clearTimeout(timer);
      if (error !== null) {
        const isMissing = error.code === "ENOENT";
        const detail = isMissing ? "i2c-tools is not installed" : stderr.trim() || error.message;
        return resolve({
          ok: false,
          reason: isMissing ? "failed" : faultOfMessage(detail),
          detail,
        });
      }
      const reply = Uint8Array.from(stdout.match(/0x[0-9a-f]{2}/gi) ?? [], Number);
      const wanted = "read" in message ? message.read : 0;
      return resolve(
        reply.length === wanted
          ? { ok: true, reply }
          : { ok: false, reason: "failed", detail: `${reply.length} bytes instead of ${wanted}` },
      );
    });
    // execFile's own limit asks the program to end, and waits until it has, and all that holds its output.
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      const detail = `no answer from the bus within ${LONGEST_TRANSFER_MS / 1000} s`;
      resolve({ ok: false, reason: "failed", detail });
    }, LONGEST_TRANSFER_MS);
  });
};

/**
 * A part on an I²C bus of the machine. The reader asks, so the port itself carries on the dialogue:
 * coefficients once, the start, then the question again and again. What each question brings is one
 * transaction; coefficients stand before it, as a capture keeps them together.
 */
export const openI2cPort = ({
  path,
  addresses,
  dialogue,
  everyMs,
  now,
  random,
  patience = { firstMs: 1000, longestMs: 10_000 },
  program = "/usr/sbin/i2ctransfer",
  bus = (address, message) => transfer(program, path, address, message),
  onClosed = async () => undefined,
}: I2cOptions): Port => {
  /** What somebody wants to tell the part: said between two questions. */
  const asked: { readonly bytes: Uint8Array; readonly done: (written: Written) => void }[] = [];
  let isReading = false;
  const run = async (emit: PortEmitter, signal: AbortSignal): Promise<void> => {
    /** All steps, one after the other; the replies joined. */
    const runSteps = async (address: number, steps: readonly Exchange[]): Promise<Transferred> => {
      const replies: Uint8Array[] = [];
      for (const { send, waitMs = 0, replyBytes } of steps) {
        const written = await bus(address, { write: send });
        if (!written.ok) return written;
        await pause(waitMs, signal);
        if (replyBytes === undefined) continue;
        const read = await bus(address, { read: replyBytes });
        if (!read.ok) return read;
        replies.push(read.reply);
      }
      return { ok: true, reply: joined(...replies) };
    };

    /** Makes the part measure; one that measures already takes no start before it is stopped. */
    const begin = async (address: number): Promise<Transferred> => {
      const { calibration = [], start = [], sleep = [] } = dialogue;
      const started = await runSteps(address, start);
      if (!started.ok && sleep.length > 0 && start.length > 0) {
        const stopped = await runSteps(address, sleep);
        if (!stopped.ok) return started;
        const again = await runSteps(address, start);
        if (!again.ok) return again;
      } else if (!started.ok) return started;
      return runSteps(address, calibration);
    };

    /** Reads until the part is gone or the port is closed. */
    const readOn = async (address: number, coefficients: Uint8Array): Promise<string> => {
      let missed = 0;
      let detail = "";
      while (!signal.aborted && missed < MISSES) {
        for (const { bytes, done } of asked.splice(0)) {
          const written = await bus(address, { write: bytes });
          done(written.ok ? { ok: true } : { ok: false, reason: "failed" });
        }
        const read = await runSteps(address, dialogue.read ?? []);
        if (read.ok) emit.bytes(joined(coefficients, read.reply));
        else detail = read.detail;
        missed = read.ok ? 0 : missed + 1;
        await pause(everyMs, signal);
      }
      return detail;
    };

    let attempt = 0;
    while (!signal.aborted) {
      let last: Transferred | undefined;
      for (const address of addresses) {
        last = await begin(address);
        // A part without a start and without coefficients shows by its first reading that it is there.
        if (last.ok && dialogue.start === undefined && dialogue.calibration === undefined) {
          const tried = await runSteps(address, dialogue.read ?? []);
          if (!tried.ok) last = tried;
        }
        if (!last.ok || signal.aborted) continue;
        attempt = 0;
        emit.opened();
        isReading = true;
        const detail = await readOn(address, last.reply);
        isReading = false;
        for (const { done } of asked.splice(0)) done({ ok: false, reason: "not_open" });
        emit.lost("unplugged", detail);
        last = undefined;
        break;
      }
      if (last !== undefined && !last.ok) emit.lost(last.reason, last.detail);
      await pause(retryDelayMs(attempt++, patience, random), signal);
    }
  };

  const stream = streamEvents(now, run);
  return {
    ...stream,
    async close() {
      await stream.close();
      await onClosed();
    },
    // Every question is the port's own; what is written comes before the next.
    write: (bytes) =>
      isReading
        ? new Promise((done) => asked.push({ bytes, done }))
        : Promise.resolve({ ok: false, reason: "not_open" }),
  };
};
