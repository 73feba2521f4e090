import { origins } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Command } from "commander";
import * as z from "zod";
import { editDistance } from "../../cloud/src/edit-distance.ts";
import type { Administration } from "../administration/cloud.ts";
import { createDesk, queryOf } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { calibrateCommand } from "./calibrate.ts";
import { CalibrationLine } from "./calibration-line.ts";
import { Consolidated, whyNotConsolidated } from "./consolidated.ts";
import { qualityTexts } from "./texts.ts";

/** As the API takes it: a day and a time with their offset. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;
const SHOWN = 3;

/** The quantities whose names differ least. */
const nearestTo = (typed: string): readonly string[] => {
  const name = typed.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return Object.keys(quantities)
    .map((known) => ({ known, distance: editDistance(name, known) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, SHOWN)
    .map(({ known }) => known);
};

interface Options {
  readonly json?: boolean;
  readonly sensor?: string;
}

const Words = z.object({ fr: z.string(), en: z.string() });

const Lineage = z.object({
  unit: z.string(),
  values: z.array(
    z.object({
      sensor: z.string(),
      model: z.string().optional(),
      origin: z.enum(origins),
      at: z.string(),
      raw: z
        .object({ value: z.number(), first: z.number().optional(), received: z.string() })
        .optional(),
      reprocessed: z
        .object({
          value: z.number(),
          stored: z.object({ value: z.number() }).optional(),
          agrees: z.boolean().optional(),
          uncertainty: z.number(),
          recipe: z.string(),
          version: z.number(),
          title: Words,
          valid: Words,
          parameters: z.record(z.string(), z.union([z.number(), z.string()])),
          sources: z.array(z.object({ title: z.string(), url: z.string() })),
          inputs: z.array(
            z.object({
              quantity: z.string(),
              sensor: z.string(),
              at: z.string(),
              value: z.number(),
            }),
          ),
        })
        .optional(),
      whyNot: z
        .enum(["no_recipe", "not_corrected", "indoors", "no_humidity", "not_valid"])
        .optional(),
      consolidated: Consolidated.optional(),
      whyNotConsolidated: z.enum(whyNotConsolidated).optional(),
      doubts: z.array(
        z.object({ check: z.string(), says: Words, from: z.string(), until: z.string() }),
      ),
      annotations: z.array(
        z.object({
          says: Words,
          note: z.string().optional(),
          by: z.enum(["host", "steward"]),
          from: z.string(),
          until: z.string(),
        }),
      ),
    }),
  ),
});
type Value = z.infer<typeof Lineage>["values"][number];

export const qualityCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const { language } = terminal;
  const texts = qualityTexts[language];
  const { ask, say } = createDesk(terminal, administration);

  const tell = (quantity: string, unit: string, value: Value): void => {
    const { sensor, model, origin, at, raw, reprocessed, whyNot, doubts, annotations } = value;
    say(texts.value(quantity, sensor, at));
    if (model !== undefined) say(texts.model(model));
    if (origin !== "measured") say(texts.notMeasured(texts[origin]));
    if (raw !== undefined) say(texts.raw(raw.value, unit, raw.received));
    if (raw?.first !== undefined) say(texts.chosen(raw.first));
    if (reprocessed !== undefined) {
      const { title, recipe, version, stored, agrees } = reprocessed;
      say(texts.made(reprocessed.value, unit, Number(reprocessed.uncertainty.toFixed(1))));
      say(texts.recipe(title[language], `${recipe}@${version}`));
      const line = CalibrationLine.safeParse(reprocessed.parameters).data;
      if (line !== undefined) say(texts.line(line, unit));
      say(texts.valid(reprocessed.valid[language]));
      for (const input of reprocessed.inputs)
        say(texts.input(input.quantity, input.value, input.sensor, input.at));
      for (const source of reprocessed.sources) say(texts.source(`${source.title} ${source.url}`));
      if (stored === undefined) say(texts.notStored);
      else say(agrees === true ? texts.agrees : texts.differs(stored.value));
    }
    if (whyNot !== undefined) say(texts.whyNot[whyNot]);
    tellConsolidated(value, unit);
    if (doubts.length === 0) say(texts.noDoubt);
    for (const { check, says, from, until } of doubts)
      say(texts.doubt(says[language], check, from, until));
    for (const { says, note, by, from, until } of annotations)
      say(texts.annotation(says[language], note, texts[by], from, until));
  };

  const tellConsolidated = ({ consolidated, whyNotConsolidated: why }: Value, unit: string) => {
    if (why !== undefined) say(texts.whyNotConsolidated[why]);
    if (consolidated === undefined) return;
    const { own, around, reference, agrees } = consolidated;
    say(texts.consolidated(consolidated, unit));
    say(texts.ofOwn(own, unit));
    if (around !== undefined) say(texts.ofAround(around, unit));
    if (reference !== undefined) say(texts.ofReference(reference, unit));
    say(agrees === undefined ? texts.consolidatedLater : texts.consolidatedKept[`${agrees}`]);
  };

  const explain = createCommand(terminal, "explain")
    .description(texts.explain)
    .argument("<STATION>")
    .argument("<QUANTITY>")
    .argument("<AT>")
    .option("--sensor <S>", texts.sensor)
    .option("--json", texts.json)
    .action((station: string, quantity: string, at: string, { sensor, ...options }: Options) => {
      if (!Object.hasOwn(quantities, quantity))
        return refuse(terminal, texts.unknownQuantity(quantity, nearestTo(quantity)));
      if (at !== "now" && !INSTANT.test(at)) return refuse(terminal, texts.noInstant(at));
      return ask(
        {
          path: `/api/v1/quality/lineage${queryOf({
            ...{ station, quantity, sensor },
            at: at === "now" ? undefined : at,
          })}`,
        },
        options,
        Lineage,
        ({ unit, values }) => {
          const symbol = quantities[quantity as QuantityName]?.unitSymbol ?? unit;
          for (const value of values) tell(quantity, symbol, value);
        },
        {
          value_unknown: texts.noValue(station, quantity, at, sensor),
          station_unknown: texts.noValue(station, quantity, at, sensor),
          range_hidden: texts.hidden,
        },
      );
    });

  return createCommand(terminal, "quality")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(explain)
    .addCommand(calibrateCommand(terminal));
};
