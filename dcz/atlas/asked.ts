import { isUtf8 } from "node:buffer";
import { type FormatName, formatNames } from "../../cloud/src/atlas/formats/check.ts";
import type { Resource } from "../../cloud/src/atlas/formats/data-inclusion-schema.ts";
import { textOf } from "../../cloud/src/text-tables/encoding.ts";
import { refuse } from "../command.ts";
import { inputOf, refuseUnreadable } from "../measurement-file/input.ts";
import type { Terminal } from "../terminal.ts";
import { atlasTexts } from "./texts.ts";

/** A country's places are half of it. It takes about ten times as much of memory. */
const MOST_BYTES = 100_000_000;

/** The format that a person named; undefined when they have been told that there is none. */
export const askedFormat = (
  terminal: Terminal,
  option: string,
  name: string | undefined,
): FormatName | undefined => {
  const texts = atlasTexts[terminal.language];
  const found = formatNames.find((each) => each === name);
  if (found === undefined)
    refuse(
      terminal,
      name === undefined
        ? texts.noFormat(option, formatNames)
        : texts.unknownFormat(option, name, formatNames),
    );
  return found;
};

const RESOURCES: readonly Resource[] = ["structures", "services"];

/** Undefined where none was named, "refused" when it has been said that there is none of that name. */
export const askedResource = (
  terminal: Terminal,
  name: string | undefined,
): Resource | undefined | "refused" => {
  if (name === undefined) return undefined;
  const found = RESOURCES.find((each) => each === name);
  if (found !== undefined) return found;
  refuse(terminal, atlasTexts[terminal.language].unknownResource(name, RESOURCES));
  return "refused";
};

export interface AskedText {
  readonly text: string;
  readonly isUtf8: boolean;
}

const startsWide = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** The whole text of a file or of standard input; undefined when the person has been told why not. */
export const readAsked = async (
  terminal: Terminal,
  path: string | undefined,
): Promise<AskedText | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of inputOf(terminal, path)) {
      const bytes = Buffer.from(part as string);
      size += bytes.length;
      if (size > MOST_BYTES) {
        refuse(terminal, atlasTexts[terminal.language].tooLarge(MOST_BYTES / 1_000_000));
        return undefined;
      }
      parts.push(bytes);
    }
  } catch (error) {
    refuseUnreadable(terminal, path, error);
    return undefined;
  }
  const bytes = Buffer.concat(parts);
  let text = "";
  for await (const part of textOf(
    (async function* () {
      yield bytes;
    })(),
  ))
    text += part;
  return { text, isUtf8: isUtf8(bytes) && !startsWide(bytes) };
};
