import type { Command } from "commander";
import * as z from "zod";
import {
  ForecastSource,
  MOST_FORECASTS,
  PollenForecastScale,
  pollenForecastScales,
} from "../../cloud/src/quality/forecasts/forecast.ts";
import type { GivenForecast } from "../../cloud/src/quality/forecasts/given-forecast.ts";
import { openForecasts } from "../../cloud/src/quality/forecasts/read-table.ts";
import type { ForecastRowFault, SaidForAll } from "../../cloud/src/quality/forecasts/rows.ts";
import { readTime } from "../../cloud/src/text-tables/times.ts";
import { openZone } from "../../cloud/src/text-tables/zone.ts";
import type { Administration } from "../administration/cloud.ts";
import { createDesk } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import { inputOf, refuseUnreadable } from "../measurement-file/input.ts";
import { type NamedRows, nameRows } from "../measurement-file/named-rows.ts";
import { askedZone } from "../measurement-file/open.ts";
import { printable } from "../measurement-file/printable.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { forecastTexts } from "./texts.ts";

interface Options {
  readonly source?: string;
  readonly territory?: string;
  readonly station?: string;
  readonly scale?: string;
  readonly issued?: string;
  readonly zone?: string;
}

/** What the cloud says of some rows. */
const Taken = z.object({
  kept: z.number(),
  changed: z.number(),
  refused: z.number(),
  refusals: z.array(z.object({ row: z.number(), detail: z.string() })),
});

export const forecastsCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = forecastTexts[terminal.language];
  const imports = createCommand(terminal, "import")
    .description(texts.importDescription)
    .argument("[FILE]", texts.file)
    .option("--source <SOURCE>", texts.source)
    .option("--territory <KEY>", texts.territory)
    .option("--station <STATION>", texts.station)
    .option("--scale <SCALE>", texts.scale(pollenForecastScales))
    .option("--issued <INSTANT>", texts.issued)
    .option("--zone <ZONE>", measurementFileTexts[terminal.language].zone)
    .addHelpText("after", `\n${texts.help}\n`)
    .action((file: string | undefined, options: Options) =>
      importForecasts(terminal, administration, file, options),
    );
  return createCommand(terminal, "forecasts").description(texts.description).addCommand(imports);
};

/** What the person said for all rows; a sentence where that cannot be. */
const understand = (
  terminal: Terminal,
  options: Options,
): { readonly source: string; readonly said: Omit<SaidForAll, "zone"> } | string => {
  const texts = forecastTexts[terminal.language];
  const source = ForecastSource.safeParse(options.source);
  if (!source.success) return texts.noSource;
  const { territory, station } = options;
  if (territory !== undefined && station !== undefined) return texts.onePlace;
  const scale = PollenForecastScale.optional().safeParse(options.scale);
  if (!scale.success) return texts.unknownScale(options.scale ?? "", pollenForecastScales);
  const time = options.issued === undefined ? undefined : readTime(options.issued);
  if (options.issued !== undefined && time?.offset === undefined)
    return texts.wrongIssued(options.issued);
  const issued =
    time?.offset === undefined ? undefined : new Date(time.local - time.offset).toISOString();
  return { source: source.data, said: { territory, station, scale: scale.data, issued } };
};

const sentenceOf = (terminal: Terminal, fault: ForecastRowFault): string => {
  const texts = forecastTexts[terminal.language];
  const { wrong } = measurementFileTexts[terminal.language];
  switch (fault.kind) {
    case "fields":
      return wrong.fields(fault.found, fault.expected);
    case "day":
      return texts.wrong.day(printable(fault.text));
    case "issued":
      return wrong.time(printable(fault.text));
    case "value":
      return texts.wrong.value(printable(fault.text));
    case "subject":
      return texts.wrong.subject(printable(fault.text));
    case "scale":
      return texts.unknownScale(printable(fault.text), pollenForecastScales);
    case "quotes":
      return wrong.quotes;
    case "too_long":
      return wrong.tooLong;
    case "no_place":
      return texts.wrong.noPlace;
    case "no_issued":
      return texts.wrong.noIssued;
    default:
      return fault satisfies never;
  }
};

const importForecasts = async (
  terminal: Terminal,
  administration: () => Promise<Administration>,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const texts = forecastTexts[terminal.language];
  const understood = understand(terminal, options);
  if (typeof understood === "string") return refuse(terminal, understood);
  const asked = askedZone(terminal, options.zone);
  if (asked === "refused") return;
  const zone = asked ?? openZone("Europe/Paris");
  if (zone === undefined) throw new Error("No zone Europe/Paris on this machine.");
  const wrong = nameRows(terminal);
  const sender = createSender(terminal, administration, understood.source, wrong);
  try {
    const opened = await openForecasts(inputOf(terminal, path), { ...understood.said, zone });
    if (!opened.ok)
      return refuse(
        terminal,
        opened.found.length === 0
          ? measurementFileTexts[terminal.language].empty
          : texts.noColumns(opened.found.map(printable)),
      );
    for await (const row of opened.rows()) {
      if ("fault" in row) wrong.name(row.line, sentenceOf(terminal, row.fault));
      else if (!(await sender.add(row.line, row.forecasts))) return;
    }
  } catch (error) {
    return refuseUnreadable(terminal, path, error);
  }
  if (!(await sender.end())) return;
  wrong.end();
  const { kept, changed } = sender.counts();
  if (kept === 0) {
    terminal.err.say(`${texts.nothing}\n`);
    return terminal.exit(1);
  }
  terminal.out.say(`${texts.imported(kept, changed, understood.source)}\n`);
};

/** Sends rows to the cloud, many at a time; the lines of those that it refuses are named. */
const createSender = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
  source: string,
  wrong: NamedRows,
) => {
  const { answerTo } = createDesk(terminal, administration);
  let waiting: { readonly line: number; readonly forecast: GivenForecast }[] = [];
  let kept = 0;
  let changed = 0;
  /** False when the cloud took none of them: the person has been told why. */
  const send = async (): Promise<boolean> => {
    if (waiting.length === 0) return true;
    const some = waiting;
    waiting = [];
    const answer = await answerTo({
      ...{ method: "POST", path: "/api/v1/quality/forecasts" },
      body: { source, forecasts: some.map(({ forecast }) => forecast) },
    });
    if (answer === undefined) return false;
    const taken = Taken.parse(answer.body);
    kept += taken.kept;
    changed += taken.changed;
    // A line has several forecasts: what is wrong with all of them is said once.
    const said = new Set<string>();
    for (const { row, detail } of taken.refusals) {
      const line = some[row]?.line ?? 0;
      if (!said.has(`${line} ${detail}`)) wrong.name(line, `${printable(detail)}.`);
      said.add(`${line} ${detail}`);
    }
    wrong.more(taken.refused - taken.refusals.length);
    return true;
  };
  return {
    async add(line: number, forecasts: readonly GivenForecast[]): Promise<boolean> {
      if (waiting.length + forecasts.length > MOST_FORECASTS && !(await send())) return false;
      waiting.push(...forecasts.map((forecast) => ({ line, forecast })));
      return true;
    },
    end: send,
    counts: () => ({ kept, changed }),
  };
};
