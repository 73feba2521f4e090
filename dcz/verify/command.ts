import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { readPassphrase, refusePassphrase } from "../backup/passphrase.ts";
import { sizeOf } from "../backup/size.ts";
import { backupTexts } from "../backup/texts.ts";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { Verified, Verifier } from "./finding.ts";
import { verifyTexts } from "./texts.ts";

interface Options {
  readonly dataDir?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

export const verifyCommand = (terminal: Terminal, load: () => Promise<Verifier>): Command => {
  const texts = verifyTexts[terminal.language];
  const ofBackups = backupTexts[terminal.language];
  return createCommand(terminal, "verify")
    .description(texts.description)
    .argument("[FILE]", texts.file)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .option("--passphrase-file <FILE>", ofBackups.passphraseFile)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (file: string | undefined, options: Options) => {
      if (file !== undefined && options.dataDir !== undefined)
        return refuse(terminal, texts.bothGiven);
      const verifier = await load();
      return file === undefined
        ? verifyData(terminal, verifier, options)
        : verifyBackup(terminal, verifier, file, options);
    });
};

const json = (terminal: Terminal, value: unknown): Promise<void> =>
  terminal.out.data(`${JSON.stringify(value, undefined, 2)}\n`);

const verifyData = async (
  terminal: Terminal,
  verifier: Verifier,
  options: Options,
): Promise<void> => {
  const texts = verifyTexts[terminal.language];
  const folder = options.dataDir ?? verifier.dataDir;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return refuse(terminal, texts.noFolder(folder));
  const findings = await verifier.data(folder);
  if (options.json === true) await json(terminal, { findings });
  else showFindings(terminal, folder, findings);
  if (findings.some(({ isWhole }) => !isWhole)) terminal.exit(1);
};

const showFindings = (terminal: Terminal, folder: string, findings: readonly Verified[]): void => {
  const texts = verifyTexts[terminal.language];
  const { out } = terminal;
  const there = findings.filter(({ state }) => state !== "absent");
  if (there.length === 0) out.say(`${texts.nothing(folder)}\n`);
  for (const { process, place, state, detail, isWhole, present, missing } of there) {
    const title = `${process}: ${texts.states[state]} (${place})`;
    const lines = [
      ...(detail === undefined ? [] : [detail]),
      ...(present === undefined ? [] : [texts.present[process](present)]),
      ...(missing === undefined || missing === 0 ? [] : [texts.missing[process](missing)]),
      ...(missing === undefined && state === "damaged" ? [texts.unknownLoss] : []),
    ];
    out.say(`${out.style(isWhole ? "bold" : ["bold", "red"], title)}\n`);
    for (const line of lines) out.say(`  ${line}\n`);
  }
};

const verifyBackup = async (
  terminal: Terminal,
  verifier: Verifier,
  file: string,
  options: Options,
): Promise<void> => {
  const texts = verifyTexts[terminal.language];
  const ofBackups = backupTexts[terminal.language];
  const given = readPassphrase(options.passphraseFile, terminal.environment);
  if (!given.ok) return refusePassphrase(terminal, given);
  if (given.passphrase === undefined && (await verifier.isEncrypted(file)))
    return refuse(terminal, ofBackups.needsPassphrase(file));
  const found = await verifier.backup(file, given.passphrase);
  if (!found.isWhole) terminal.exit(1);
  if (options.json === true) return json(terminal, found);
  if (!found.isWhole) {
    terminal.err.say(`${texts.backupDamaged(file, found.detail)}\n`);
    return;
  }
  const { created, tables, files, bytes, encrypted } = found;
  terminal.out.say(`${texts.backupWhole(file, created)}\n`);
  terminal.out.say(`  ${texts.backupCounts(tables, files, sizeOf(bytes))}\n`);
  if (!encrypted) terminal.out.say(`  ${texts.backupClear}\n`);
};
