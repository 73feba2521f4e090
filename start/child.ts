import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import { compiled } from "./compiled.ts";
import { TWO_HEAPS } from "./less-memory.ts";
import { type LogLine, parseLog } from "./log.ts";

/** How a process ended: its exit code, or the signal that ended it. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a process wrote. */
export type Output =
  | { readonly kind: "log"; readonly log: LogLine }
  /** Text that is no log line: a sentence for people, or a stack trace. */
  | { readonly kind: "text"; readonly text: string };

/** One run of one process. */
export interface Child {
  readonly pid: number | undefined;
  /** The fields of its "ready" line; undefined when it ended before. */
  readonly ready: Promise<LogLine["fields"] | undefined>;
  readonly ended: Promise<End>;
  kill(signal: NodeJS.Signals): void;
}

const root = join(import.meta.dirname, "..");

export const startChild = ({
  program,
  environment,
  onOutput,
}: {
  /** Relative to the repository. */
  readonly program: string;
  readonly environment: Environment;
  readonly onOutput: (output: Output) => void;
}): Child => {
  const stopWithParent = new URL("stop-with-parent.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", stopWithParent, program], {
    cwd: root,
    env: { ...TWO_HEAPS, ...compiled, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A process group of its own: Ctrl-C in a terminal reaches only us, and we stop the children
    // in their order; and what the child has started itself can be ended with it.
    detached: true,
  });
  const ready = Promise.withResolvers<LogLine["fields"] | undefined>();
  const ended = Promise.withResolvers<End>();

  const onLine = (text: string) => {
    const log = parseLog(text);
    onOutput(log === undefined ? { kind: "text", text } : { kind: "log", log });
    if (log?.message === "ready") ready.resolve(log.fields);
  };
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on("line", onLine);

  child.once("error", (error) => {
    onOutput({ kind: "text", text: error.message });
    ready.resolve(undefined);
    ended.resolve({ code: 1, signal: null });
  });
  // What it started itself must neither outlive it nor hold its output open.
  child.once("exit", () => signalGroup(child.pid, "SIGKILL"));
  // "close" and not "exit": by then all that it wrote has been read.
  child.once("close", (code, signal) => {
    ready.resolve(undefined);
    ended.resolve({ code, signal });
  });

  return {
    pid: child.pid,
    ready: ready.promise,
    ended: ended.promise,
    kill(signal) {
      if (signal === "SIGKILL") signalGroup(child.pid, signal);
      else child.kill(signal);
    },
  };
};

/** Signals a process and all that it has started; nothing when they are gone. */
const signalGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};
