import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { OpenHouse } from "./house.ts";
import { resetTexts } from "./texts.ts";

interface Options {
  readonly dataDir?: string;
  readonly yes?: boolean;
  readonly evenUnsent?: boolean;
}

interface Machine {
  readonly dataDir: string;
  readonly openHouse: OpenHouse;
}

export const resetCommand = (terminal: Terminal, load: () => Promise<Machine>): Command => {
  const texts = resetTexts[terminal.language];
  const { out } = terminal;
  return createCommand(terminal, "reset")
    .description(texts.description)
    .option("--yes", texts.yes)
    .option("--even-unsent", texts.evenUnsent)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (options: Options) => {
      const machine = await load();
      const folder = options.dataDir ?? machine.dataDir;
      const house = machine.openHouse(folder);
      if (house === undefined) return refuse(terminal, texts.none(folder));
      const { names, held, unsent } = house;
      if (held !== undefined) return refuse(terminal, texts.held(held.process, held.detail));
      if (names.length > 0) out.say(`${texts.names(names.join(", "))}\n`);
      if (unsent > 0) out.say(`${texts.unsent(unsent)}\n`);
      if (unsent > 0 && options.evenUnsent !== true) return refuse(terminal, texts.askUnsent);
      if (options.yes !== true) return refuse(terminal, texts.ask);
      try {
        house.forget();
      } catch (error) {
        return refuse(terminal, texts.failed((error as Error).message));
      }
      out.say(`${texts.done}\n`);
    });
};
