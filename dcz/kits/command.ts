import type { Command } from "commander";
import { createCommand } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type AcceptOptions, acceptKits } from "./accept.ts";
import { type BuyOptions, buyKits } from "./buy.ts";
import { checkKits, listKits, showKit } from "./show.ts";
import { kitsTexts } from "./texts.ts";
import { drawKit, type OutOptions, printGuide, writeEnclosure } from "./write.ts";

interface JsonOption {
  readonly json?: boolean;
}

export const kitsCommand = (terminal: Terminal): Command => {
  const texts = kitsTexts[terminal.language];
  const kits = createCommand(terminal, "kits")
    .description(texts.description)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    // Options after a subcommand are the subcommand's: `kits show KIT --json`.
    .enablePositionalOptions()
    .action((options: JsonOption) => listKits(terminal, options.json === true));
  kits.addCommand(
    createCommand(terminal, "show")
      .description(texts.show)
      .argument("[kit]", texts.kit)
      .option("--json", texts.json)
      .action((kit: string | undefined, options: JsonOption) =>
        showKit(terminal, kit, options.json === true),
      ),
  );
  kits.addCommand(
    createCommand(terminal, "check")
      .description(texts.check)
      .argument("[kit...]", texts.kit)
      .option("--json", texts.json)
      .action((names: string[], options: JsonOption) =>
        checkKits(terminal, names, options.json === true),
      ),
  );
  kits.addCommand(
    createCommand(terminal, "accept")
      .description(texts.accept.description)
      .argument("[kit]", texts.kit)
      .option("--emulated", texts.accept.withRecordings)
      .option("--json", texts.json)
      .action((kit: string | undefined, options: AcceptOptions) =>
        acceptKits(terminal, kit, options),
      ),
  );
  kits.addCommand(
    createCommand(terminal, "buy")
      .description(texts.buy)
      .argument("[orders...]", texts.orders)
      .option("--csv", texts.csv)
      .option("--json", texts.json)
      .option("--heads <n>", texts.heads)
      .action((orders: string[], options: BuyOptions) => buyKits(terminal, orders, options)),
  );
  kits.addCommand(
    createCommand(terminal, "draw")
      .description(texts.draw)
      .argument("[kit]", texts.kit)
      .option("--lang <lang>", texts.lang)
      .option("--out <file>", texts.outFile)
      .action((kit: string | undefined, options: OutOptions) => drawKit(terminal, kit, options)),
  );
  kits.addCommand(
    createCommand(terminal, "print")
      .description(texts.print)
      .argument("[kit]", texts.kit)
      .option("--lang <lang>", texts.lang)
      .option("--out <file>", texts.outFile)
      .action((kit: string | undefined, options: OutOptions) => printGuide(terminal, kit, options)),
  );
  kits.addCommand(
    createCommand(terminal, "enclosure")
      .description(texts.enclosure)
      .argument("[kit]", texts.kit)
      .option("--out <dir>", texts.outDir)
      .option("--set <measure...>", texts.set)
      .action((kit: string | undefined, options: OutOptions & { readonly set?: string[] }) =>
        writeEnclosure(terminal, kit, options),
      ),
  );
  return kits;
};
