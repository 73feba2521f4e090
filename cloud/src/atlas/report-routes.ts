import * as z from "zod";
import type { Api } from "../api/api.ts";
import { pageOf } from "../api/page-of-list.ts";
import { Problem, refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import { demandEntry, Named, resourceOf } from "./demand-entry.ts";
import { demandTerritories } from "./demand-territories.ts";
import { lockEntry } from "./find-queries.ts";
import { atlasProblems } from "./problems.ts";
import {
  entriesProposed,
  findReport,
  insertReport,
  openReports,
  reportsWaiting,
  settleReport,
} from "./report-queries.ts";
import { reportKinds } from "./tables.ts";

/** From one address. */
const MOST_REPORTS = 60;
const WITHIN_MS = 3_600_000;
/** Of one entry, until somebody has looked at it. */
const MOST_WAITING = 20;
const WORDS = 1_000;

const Report = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    kind: z.enum(reportKinds),
    words: z.string(),
    slug: z.string(),
    name: z.string(),
  })
  .meta({ id: "AtlasReport" });

const Proposed = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  source: z.string(),
  street: z.string().optional(),
  commune: z.string().optional(),
  changed: z.iso.datetime(),
});

const Pages = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const reportRoutes = async (
  api: Api,
  {
    people,
    records,
    territories,
    audit,
    now,
  }: Pick<ModuleContext, "people" | "records" | "territories" | "audit" | "now">,
): Promise<void> => {
  const { db } = records;
  const limits = await limitRate(api, {
    most: MOST_REPORTS,
    withinMs: WITHIN_MS,
    countedAs: people.visitors.countedAs,
  });

  api.post(
    "/api/v1/atlas/entries/:name/reports",
    {
      config: { access: "atlas.report", ...limits },
      schema: {
        summary: "Say that something of an entry is wrong",
        description: "Who says it is asked and written nowhere.",
        params: Named,
        body: z.strictObject({
          kind: z.enum(reportKinds),
          words: z
            .string()
            .max(WORDS)
            .default("")
            .transform((text) => text.replaceAll(/[^\P{Cc}\n]/gu, " ").trim()),
        }),
        response: { 201: z.object({ reported: z.literal(true) }), ...refusals },
      },
    },
    async ({ params: { name }, body }, reply) => {
      await db.transaction(async (tx) => {
        const { entry } = await demandEntry(tx, name);
        if (entry.state !== "published")
          throw new Problem(atlasProblems.atlas_entry_unknown, `The atlas has no entry "${name}".`);
        await lockEntry(tx, entry.id);
        if ((await openReports(tx, entry.id)) >= MOST_WAITING)
          throw new Problem(
            atlasProblems.atlas_reports_full,
            "Many people have reported something of this entry: it will be looked at.",
          );
        await insertReport(tx, { entry: entry.id, at: new Date(now()), ...body });
      });
      return reply.code(201).send({ reported: true });
    },
  );

  api.get(
    "/api/v1/atlas/reports",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "What people say is wrong with entries that one looks after, the oldest first",
        querystring: Pages,
        response: {
          200: z.object({ reports: z.array(Report), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const some = demandTerritories(request.principal);
      request.allows({});
      const { page, ...next } = pageOf(await reportsWaiting(db, some, cursor, limit + 1), limit);
      return {
        reports: page.map(({ at, slug, ...report }) => ({
          ...report,
          ...{ at: at.toISOString(), slug: slug ?? report.id },
        })),
        ...next,
      };
    },
  );

  api.get(
    "/api/v1/atlas/review",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Entries that wait to be published, the newest first",
        querystring: Pages,
        response: {
          200: z.object({ entries: z.array(Proposed), next: z.uuid().optional() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const some = demandTerritories(request.principal);
      request.allows({});
      const { page, ...next } = pageOf(await entriesProposed(db, some, cursor, limit + 1), limit);
      return {
        entries: page.map(({ id, slug, name, source, sheet, changed }) => ({
          ...{ id, slug: slug ?? id, name, source, street: sheet.street, commune: sheet.commune },
          changed: changed.toISOString(),
        })),
        ...next,
      };
    },
  );

  api.post(
    "/api/v1/atlas/reports/:id/settle",
    {
      config: { access: "atlas.review", resource: "handler" },
      schema: {
        summary: "Say that what was reported is settled",
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ settled: z.literal(true) }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await db.transaction(async (tx) => {
        const report = await findReport(tx, id);
        const unknown = () =>
          new Problem(
            atlasProblems.atlas_report_unknown,
            `No report has the number ${id}, or it is settled.`,
          );
        if (report === undefined) {
          request.allows({});
          throw unknown();
        }
        request.demand(resourceOf(await demandEntry(tx, report.entry), territories));
        if (!(await settleReport(tx, id, new Date(now())))) throw unknown();
        await audit.write(tx, {
          ...{ ...actorOf(request), action: "atlas.report_settled", thing: report.entry },
        });
      });
      return { settled: true as const };
    },
  );
};
