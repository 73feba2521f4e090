import { origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView } from "../places/demand-view.ts";
import { zoneOfStation } from "../places/station-zone.ts";
import { answered } from "../series/answers.ts";
import type { Bucket } from "../series/store.ts";
import { HOUR_MS } from "./durations.ts";
import { type PollenReport, pollenReport } from "./pollen/report.ts";
import { classOf, type PollenScale, pollenScales, scaleNamed } from "./pollen/scales.ts";
import { isRuleFor, presetRule, presetYearStart, ruleNamed } from "./pollen/seasons.ts";
import { commonNameOf, quantityOfTaxon, taxonKeys, taxonNamed } from "./pollen/taxa.ts";
import { qualityProblems } from "./problems.ts";
import { createValueSeries, type OrderedValues } from "./value-series.ts";

const MOST_YEARS = 12;
const MOST_TAXA = taxonKeys.length;
const YEAR_MS = 366 * 24 * HOUR_MS;

const Day = z.iso.date();

const SeasonAnswer = z.object({
  year: z.int(),
  start: Day.nullable().meta({ description: "Null: no day of this year fulfils the rule" }),
  end: Day.nullable(),
  days: z.int().nullable(),
  missing: z.int().nullable().meta({ description: "Days of the season without a value" }),
  coverage: z.number().meta({ description: "Share of the pollen year's days that have a value" }),
  complete: z.boolean().meta({
    description: "False where days without a value may have moved the start or the end",
  }),
});

const TaxonAnswer = z.object({
  taxon: z.string(),
  name: Words,
  sensor: SensorId,
  origin: z.enum(origins),
  unit: z.string(),
  rule: z.string(),
  days: z.int().meta({ description: "Days that have a value" }),
  max: z.object({ at: Day, value: z.number() }).nullable(),
  newest: z
    .object({
      at: Day,
      value: z.number(),
      class: z.string().nullable().meta({
        description: "Null below the lowest class, and where the scale has no bounds for the taxon",
      }),
      words: Words.nullable(),
    })
    .nullable(),
  seasons: z.array(SeasonAnswer),
});

export const PollenSeasonsAnswer = z
  .object({
    station: StationId,
    zone: z.string(),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    scale: z.object({
      key: z.string(),
      title: Words,
      source: z.string(),
      asOf: z.string(),
      bounds: z.enum(["published", "unpublished"]),
    }),
    taxa: z.array(TaxonAnswer),
    missing: z.array(z.string()).meta({
      description: "Asked taxa of which the station has no count in this time",
    }),
  })
  .meta({ id: "PollenSeasons" });

/** Hours, so that a counter's hours and an observer's days are read alike; a day is the mean of its hours. */
const valuesOf = (points: readonly Bucket[]): OrderedValues => {
  const values = createValueSeries();
  for (const { at, sums } of points) if (sums.count > 0) values.add(at, sums.mean);
  return values.ordered().values;
};

const newestOf = ({ newest, bounds }: PollenReport, scale: PollenScale) => {
  if (newest === undefined) return null;
  const found = bounds.known ? classOf(bounds.classes, newest.value) : undefined;
  return {
    ...newest,
    class: found?.class ?? null,
    words: found === undefined ? null : (scale.classes[found.class] ?? null),
  };
};

const seasonsOf = ({ seasons }: PollenReport): z.infer<typeof SeasonAnswer>[] =>
  seasons.map(({ year, start, end, days, missing, coverage, complete }) => ({
    ...{ year, start: start ?? null, end: end ?? null },
    ...{ days: days ?? null, missing: missing ?? null, coverage, complete },
  }));

const taxaNamed = (names: readonly string[]): Taxon[] => {
  const taxa = names.map((name) => {
    const taxon = taxonNamed(name);
    if (taxon === undefined)
      throw new Problem(
        qualityProblems.taxon_unknown,
        `"${name}" is no taxon. There are: ${taxonKeys.join(", ")}, and their French and English names.`,
      );
    return taxon;
  });
  return [...new Set(taxa)];
};

export const pollenRoutes = (
  api: Api,
  context: Pick<ModuleContext, "series" | "knownStations" | "territories" | "now">,
): void => {
  const { series, knownStations, now } = context;
  api.get(
    "/api/v1/quality/pollen/seasons",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "Seasons and newest counts of the taxa that somebody reacts to, at one station",
        description:
          "Nothing of the choice is kept. Counts of several sensors are never joined: an observer and an automatic counter give different values. A day without a value is no zero. `rule` is `eaaci`, `percent-90`, `percent-95`, `percent-98` or `over-N`; without it EAACI where it defines the taxon's season, else 95 %.",
        querystring: z.object({
          station: StationId,
          taxa: z
            .string()
            .max(500)
            .describe("Keys, Latin, French or English names, with commas between them"),
          scale: z.string().max(30).default("meteoswiss"),
          rule: z.string().max(20).optional(),
          years: z.coerce.number().int().min(1).max(MOST_YEARS).default(5),
        }),
        response: { 200: PollenSeasonsAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, scale: scaleName, rule: ruleName, years } = request.query;
      const names = request.query.taxa.split(",").filter((name) => name.trim() !== "");
      if (names.length === 0 || names.length > MOST_TAXA)
        throw new Problem(
          qualityProblems.taxon_unknown,
          `Give one to ${MOST_TAXA} taxa, with commas between them: taxa=poaceae,betula`,
        );
      const taxa = taxaNamed(names);
      const key = scaleNamed(scaleName);
      if (key === undefined)
        throw new Problem(
          qualityProblems.scale_unknown,
          `"${scaleName}" is no scale. There are: ${Object.keys(pollenScales).join(", ")}.`,
        );
      const scale: PollenScale = pollenScales[key];
      const asked = ruleName === undefined ? undefined : ruleNamed(ruleName);
      if (ruleName !== undefined && asked === undefined)
        throw new Problem(
          qualityProblems.rule_unknown,
          `"${ruleName}" is no rule of seasons. There are: eaaci, percent-90, percent-95, percent-98 and over-N (over-10).`,
        );
      const view = demandView(knownStations, request, reply, station);
      const until = now() + 1;
      const asOf = until - years * YEAR_MS;
      // What was hidden at any time in between would make seasons with holes: counts begin after it.
      const hidden = view.hidden.filter((time) => time.from < until && asOf < time.until);
      const from = Math.max(asOf, ...hidden.map((time) => Math.min(time.until, until)));
      const range = { from, until };
      const zone = zoneOfStation(context, station);
      const found = await answered(
        series.aggregate({
          ...{ stations: [station], quantities: taxa.map(quantityOfTaxon), ...range },
          buckets: { every: HOUR_MS },
        }),
      );
      const answers = taxa.flatMap((taxon) =>
        found
          .filter(
            ({ quantity, points }) => quantity === quantityOfTaxon(taxon) && points.length > 0,
          )
          .map(({ sensor, origin, points }) => {
            const rule =
              asked !== undefined && isRuleFor(asked.rule, taxon)
                ? asked
                : ruleNamed(presetRule(taxon));
            if (rule === undefined) throw new Error(`${taxon} has no rule of its own.`);
            const report = pollenReport(valuesOf(points), {
              ...{ taxon, scale, rule, yearStart: presetYearStart(taxon) },
              zoneAt: (at) => zoneOfStation(context, station, at),
            });
            return {
              ...{ taxon, name: commonNameOf(taxon), sensor, origin },
              ...{ unit: "grains/m³", rule: rule.key, days: report.days },
              max: report.max ?? null,
              newest: newestOf(report, scale),
              seasons: seasonsOf(report),
            };
          }),
      );
      const counted = new Set<string>(answers.map(({ taxon }) => taxon));
      return {
        ...{ station, zone, from: isoInstant(from), until: isoInstant(until) },
        scale: {
          ...{ key, title: scale.title, source: scale.source, asOf: scale.asOf },
          bounds: scale.bounds === undefined ? ("unpublished" as const) : ("published" as const),
        },
        taxa: answers,
        missing: taxa.filter((taxon) => !counted.has(taxon)),
      };
    },
  );
};
