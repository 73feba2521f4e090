import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { Finding, Rescue } from "./finding.ts";
import { rescueTexts } from "./texts.ts";

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
}

export const rescueCommand = (
  terminal: Terminal,
  load: () => Promise<{ readonly dataDir: string; readonly rescue: Rescue }>,
): Command => {
  const texts = rescueTexts[terminal.language];
  return createCommand(terminal, "rescue")
    .description(texts.description)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (options: Options) => {
      const machine = await load();
      const folder = options.dataDir ?? machine.dataDir;
      const found = await stat(folder).catch(() => undefined);
      if (found?.isDirectory() !== true) return refuse(terminal, texts.noFolder(folder));
      const findings = await machine.rescue(folder);
      if (options.json === true)
        await terminal.out.data(`${JSON.stringify({ findings }, undefined, 2)}\n`);
      else showFindings(terminal, folder, findings);
      if (findings.some(({ isWhole }) => !isWhole)) terminal.exit(1);
    });
};

const showFindings = (terminal: Terminal, folder: string, findings: readonly Finding[]): void => {
  const texts = rescueTexts[terminal.language];
  const { out } = terminal;
  const there = findings.filter(({ state }) => state !== "absent");
  if (there.length === 0) out.say(`${texts.nothing(folder)}\n`);
  for (const { process, place, state, detail, isWhole, ...counts } of there) {
    const { present, rescued, missing, setAside } = counts;
    const isUntouched = state === "in_use" || state === "newer" || state === "refused";
    const lines = [
      ...(detail === undefined ? [] : [detail]),
      ...(present === undefined ? [] : [texts.present[process](present)]),
      ...(rescued === undefined ? [] : [texts.rescued[process](rescued)]),
      ...(missing === undefined || missing === 0 ? [] : [texts.missing[process](missing)]),
      ...(missing === undefined && !isWhole && !isUntouched ? [texts.unknownLoss] : []),
      ...(setAside === undefined ? [] : [texts.setAside(setAside)]),
    ];
    const title = `${process}: ${texts.states[state]} (${place})`;
    out.say(`${out.style(isWhole ? "bold" : ["bold", "red"], title)}\n`);
    for (const line of lines) out.say(`  ${line}\n`);
  }
};
