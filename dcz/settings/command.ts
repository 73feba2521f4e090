import type { Command } from "commander";
import { createCommand } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { MachineSettings, Setting } from "./setting.ts";
import { settingsTexts } from "./texts.ts";

export const settingsCommand = (
  terminal: Terminal,
  read: () => Promise<MachineSettings>,
): Command => {
  const texts = settingsTexts[terminal.language];
  return createCommand(terminal, "settings")
    .description(texts.description)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (options: { readonly json?: boolean }) => {
      const { settings, wrong } = await read();
      if (options.json === true)
        await terminal.out.data(`${JSON.stringify({ settings, wrong }, undefined, 2)}\n`);
      else showSettings(terminal, settings);
      if (wrong.length === 0) return;
      if (options.json !== true) terminal.err.say(`\n${wrong.join("\n")}\n`);
      terminal.exit(1);
    });
};

const showSettings = (terminal: Terminal, settings: readonly Setting[]): void => {
  const texts = settingsTexts[terminal.language];
  const shown = ({ set, secret, value }: Setting) => {
    if (!set) return texts.unset;
    return secret ? texts.set : (value ?? "");
  };
  const rows = settings.map((setting) => [
    setting.name,
    shown(setting),
    setting.set ? texts.origins[setting.origin] : "",
    setting.processes.join(" "),
  ]);
  const widths = texts.columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  terminal.out.say(`${terminal.out.style("bold", line(texts.columns))}\n`);
  for (const row of rows) terminal.out.say(`${line(row)}\n`);
};
