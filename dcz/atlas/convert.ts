import type { Command } from "commander";
import { type Converted, convertAtlasFile } from "../../cloud/src/atlas/formats/convert.ts";
import type { Finding } from "../../cloud/src/atlas/formats/finding.ts";
import { createCommand } from "../command.ts";
import { printable } from "../measurement-file/printable.ts";
import type { Terminal } from "../terminal.ts";
import { askedFormat, askedResource, readAsked } from "./asked.ts";
import { messageOf } from "./messages.ts";
import { atlasTexts } from "./texts.ts";

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly resource?: string;
}

export const convertCommand = (terminal: Terminal, today: () => string): Command => {
  const texts = atlasTexts[terminal.language];
  return createCommand(terminal, "convert")
    .description(texts.convertDescription)
    .argument("[FILE]", atlasTexts[terminal.language].file)
    .option("--from <FORMAT>", texts.from)
    .option("--to <FORMAT>", texts.to)
    .option("--resource <RESOURCE>", texts.resource)
    .addHelpText("after", `\n${texts.convertHelp}\n`)
    .action((file: string | undefined, options: Options) =>
      convert(terminal, today, file, options),
    );
};

const convert = async (
  terminal: Terminal,
  today: () => string,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const { language } = terminal;
  const texts = atlasTexts[language];
  const from = askedFormat(terminal, "--from", options.from);
  if (from === undefined) return;
  const to = askedFormat(terminal, "--to", options.to);
  if (to === undefined) return;
  const resource = askedResource(terminal, options.resource);
  if (resource === "refused") return;
  const asked = await readAsked(terminal, path);
  if (asked === undefined) return;
  const converted = convertAtlasFile(asked.text, {
    ...{ from, to, resource, today: today(), language },
  });
  await terminal.out.data(converted.text);
  tell(terminal, converted);
  if (to === "data-inclusion" && from !== to && resource === undefined)
    terminal.err.say(`${texts.structuresOnly}\n`);
  if (converted.unread.length > 0) terminal.exit(1);
};

/** So many lines of a column are named. */
const MOST_LINES = 10;

const linesOf = (terminal: Terminal, lines: readonly number[]): string => {
  const texts = atlasTexts[terminal.language];
  const distinct = [...new Set(lines)];
  return texts.lines(distinct.slice(0, MOST_LINES), distinct.length - MOST_LINES);
};

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(" | ");
  return typeof value === "string" ? value : JSON.stringify(value);
};

const tell = (terminal: Terminal, { rows, losses, unread, refused }: Converted): void => {
  const { language } = terminal;
  const texts = atlasTexts[language];
  for (const { line, problem } of unread)
    terminal.err.say(`${texts.unread(line, messageOf(language, problem))}\n`);
  for (const [column, some] of Map.groupBy(losses, (loss) => loss.column)) {
    const example = printable(textOf(some[0]?.value));
    const where = linesOf(
      terminal,
      some.map(({ line }) => line),
    );
    terminal.err.say(`${texts.lost(printable(column), some.length, example, where)}\n`);
  }
  const kinds = Map.groupBy(
    refused,
    ({ column, problem }: Finding) => `${column ?? ""} ${problem.kind}`,
  );
  for (const [first, ...others] of kinds.values()) {
    if (first === undefined) continue;
    const where = linesOf(
      terminal,
      [first, ...others].map(({ line }) => line),
    );
    terminal.err.say(
      `${texts.unfit(first.column ?? "", messageOf(language, first.problem), where)}\n`,
    );
  }
  terminal.err.say(`${texts.converted(rows, losses.length)}\n`);
};
