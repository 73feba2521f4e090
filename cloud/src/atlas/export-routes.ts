import * as z from "zod";
import type { Api } from "../api/api.ts";
import { quotedCell } from "../api/formats.ts";
import { refusals } from "../api/problems.ts";
import { sendStreamed } from "../api/streamed-answer.ts";
import type { ModuleContext } from "../module.ts";
import { ChoiceAsked, understandChoice } from "./choice.ts";
import type { AtlasEntry } from "./entry.ts";
import { validDataInclusion } from "./formats/data-inclusion-valid.ts";
import { lieuxMediationColumns } from "./formats/lieux-mediation.ts";
import { lieuxMediationRow } from "./formats/lieux-mediation-entry.ts";
import { featureOf } from "./formats/osm-geojson-entry.ts";
import { isFormula } from "./formats/values.ts";
import { type Choice, entriesAfter, type ListedEntry } from "./list-queries.ts";
import { entryOfSheet } from "./sheet.ts";

const exportFormats = ["csv", "json", "geojson", "data-inclusion"] as const;
const resources = ["structures", "services"] as const;
const ROWS = 500;

const entryOf = ({ sheet, source, key, structureKey }: ListedEntry): AtlasEntry =>
  entryOfSheet(sheet, { source, key, structure: structureKey ?? undefined });

/** A text that begins like a formula gets an apostrophe; telephone numbers and coordinates are none. */
const guarded = (cell: string): string => quotedCell(isFormula(cell) ? `'${cell}` : cell);

const csvLine = (cells: readonly string[]): string => `${cells.map(guarded).join(",")}\r\n`;

/** How one row of each format is written, and what stands around the rows. */
const formats: {
  readonly [format in (typeof exportFormats)[number]]: {
    readonly type: string;
    readonly file: string;
    readonly head: string;
    readonly between: string;
    readonly foot: string;
    /** Undefined: it has no room for the entry. */
    readonly row: (found: ListedEntry, resource: (typeof resources)[number]) => string | undefined;
  };
} = {
  csv: {
    ...{ type: "text/csv; charset=utf-8; header=present", file: "atlas.csv" },
    ...{ head: csvLine(lieuxMediationColumns), between: "", foot: "" },
    row: (found) => csvLine(lieuxMediationRow(entryOf(found), lieuxMediationColumns).cells),
  },
  json: {
    ...{ type: "application/json; charset=utf-8", file: "atlas.json" },
    ...{ head: "[\n", between: ",\n", foot: "\n]\n" },
    row: (found) => {
      const { slug, family, nature } = found;
      return JSON.stringify({ slug, family, nature, ...entryOf(found) });
    },
  },
  geojson: {
    ...{ type: "application/geo+json; charset=utf-8", file: "atlas.geojson" },
    ...{ head: '{"type":"FeatureCollection","features":[\n', between: ",\n", foot: "\n]}\n" },
    row: (found) => JSON.stringify(featureOf(entryOf(found)).feature),
  },
  "data-inclusion": {
    ...{ type: "application/json; charset=utf-8", file: "data-inclusion.json" },
    ...{ head: "[\n", between: ",\n", foot: "\n]\n" },
    row: (found, resource) => {
      // An offer is a service, and no structure; a place that offers nothing is the reverse.
      if (found.nature === "offer" && resource === "structures") return undefined;
      if (found.nature === "structure" && resource === "services" && !found.sheet.services)
        return undefined;
      const updatedOn = found.sheet.updatedOn ?? found.changedOn;
      const record = validDataInclusion(resource, { ...entryOf(found), updatedOn });
      return record && JSON.stringify(record);
    },
  },
};

export const exportRoutes = (
  api: Api,
  { records, territories, now }: Pick<ModuleContext, "records" | "territories" | "now">,
): void => {
  const { db } = records;

  async function* parts(
    choice: Choice | undefined,
    { head, between, foot, row }: (typeof formats)["csv"],
    resource: (typeof resources)[number],
  ): AsyncGenerator<string> {
    const at = new Date(now());
    let after: string | undefined;
    let text = head;
    let isFirst = true;
    while (choice !== undefined) {
      const some = await entriesAfter(db, choice, after, { at, limit: ROWS });
      for (const each of some) {
        const written = row(each, resource);
        if (written === undefined) continue;
        text += `${isFirst ? "" : between}${written}`;
        isFirst = false;
      }
      after = some.at(-1)?.id;
      if (some.length < ROWS) break;
      yield text;
      text = "";
    }
    yield text + foot;
  }

  api.get(
    "/api/v1/atlas/export",
    {
      config: { access: "atlas.read", keepsQuestions: false },
      schema: {
        summary:
          "What is published, as a file: CSV of the national scheme of places of digital mediation 1.0.2, JSON, GeoJSON, data.inclusion 1.0",
        description:
          "The same entries as the list, in order of their identifiers. In CSV, a text that a spreadsheet would take for a formula begins with an apostrophe. data.inclusion has two files, of `resource` structures or services; an optional value that its schema refuses is left out.",
        produces: [
          ...new Set(Object.values(formats).map(({ type }) => type.split(";", 1)[0] ?? "")),
        ],
        querystring: ChoiceAsked.extend({
          format: z.enum(exportFormats).default("csv"),
          resource: z.enum(resources).default("structures"),
        }),
        response: { 200: z.string(), ...refusals },
      },
    },
    async ({ query: { format, resource, ...asked } }, reply) => {
      const choice = await understandChoice(db, territories.country, asked);
      const writing = formats[format];
      reply.header("content-disposition", `attachment; filename="${writing.file}"`);
      return (await sendStreamed(reply, writing, parts(choice, writing, resource))) as never;
    },
  );
};
