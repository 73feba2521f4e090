import { type InspectColor, styleText } from "node:util";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import { type Language, languageOf, showsUnicode, toAscii } from "./language.ts";

/** One of the two streams on which a command speaks. */
export interface Output {
  /** True on a terminal: progress and colours are shown only there. */
  readonly interactive: boolean;
  /** How wide it is, where it is a terminal. */
  readonly columns: number | undefined;
  /** Text for people; written in ASCII where the locale shows only that. */
  say(text: string): void;
  /** Data for programs, as it is; resolves when the reader has room for more. */
  data(text: string): Promise<void>;
  /** Coloured where the stream is a terminal and NO_COLOR is unset. */
  style(format: InspectColor | readonly InspectColor[], text: string): string;
}

/** Everything outside itself that a command uses, so that tests can replace it. */
export interface Terminal {
  readonly language: Language;
  readonly environment: Environment;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly out: Output;
  readonly err: Output;
  /** After this call Ctrl-C and SIGTERM no longer end the process: they abort this signal. */
  untilStopped(): AbortSignal;
  /** Sets what the program ends with. */
  exit(code: number): void;
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

const createOutput = (stream: Stream, environment: Environment): Output => {
  const shown = showsUnicode(environment) ? (text: string) => text : toAscii;
  return {
    interactive: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    say: (text) => {
      stream.write(shown(text));
    },
    data: async (text) => {
      if (stream.write(text)) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          stream.off("drain", done).off("close", done).off("error", done);
          resolve();
        };
        stream.on("drain", done).on("close", done).on("error", done);
      });
    },
    style: (format, text) => styleText(format, text, { stream }),
  };
};

export const createTerminal = (world: {
  readonly environment: Environment;
  readonly input: Terminal["input"];
  readonly output: Stream;
  readonly errors: Stream;
  readonly untilStopped: () => AbortSignal;
  readonly exit: (code: number) => void;
}): Terminal => ({
  language: languageOf(world.environment),
  environment: world.environment,
  input: world.input,
  out: createOutput(world.output, world.environment),
  err: createOutput(world.errors, world.environment),
  untilStopped: world.untilStopped,
  exit: world.exit,
});
