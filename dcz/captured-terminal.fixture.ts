import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { createTerminal, type Terminal } from "./terminal.ts";

export interface Captured {
  readonly terminal: Terminal;
  /** Stops the command, as Ctrl-C does. */
  stop(): void;
  /** What was written, and the exit code. Call it once, when the command is over. */
  outcome(): Promise<{ stdout: string; stderr: string; code: number }>;
}

/** A terminal for tests: streams in memory, English, nothing interactive. */
export const captureTerminal = (environment: Record<string, string> = {}): Captured => {
  const output = new PassThrough();
  const errors = new PassThrough();
  const stopping = new AbortController();
  let code = 0;
  const said = Promise.all([text(output), text(errors)]);
  return {
    terminal: createTerminal({
      environment: { LANG: "en_GB.UTF-8", ...environment },
      input: new PassThrough(),
      output,
      errors,
      untilStopped: () => stopping.signal,
      exit: (wanted) => {
        code = wanted;
      },
    }),
    stop: () => stopping.abort(),
    async outcome() {
      output.end();
      errors.end();
      const [stdout, stderr] = await said;
      return { stdout, stderr, code };
    },
  };
};
