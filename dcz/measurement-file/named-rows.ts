import type { Terminal } from "../terminal.ts";
import { measurementFileTexts } from "./texts.ts";

/** So many rows are named; of the others their number is said. */
const MOST_NAMED = 1000;

export interface NamedRows {
  /** Says on standard error what a command itself finds wrong in a row. */
  name(line: number, sentence: string): void;
  /** Of these rows only the number is known. */
  more(rows: number): void;
  /** Says how many more there were. */
  end(): void;
}

export const nameRows = (terminal: Terminal): NamedRows => {
  const texts = measurementFileTexts[terminal.language];
  let count = 0;
  return {
    name: (line, sentence) => {
      count += 1;
      if (count <= MOST_NAMED) terminal.err.say(`${texts.line(line, sentence)}\n`);
    },
    more: (rows) => {
      count += rows;
    },
    end: () => {
      if (count > MOST_NAMED) terminal.err.say(`${texts.more(count - MOST_NAMED)}\n`);
    },
  };
};
