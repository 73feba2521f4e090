import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { BackupOutcome, Backups } from "./outcome.ts";
import { readPassphrase, refusePassphrase } from "./passphrase.ts";
import { sizeOf } from "./size.ts";
import { backupTexts } from "./texts.ts";

interface Options {
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

type Load = () => Promise<Backups>;

const createVoice = (terminal: Terminal) => {
  const texts = backupTexts[terminal.language];
  return {
    texts,
    say: (text: string) => terminal.out.say(`${text}\n`),
    fail(text: string) {
      terminal.err.say(`${text}\n`);
      terminal.exit(1);
    },
    json: (value: unknown) => terminal.out.data(`${JSON.stringify(value, undefined, 2)}\n`),
  };
};

const explain = (
  texts: (typeof backupTexts)["fr"],
  outcome: Extract<BackupOutcome, { ok: false }>,
): string => {
  switch (outcome.fault) {
    case "no_token":
      return texts.noToken(outcome.place);
    case "unreachable":
      return texts.unreachable(outcome.place);
    case "refused":
      return texts.refused(outcome.detail);
    default:
      return texts.notWritten(outcome.detail);
  }
};

export const backupCommand = (terminal: Terminal, load: Load): Command => {
  const { texts, say, fail, json } = createVoice(terminal);
  return createCommand(terminal, "backup")
    .description(texts.backup)
    .argument("<FILE>", texts.file)
    .option("--passphrase-file <FILE>", texts.passphraseFile)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.backupExamples}\n`)
    .action(async (file: string, options: Options) => {
      const given = readPassphrase(options.passphraseFile, terminal.environment);
      if (!given.ok) return refusePassphrase(terminal, given);
      const outcome = await (await load()).make(file, given.passphrase);
      if (!outcome.ok) return fail(explain(texts, outcome));
      const encrypted = given.passphrase !== undefined;
      if (options.json === true) return json({ file, bytes: outcome.bytes, encrypted });
      say(texts.made(file, sizeOf(outcome.bytes)));
      if (!encrypted) say(texts.clear);
      const { INFLUX_URL: url } = terminal.environment;
      if (url !== undefined && url !== "") say(texts.withoutSeries(url));
    });
};

export const restoreCommand = (terminal: Terminal, load: Load): Command => {
  const { texts, say, fail, json } = createVoice(terminal);
  return createCommand(terminal, "restore")
    .description(texts.restore)
    .argument("<FILE>", texts.file)
    .option("--passphrase-file <FILE>", texts.passphraseFile)
    .option("--replace", texts.replace)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.restoreExamples}\n`)
    .action(async (file: string, options: Options & { readonly replace?: boolean }) => {
      const given = readPassphrase(options.passphraseFile, terminal.environment);
      if (!given.ok) return refusePassphrase(terminal, given);
      const backups = await load();
      const { passphrase } = given;
      if (passphrase === undefined && (await backups.isEncrypted(file)))
        return refuse(terminal, texts.needsPassphrase(file));
      const replace = options.replace === true;
      const outcome = await backups.restore(file, { passphrase, replace });
      if (!outcome.ok) return fail(texts.notRestored(outcome.detail));
      if (options.json === true) return json(outcome);
      say(texts.restored(outcome.created));
      say(texts.counts(outcome.points, outcome.tables, outcome.files));
      if (outcome.erased > 0) say(texts.erased(outcome.erased));
      if (outcome.aside !== undefined) say(texts.aside(outcome.aside));
    });
};
