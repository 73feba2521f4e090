import type { Command } from "commander";
import {
  type IndexName,
  indexTables,
  pollutantsOf,
} from "../../cloud/src/quality/indices/judge.ts";
import { createCommand, refuse } from "../command.ts";
import { type AskedFile, askedZone, openAskedFile, writeList } from "../measurement-file/open.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { type Answer, createAnswers } from "./answer.ts";
import { createCollected, MOST_SERIES } from "./collect.ts";
import { indexTexts } from "./texts.ts";

interface Options {
  readonly table?: string;
  readonly average?: boolean;
  readonly zone?: string;
  readonly quantity?: string;
}

const names = Object.keys(indexTables) as IndexName[];

export const indexCommand = (terminal: Terminal): Command => {
  const texts = indexTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  return createCommand(terminal, "index")
    .description(texts.description)
    .argument("[FILE]", ofFiles.file)
    .option("-t, --table <TABLE>", texts.table)
    .option("-a, --average", texts.average)
    .option("-z, --zone <ZONE>", ofFiles.zone)
    .option("-q, --quantity <NAME>", texts.quantity)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((file: string | undefined, options: Options) => index(terminal, file, options));
};

const index = async (terminal: Terminal, path: string | undefined, options: Options) => {
  const texts = indexTexts[terminal.language];
  const known = names.join(", ");
  const name = names.find((each) => each === options.table);
  if (options.table === undefined) return refuse(terminal, texts.missingTable(known));
  if (name === undefined) return refuse(terminal, texts.unknownTable(options.table, known));
  const pollutants = pollutantsOf(indexTables[name]);
  const valueIs = pollutants.find((each) => each === options.quantity);
  if (options.quantity !== undefined && valueIs === undefined)
    return refuse(terminal, texts.unknownQuantity(options.quantity, pollutants.join(", ")));
  const zone = askedZone(terminal, options.zone);
  if (zone === "refused") return;
  const asked = await openAskedFile(terminal, path, {
    quantities: pollutants,
    zone,
    ...(valueIs === undefined ? {} : { valueIs }),
  });
  if (asked === undefined) return;
  let isAnyKnown = false;
  async function* noticed(lists: AsyncIterable<readonly Answer[]>) {
    for await (const some of lists) {
      isAnyKnown ||= some.some(({ band }) => band !== null);
      yield some;
    }
  }
  const answers =
    options.average === true
      ? await averaged(terminal, name, asked)
      : rowByRow(terminal, name, asked);
  if (answers === undefined) return refuse(terminal, texts.tooManySeries(MOST_SERIES));
  await writeList(terminal, noticed(answers));
  if (isAnyKnown) return;
  terminal.err.say(`${measurementFileTexts[terminal.language].nothing}\n`);
  terminal.exit(1);
};

async function* rowByRow(terminal: Terminal, name: IndexName, { rows }: AskedFile) {
  const answers = createAnswers(name, terminal.language);
  for await (const some of rows()) yield some.map(answers.row);
}

/** Reads the whole file; undefined when it has too many series. */
const averaged = async (
  terminal: Terminal,
  name: IndexName,
  { file, rows }: AskedFile,
): Promise<AsyncGenerator<readonly Answer[]> | undefined> => {
  const collected = createCollected(name, terminal.language, file.zone);
  for await (const some of rows())
    for (const row of some) if (!collected.add(row)) return undefined;
  return (async function* () {
    yield* collected.answers();
  })();
};
