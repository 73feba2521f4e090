import { createReadStream } from "node:fs";
import { refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { measurementFileTexts } from "./texts.ts";

/** The bytes of a file, or of standard input for no path and for "-"; a person at a keyboard is told to paste. */
export const inputOf = (
  terminal: Terminal,
  path: string | undefined,
): AsyncIterable<Uint8Array | string> => {
  if (path !== undefined && path !== "-") return createReadStream(path, { highWaterMark: 1 << 18 });
  if (terminal.input.isTTY === true)
    terminal.err.say(`${measurementFileTexts[terminal.language].paste}\n`);
  return terminal.input as AsyncIterable<Uint8Array | string>;
};

/** Says why an input cannot be read. Throws what no system said: that is a fault of ours. */
export const refuseUnreadable = (
  terminal: Terminal,
  path: string | undefined,
  error: unknown,
): void => {
  const { code, message, mostBytes } = error as NodeJS.ErrnoException & { mostBytes?: number };
  if (code === undefined) throw error;
  const texts = measurementFileTexts[terminal.language];
  const name = path ?? "-";
  if (code === "ENOENT") refuse(terminal, texts.noFile(name));
  else if (code === "EACCES") refuse(terminal, texts.noRight(name));
  else if (code === "EISDIR") refuse(terminal, texts.isFolder(name));
  else if (code === "EFBIG" && mostBytes !== undefined)
    refuse(terminal, texts.tooLarge(name, mostBytes / 1024 ** 2));
  else refuse(terminal, texts.unreadable(name, message));
};
