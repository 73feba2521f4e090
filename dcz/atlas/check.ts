import type { Command } from "commander";
import { checkAtlasFile } from "../../cloud/src/atlas/formats/check.ts";
import type { Finding } from "../../cloud/src/atlas/formats/finding.ts";
import { createCommand } from "../command.ts";
import { printable } from "../measurement-file/printable.ts";
import type { Terminal } from "../terminal.ts";
import { askedFormat, askedResource, readAsked } from "./asked.ts";
import { messageOf } from "./messages.ts";
import { atlasTexts } from "./texts.ts";

interface Options {
  readonly as?: string;
  readonly resource?: string;
  readonly json?: boolean;
}

export const checkCommand = (terminal: Terminal, today: () => string): Command => {
  const texts = atlasTexts[terminal.language];
  return createCommand(terminal, "check")
    .description(texts.checkDescription)
    .argument("[FILE]", atlasTexts[terminal.language].file)
    .option("--as <FORMAT>", texts.as)
    .option("--resource <RESOURCE>", texts.resource)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.checkHelp}\n`)
    .action((file: string | undefined, options: Options) => check(terminal, today, file, options));
};

/** So many findings of one kind are written out for people; a program gets all of them. */
const MOST_SHOWN = 1000;

const check = async (
  terminal: Terminal,
  today: () => string,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const { language } = terminal;
  const texts = atlasTexts[language];
  const format = askedFormat(terminal, "--as", options.as);
  if (format === undefined) return;
  const resource = askedResource(terminal, options.resource);
  if (resource === "refused") return;
  const asked = await readAsked(terminal, path);
  if (asked === undefined) return;
  const { rows, errors, warnings } = checkAtlasFile(asked.text, format, {
    ...{ today: today(), language, resource, isUtf8: asked.isUtf8 },
  });
  if (options.json === true) {
    const said = (findings: readonly Finding[]) =>
      findings.map(({ line, column, value, problem }) => ({
        ...{ line, column, value, message: messageOf(language, problem) },
      }));
    await terminal.out.data(
      `${JSON.stringify({ rows, errors: said(errors), warnings: said(warnings) }, undefined, 2)}\n`,
    );
  } else {
    show(terminal, "error", errors);
    show(terminal, "warning", warnings);
    terminal.out.say(`${texts.summary(rows, errors.length, warnings.length)}\n`);
  }
  if (errors.length > 0) terminal.exit(1);
};

const show = (
  terminal: Terminal,
  kind: "error" | "warning",
  findings: readonly Finding[],
): void => {
  const texts = atlasTexts[terminal.language];
  const colour = kind === "error" ? "red" : "yellow";
  for (const { line, column, value, problem } of findings.slice(0, MOST_SHOWN)) {
    const given =
      value === null || value === ""
        ? ""
        : printable(typeof value === "string" ? value : JSON.stringify(value));
    const head = terminal.out.style(colour, texts[kind]);
    terminal.out.say(
      `${head} ${texts.at(line, column === null ? "" : printable(column), given)} ${messageOf(terminal.language, problem)}\n`,
    );
  }
  if (findings.length > MOST_SHOWN)
    terminal.out.say(`${texts.more(findings.length - MOST_SHOWN)}\n`);
};
