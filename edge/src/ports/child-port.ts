import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { pause } from "../pause.ts";
import { faultOfMessage } from "./fault-of-message.ts";
import type { Port, PortFault } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";

export interface ChildPortOptions {
  /** A program and its words: what is written to the port is its input, what it says are the port's bytes. */
  readonly program: readonly string[];
  /** The package of Debian in which the program is. */
  readonly debianPackage: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly patience?: Patience;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Ended = readonly [reason: PortFault, detail: string];

/** What env and shells say of a program that they do not find. */
const NOT_FOUND = 127;
const KEPT_COMPLAINTS = 2000;
/** A program that lives so long has opened its device. */
const OPENED_AFTER_MS = 100;

/** A device that a program of the system opens, and is started anew when that program ends. */
export const openChildPort = ({
  program: [command = "", ...words],
  debianPackage,
  now,
  random,
  patience = { firstMs: 1000, longestMs: 10_000 },
}: ChildPortOptions): Port => {
  let current: Child | undefined;

  const live = async (emit: PortEmitter, signal: AbortSignal): Promise<Ended> => {
    const child = spawn(command, words, { stdio: ["pipe", "pipe", "pipe"] });
    const ended = new AbortController();
    let opened = false;
    let complaints = "";
    const open = () => {
      if (opened || ended.signal.aborted) return;
      opened = true;
      current = child;
      emit.opened();
    };
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints = (complaints + text).slice(-KEPT_COMPLAINTS);
    });
    child.stdout.on("data", (bytes: Buffer) => {
      open();
      emit.bytes(bytes);
    });
    // A write to a program that has just ended.
    child.stdin.on("error", () => undefined);
    const stop = () => void child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    const { promise, resolve } = Promise.withResolvers<Ended>();
    child.once("error", (error) => resolve(["failed", error.message]));
    child.once("close", (code, killed) => {
      const last = complaints.trim().split("\n").at(-1) || `${command} ended (${killed ?? code})`;
      if (code === NOT_FOUND) resolve(["failed", `${debianPackage} is not installed`]);
      else resolve([opened ? "unplugged" : faultOfMessage(complaints), last]);
    });
    const waited = pause(OPENED_AFTER_MS, ended.signal).then(open);
    const why = await promise;
    ended.abort();
    await waited;
    current = undefined;
    signal.removeEventListener("abort", stop);
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      await once(child, "exit");
    return why;
  };

  return {
    ...streamEvents(now, async (emit, signal) => {
      let attempt = 0;
      while (!signal.aborted) {
        const [reason, detail] = await live(emit, signal);
        if (reason === "unplugged") attempt = 0;
        emit.lost(reason, detail);
        await pause(retryDelayMs(attempt++, patience, random), signal);
      }
    }),
    write(bytes) {
      const child = current;
      if (child === undefined) return Promise.resolve({ ok: false, reason: "not_open" });
      return new Promise((resolve) => {
        child.stdin.write(bytes, (error) =>
          resolve(error ? { ok: false, reason: "failed" } : { ok: true }),
        );
      });
    },
  };
};
