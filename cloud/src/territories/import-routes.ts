import { Readable } from "node:stream";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { RecordsUnavailable } from "../records/unavailable.ts";
import { type ImportWithJob, readInForce } from "./import-queries.ts";
import type { Imports } from "./imports.ts";
import { territoryProblems } from "./problems.ts";
import { FileRefused } from "./sentences.ts";

const Sentence = z.object({ code: z.string(), fr: z.string(), en: z.string() });

const ImportState = z.enum(["waiting", "running", "imported", "unchanged", "refused", "failed"]);

const Import = z
  .object({
    id: z.uuid(),
    file: z.string(),
    format: z
      .string()
      .optional()
      .meta({ description: "The official list that it was recognised as" }),
    state: ImportState.meta({
      description: "refused: the file cannot be used; failed: by a fault of the server",
    }),
    progress: z
      .object({ done: z.int(), total: z.int(), lines: z.int() })
      .optional()
      .meta({ description: "Of its length in kilobytes, while it runs" }),
    kilobytes: z.int(),
    created: z.iso.datetime(),
    ended: z.iso.datetime().optional(),
    refusal: Sentence.optional(),
    counts: z
      .object({
        lines: z.int(),
        added: z.int(),
        changed: z.int(),
        left: z.int().meta({ description: "Territories that ended, streets that were removed" }),
        damaged: z.int().meta({ description: "Lines that were left out" }),
      })
      .optional(),
    damages: z
      .array(Sentence.extend({ line: z.int() }))
      .optional()
      .meta({
        description: "The first lines that were left out, with the remedy; of GeoJSON, features",
      }),
  })
  .meta({ id: "TerritoryImport" });

const Force = z
  .object({
    country: z.string(),
    kinds: z.array(
      z.object({
        kind: z.string(),
        names: Words,
        count: z.int(),
        demonstration: z
          .boolean()
          .meta({ description: "All are invented, until an official list is imported" }),
      }),
    ),
    addresses: z.object({
      count: z.int(),
      scopes: z
        .array(z.string())
        .meta({ description: "The parts of the country whose addresses are known" }),
    }),
    lists: z
      .array(z.object({ format: z.string(), file: z.string(), imported: z.iso.datetime() }))
      .meta({ description: "The last file of each official list that was imported" }),
  })
  .meta({ id: "TerritoriesInForce" });

const stateOf = ({ row, job }: ImportWithJob): z.infer<typeof ImportState> => {
  if (row.outcome !== null) return row.outcome;
  return job?.state === "waiting" || job?.state === "running" ? job.state : "failed";
};

const shown = (found: ImportWithJob): z.infer<typeof Import> => {
  const { row, job } = found;
  const state = stateOf(found);
  return {
    id: row.id,
    file: row.file,
    ...(row.format === null ? {} : { format: row.format }),
    state,
    ...(state === "running" && job !== null && job.total > 0
      ? { progress: { done: job.done, total: job.total, lines: Number(job.note ?? 0) } }
      : {}),
    kilobytes: row.kilobytes,
    created: row.created.toISOString(),
    ...(row.ended === null ? {} : { ended: row.ended.toISOString() }),
    ...(row.refusal === null ? {} : { refusal: row.refusal }),
    ...(row.counts === null ? {} : { counts: row.counts }),
    ...(row.damages === null || row.damages.length === 0 ? {} : { damages: [...row.damages] }),
  };
};

/** From a slow line, the addresses of a département take so long. */
const UPLOAD_MS = 60 * 60_000;
const LISTED = 100;

const hasNoRoom = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");

export const importRoutes = async (
  api: Api,
  {
    imports,
    records,
    territories: { country },
  }: Pick<ModuleContext, "records" | "territories"> & { readonly imports: Imports },
): Promise<void> => {
  const access = "territories.import";
  const one = async (id: string) => {
    const found = await imports.read(id);
    if (found === undefined)
      throw new Problem(territoryProblems.import_unknown, `No import has the number ${id}.`);
    return shown(found);
  };

  api.get(
    "/api/v1/admin/territories",
    {
      config: { access },
      schema: {
        summary:
          "What is in force: how many territories and addresses there are, and from which lists",
        response: { 200: Force, ...refusals },
      },
    },
    async () => {
      const { kinds, addresses, scopes, lists } = await readInForce(records.db, country.country);
      return {
        country: country.country,
        kinds: country.kinds.flatMap(({ kind, names }) => {
          const found = kinds.find((one) => one.kind === kind);
          if (found === undefined) return [];
          return [{ kind, names, count: found.count, demonstration: found.isDemonstration }];
        }),
        addresses: { count: addresses, scopes: [...scopes] },
        lists: lists.map(({ ended, ...list }) => ({ ...list, imported: ended.toISOString() })),
      };
    },
  );

  api.get(
    "/api/v1/admin/territories/imports",
    {
      config: { access },
      schema: {
        summary: `The last ${LISTED} files that were imported, the newest first`,
        response: { 200: z.object({ imports: z.array(Import) }), ...refusals },
      },
    },
    async () => ({ imports: (await imports.list(LISTED)).map(shown) }),
  );

  api.get(
    "/api/v1/admin/territories/imports/:id",
    {
      config: { access },
      schema: {
        summary: "One import: how far it is, or what it did",
        params: z.object({ id: z.uuid() }),
        response: { 200: Import, ...refusals },
      },
    },
    async ({ params: { id } }) => one(id),
  );

  await api.register(async (scope) => {
    // Whatever the browser calls it, the file is not parsed here: it goes to the disk as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    (scope as Api).post(
      "/api/v1/admin/territories/imports",
      {
        config: { access, bodyMs: UPLOAD_MS },
        schema: {
          summary:
            "Import an official list: the body is the file as it was downloaded, gzip or not",
          querystring: z.object({
            file: z
              .string()
              .min(1)
              .max(200)
              .transform((name) => name.replaceAll(/[\p{Cc}\p{Cf}]/gu, "").trim() || "–")
              .describe("The file's name, to know it again"),
            allow_removals: z
              .enum(["true", "false"])
              .default("false")
              .describe("The file is right although many entries leave with it"),
          }),
          response: { 202: Import, ...refusals },
        },
      },
      async (request, reply) => {
        const state = records.state();
        if (!state.up) throw new RecordsUnavailable(state.reason);
        const { file, allow_removals } = request.query;
        const body = request.body instanceof Readable ? request.body : Readable.from([]);
        try {
          const id = await imports.add(body, {
            file,
            allowRemovals: allow_removals === "true",
            isDemonstration: false,
            actor: request.principal,
          });
          return await reply.code(202).send(await one(id));
        } catch (error) {
          if (error instanceof FileRefused)
            throw new Problem(territoryProblems.import_refused, error.sentence.en);
          if (hasNoRoom(error))
            throw new Problem(
              territoryProblems.import_no_room,
              "The disk has no room for the file: make room where DATA_DIR is, and give the file again.",
            );
          throw error;
        }
      },
    );
  });
};
