import type { QuantityName } from "@datacityzen/hardware/quantities";
import { quantities } from "@datacityzen/hardware/quantities";
import type { Command } from "commander";
import { type NoiseHoursKey, noiseHours } from "../../cloud/src/quality/noise/hours.ts";
import {
  type Coverage,
  type NoiseIndicators,
  type NoiseReport,
  noiseReport,
} from "../../cloud/src/quality/noise/indicators.ts";
import { createValueSeries } from "../../cloud/src/quality/value-series.ts";
import { isoIn, type Zone } from "../../cloud/src/text-tables/zone.ts";
import { createCommand, refuse } from "../command.ts";
import { createLinesOfRows } from "../measurement-file/lines-of-rows.ts";
import { nameRows } from "../measurement-file/named-rows.ts";
import { readOneSeries } from "../measurement-file/one-series.ts";
import { askedZone, openAskedFile } from "../measurement-file/open.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { noiseTexts } from "./texts.ts";

interface Options {
  readonly hours?: string;
  readonly zone?: string;
  readonly time?: string;
  readonly level?: string;
  readonly series?: string;
}

const LONG_STEP_MS = 3_600_000;

export const noiseCommand = (terminal: Terminal): Command => {
  const texts = noiseTexts[terminal.language];
  return createCommand(terminal, "noise")
    .description(texts.description)
    .argument("[FILE]", texts.file)
    .option("--hours <HOURS>", texts.hours)
    .option("--zone <ZONE>", texts.zone)
    .option("--time <COLUMN>", texts.time)
    .option("--level <COLUMN>", texts.level)
    .option("--series <NAME>", measurementFileTexts[terminal.language].series)
    .addHelpText("after", `\n${texts.help}\n`)
    .action((file: string | undefined, options: Options) => noise(terminal, file, options));
};

const hoursNamed = (name: string | undefined): NoiseHoursKey | undefined =>
  (Object.keys(noiseHours) as NoiseHoursKey[]).find((key) => key === name?.toLowerCase());

const noise = async (terminal: Terminal, file: string | undefined, options: Options) => {
  const texts = noiseTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  const hours = hoursNamed(options.hours);
  if (hours === undefined) return refuse(terminal, texts.noHours);
  const askedFor = askedZone(terminal, options.zone);
  if (askedFor === "refused") return;
  const opened = await openAskedFile(
    terminal,
    file,
    {
      quantities: ["laeq"],
      valueIs: "laeq",
      zone: askedFor,
      ...(options.time === undefined ? {} : { timeColumn: options.time }),
      ...(options.level === undefined
        ? {}
        : { named: new Map<QuantityName, string>([["laeq", options.level]]) }),
    },
    (fault) => (fault.kind === "no_values" ? texts.noLevel(fault.found) : undefined),
  );
  if (opened === undefined) return;
  const { zone } = opened.file;

  const { plausible } = quantities.laeq;
  const series = createValueSeries();
  const lines = createLinesOfRows();
  const wrong = nameRows(terminal);
  const read = await readOneSeries(terminal, opened, options.series, (rows) => {
    for (const { line, ms, at, isDate, values } of rows) {
      if (isDate) {
        wrong.name(line, texts.noTimeOfDay(at));
        continue;
      }
      const level = values.laeq ?? Number.NaN;
      const isOutside = level < plausible[0] || level > plausible[1];
      if (isOutside) wrong.name(line, texts.outside(String(level)));
      lines.add(series.size, line);
      // The row is there: its instant is expected, and its value is missing.
      series.add(ms, isOutside ? Number.NaN : level);
    }
  });
  if (!read) return;
  const { values, contradictions } = series.ordered();
  for (const { at, row, kept, dropped } of contradictions.first.toSorted((a, b) => a.row - b.row))
    wrong.name(lines.lineOf(row), texts.twice(isoIn(zone, at), kept, dropped));
  wrong.more(contradictions.count - contradictions.first.length);
  wrong.end();
  const report = noiseReport(values, { hours: noiseHours[hours], zone: zone.name });
  await terminal.out.data(`${JSON.stringify(shown(report, hours, zone), undefined, 2)}\n`);
  if (report.count === 0) {
    terminal.err.say(`${ofFiles.nothing}\n`);
    return terminal.exit(1);
  }
  if (report.missing.length > 0)
    terminal.err.say(`${texts.missing(report.missing.map((period) => texts.periods[period]))}\n`);
  if (report.stepMs !== undefined && report.stepMs > LONG_STEP_MS)
    terminal.err.say(`${texts.longSteps(report.stepMs / 60_000)}\n`);
};

/** Far finer than any instrument, and without the last digits of floating point. */
const decibels = (level: number | undefined): number | null =>
  level === undefined ? null : Number(level.toFixed(4));

const coverageShown = ({ count, expected, coverage }: Coverage) => ({
  count,
  coverage: coverage ?? null,
  expected: expected ?? null,
});

const indicatorsShown = (indicators: NoiseIndicators) => ({
  laeq: decibels(indicators.laeq),
  lday: decibels(indicators.lday),
  levening: decibels(indicators.levening),
  lnight: decibels(indicators.lnight),
  lden: decibels(indicators.lden),
  l10: decibels(indicators.l10),
  l50: decibels(indicators.l50),
  l90: decibels(indicators.l90),
  ...coverageShown(indicators),
  lowest: decibels(indicators.lowest),
  highest: decibels(indicators.highest),
  missing: indicators.missing,
  periods: {
    day: coverageShown(indicators.periods.day),
    evening: coverageShown(indicators.periods.evening),
    night: coverageShown(indicators.periods.night),
  },
});

const shown = (report: NoiseReport, hours: NoiseHoursKey, zone: Zone) => ({
  ...indicatorsShown(report),
  step: report.stepMs === undefined ? null : report.stepMs / 1000,
  hours,
  zone: zone.name,
  days: report.days.map((day) => ({ date: day.date, ...indicatorsShown(day) })),
});
