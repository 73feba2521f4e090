import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import type { Command } from "commander";
import { type PollenReport, pollenReport } from "../../cloud/src/quality/pollen/report.ts";
import {
  type PollenScale,
  type PollenScaleKey,
  pollenScaleKeys,
  pollenScales,
  scaleNamed,
} from "../../cloud/src/quality/pollen/scales.ts";
import {
  isRuleFor,
  type PollenSeason,
  presetRule,
  presetYearStart,
  ruleNamed,
  yearStartNamed,
} from "../../cloud/src/quality/pollen/seasons.ts";
import type { Zone } from "../../cloud/src/text-tables/zone.ts";
import type { Administration } from "../administration/cloud.ts";
import { createCommand, refuse } from "../command.ts";
import type { Language } from "../language.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { askedTaxon, readCounts } from "./counts.ts";
import { importCommand } from "./import.ts";
import { pollenTexts } from "./texts.ts";

interface Options {
  readonly taxon?: string;
  readonly scale?: string;
  readonly rule?: string;
  readonly zone?: string;
  readonly yearStart?: string;
  readonly series?: string;
  readonly daily?: boolean;
}

export const pollenCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = pollenTexts[terminal.language];
  return createCommand(terminal, "pollen")
    .description(texts.description)
    .argument("[FILE]", texts.file)
    .option("--taxon <TAXON>", texts.taxon)
    .option("--scale <SCALE>", texts.scale)
    .option("--rule <RULE>", texts.rule)
    .option("--daily", texts.daily)
    .option("--zone <ZONE>", texts.zone)
    .option("--year-start <MM-DD>", texts.yearStart)
    .option("--series <NAME>", measurementFileTexts[terminal.language].series)
    .addCommand(importCommand(terminal, administration))
    .addHelpText("after", `\n${texts.help}\n`)
    .action((file: string | undefined, options: Options) => pollen(terminal, file, options));
};

interface Asked {
  readonly taxon: Taxon;
  readonly scale: PollenScaleKey;
  readonly rule: NonNullable<ReturnType<typeof ruleNamed>>;
  readonly yearStart: NonNullable<ReturnType<typeof yearStartNamed>>;
  readonly zone: Zone;
}

/** What the person asked for; a sentence where that cannot be. */
const understand = (terminal: Terminal, options: Options): Omit<Asked, "zone"> | string => {
  const texts = pollenTexts[terminal.language];
  const named = askedTaxon(terminal, options.taxon);
  if (typeof named === "string") return named;
  const { taxon } = named;
  if (options.scale === undefined) return texts.noScale(pollenScaleKeys);
  const scale = scaleNamed(options.scale);
  if (scale === undefined) return texts.unknownScale(options.scale, pollenScaleKeys);
  const rule = ruleNamed(options.rule ?? presetRule(taxon));
  if (rule === undefined) return texts.unknownRule(options.rule ?? "");
  if (!isRuleFor(rule.rule, taxon)) return texts.noRuleForTaxon(rule.key, taxon);
  const yearStart =
    options.yearStart === undefined ? presetYearStart(taxon) : yearStartNamed(options.yearStart);
  if (yearStart === undefined) return texts.wrongYearStart(options.yearStart ?? "");
  return { taxon, scale, rule, yearStart };
};

const pollen = async (terminal: Terminal, file: string | undefined, options: Options) => {
  const understood = understand(terminal, options);
  if (typeof understood === "string") return refuse(terminal, understood);
  const counts = await readCounts(terminal, file, { ...options, taxon: understood.taxon });
  if (counts === undefined) return;
  const { values, rows, zone } = counts;
  const asked: Asked = { ...understood, zone };

  const scale: PollenScale = pollenScales[asked.scale];
  const report = pollenReport(values, { ...asked, scale, zoneAt: () => zone.name });
  const result = {
    ...shown(report, asked, rows),
    ...(options.daily === true ? { daily: dailyShown(report, scale, terminal.language) } : {}),
  };
  await terminal.out.data(`${JSON.stringify(result, undefined, 2)}\n`);
  if (report.days === 0) {
    terminal.err.say(`${measurementFileTexts[terminal.language].nothing}\n`);
    return terminal.exit(1);
  }
  for (const sentence of remarks(terminal, report, asked)) terminal.err.say(`${sentence}\n`);
};

/** What to know of the scale before one believes the figures. */
const remarks = (terminal: Terminal, { bounds }: PollenReport, { taxon, scale: key }: Asked) => {
  const texts = pollenTexts[terminal.language];
  const scale: PollenScale = pollenScales[key];
  const title = scale.title[terminal.language];
  const why = bounds.known
    ? []
    : [bounds.why === "unpublished" ? texts.unpublished(title) : texts.noBounds(title, taxon)];
  return [...why, ...(scale.note === undefined ? [] : [scale.note[terminal.language]])];
};

/** Each day with its class and the scale's words for it. */
const dailyShown = ({ daily }: PollenReport, scale: PollenScale, language: Language) =>
  daily.map((day) => ({
    ...day,
    words: day.class === null ? null : (scale.classes[day.class]?.[language] ?? null),
  }));

const seasonShown = ({
  year,
  start,
  end,
  rule,
  days,
  missing,
  coverage,
  complete,
}: PollenSeason) => ({
  year,
  start: start ?? null,
  end: end ?? null,
  rule,
  days: days ?? null,
  missing: missing ?? null,
  coverage,
  complete,
});

const shown = (report: PollenReport, { taxon, scale: key, rule, zone }: Asked, count: number) => {
  const scale: PollenScale = pollenScales[key];
  const { bounds, classes } = report;
  return {
    count,
    max: report.max ?? null,
    above: bounds.known
      ? Object.fromEntries(classes.map(({ from, above }) => [String(from), above]))
      : null,
    days: report.days,
    seasons: report.seasons.map(seasonShown),
    sum: report.sum,
    taxon,
    unit: "grains/m³",
    rule: rule.key,
    zone: zone.name,
    scale: {
      key,
      bounds: bounds.known ? "published" : bounds.why,
      classes: classes.map(({ class: name, from, days }) => ({ class: name, from, days })),
      source: scale.source,
      asOf: scale.asOf,
    },
  };
};
