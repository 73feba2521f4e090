import type { Command } from "commander";
import type { OzoneOfHour } from "../../cloud/src/quality/indices/average.ts";
import {
  type IndexName,
  indexTables,
  pollutantsOf,
} from "../../cloud/src/quality/indices/judge.ts";
import { whoOfYears } from "../../cloud/src/quality/limits/who.ts";
import { createCommand, refuse } from "../command.ts";
import { type AskedFile, askedZone, openAskedFile, writeList } from "../measurement-file/open.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { type Answer, type AskedIndex, createAnswers } from "./answer.ts";
import { createCollected, MOST_SERIES } from "./collect.ts";
import { indexTexts } from "./texts.ts";

interface Options {
  readonly table?: string;
  readonly average?: boolean;
  readonly ozone?: string;
  readonly period?: string;
  readonly zone?: string;
  readonly quantity?: string;
}

/** The US index also knows ozone of an hour and sulphur dioxide of a day. */
const secondHours = new Map([
  ["o3", 1],
  ["so2", 24],
] as const);

const names = Object.keys(indexTables) as IndexName[];

export const indexCommand = (terminal: Terminal): Command => {
  const texts = indexTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  return createCommand(terminal, "index")
    .description(texts.description)
    .argument("[FILE]", ofFiles.file)
    .option("-t, --table <TABLE>", texts.table)
    .option("-a, --average", texts.average)
    .option("--ozone <RULE>", texts.ozone)
    .option("--period <PERIOD>", texts.period)
    .option("-z, --zone <ZONE>", ofFiles.zone)
    .option("-q, --quantity <NAME>", texts.quantity)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((file: string | undefined, options: Options) => indexFile(terminal, file, options));
};

const indexFile = async (terminal: Terminal, path: string | undefined, options: Options) => {
  const texts = indexTexts[terminal.language];
  const known = names.join(", ");
  const name = names.find((each) => each === options.table?.toLowerCase());
  if (options.table === undefined) return refuse(terminal, texts.missingTable(known));
  if (name === undefined) return refuse(terminal, texts.unknownTable(options.table, known));
  const index = askedIndex(terminal, name, options);
  const ozone = askedOzone(terminal, name, options);
  if (index === "refused" || ozone === "refused") return;
  const pollutants = pollutantsOf(index.table);
  const valueIs = pollutants.find((each) => each === options.quantity);
  if (options.quantity !== undefined && valueIs === undefined)
    return refuse(terminal, texts.unknownQuantity(options.quantity, pollutants.join(", ")));
  const zone = askedZone(terminal, options.zone);
  if (zone === "refused") return;
  const asked = await openAskedFile(terminal, path, {
    quantities: pollutants,
    zone,
    // A row of the US index may know both; an average makes one of the other.
    ...(name === "usaqi" && options.average !== true ? { besides: secondHours } : {}),
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
      ? await averaged(terminal, index, ozone, asked)
      : rowByRow(index, asked);
  if (answers === undefined) return refuse(terminal, texts.tooManySeries(MOST_SERIES));
  await writeList(terminal, noticed(answers));
  if (isAnyKnown) return;
  terminal.err.say(`${measurementFileTexts[terminal.language].nothing}\n`);
  terminal.exit(1);
};

const askedIndex = (
  terminal: Terminal,
  name: IndexName,
  { period = "day" }: Options,
): AskedIndex | "refused" => {
  const { language } = terminal;
  if (period === "day") return { name, table: indexTables[name], language };
  if (period === "year" && name === "who") return { name, table: whoOfYears, language };
  refuse(terminal, indexTexts[language].wrongPeriod(period));
  return "refused";
};

const askedOzone = (
  terminal: Terminal,
  name: IndexName,
  { ozone = "8h", average = false }: Options,
): OzoneOfHour | "refused" => {
  if (ozone === "8h") return ozone;
  if (ozone === "nowcast" && name === "usaqi" && average) return ozone;
  refuse(terminal, indexTexts[terminal.language].wrongOzone(ozone));
  return "refused";
};

async function* rowByRow(index: AskedIndex, { rows }: AskedFile) {
  const answers = createAnswers(index);
  for await (const some of rows()) yield some.map(answers.row);
}

/** Reads the whole file; undefined when it has too many series. */
const averaged = async (
  terminal: Terminal,
  index: AskedIndex,
  ozone: OzoneOfHour,
  { file, rows }: AskedFile,
): Promise<AsyncGenerator<readonly Answer[]> | undefined> => {
  const collected = createCollected(index, { zone: file.zone, ozone });
  let areDays = true;
  for await (const some of rows())
    for (const row of some) {
      areDays &&= row.isDate;
      if (!collected.add(row)) return undefined;
    }
  return (async function* () {
    yield* collected.answers();
    if (areDays) terminal.err.say(`${indexTexts[terminal.language].daysAlready}\n`);
  })();
};
