import type { Command } from "commander";
import { createCommand } from "../command.ts";
import { knownSensors } from "../known-sensors.ts";
import type { Terminal } from "../terminal.ts";
import { sensorsTexts } from "./texts.ts";

export const sensorsCommand = (terminal: Terminal): Command => {
  const texts = sensorsTexts[terminal.language];
  return createCommand(terminal, "sensors")
    .description(texts.description)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((options: { readonly json?: boolean }) =>
      options.json === true ? listAsJson(terminal) : listAsTable(terminal),
    );
};

/** Data only: framings, decoders and commands are functions or bytes, which say nothing in JSON. */
const listAsJson = (terminal: Terminal): Promise<void> => {
  const list = knownSensors.map(
    ({ framing: _, decode: __, dialogue: ___, commands, ...facts }) => ({
      ...facts,
      ...(commands === undefined ? {} : { commands: Object.keys(commands) }),
    }),
  );
  return terminal.out.data(`${JSON.stringify(list, undefined, 2)}\n`);
};

/** An optical counter gives dozens of size classes: the JSON has them all. */
const SHOWN = 8;
const shorten = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(" ")
    : `${names.slice(0, SHOWN).join(" ")} … +${names.length - SHOWN}`;

const listAsTable = (terminal: Terminal): void => {
  const { columns } = sensorsTexts[terminal.language];
  const rows = knownSensors.map(({ model, maker, name, bus, measures }) => [
    model,
    bus.kind,
    `${maker} ${name}`,
    shorten(measures.map(({ quantity }) => quantity)),
  ]);
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  terminal.out.say(`${terminal.out.style("bold", line(columns))}\n`);
  for (const row of rows) terminal.out.say(`${line(row)}\n`);
};
