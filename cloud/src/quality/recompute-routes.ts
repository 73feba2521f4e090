import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { PastInstant } from "../api/times.ts";
import { jobStates } from "../jobs/tables.ts";
import type { ModuleContext } from "../module.ts";
import { qualityProblems } from "./problems.ts";
import { listRecomputes, type RecomputeWithJob, readRecompute } from "./queries.ts";
import type { Recomputing } from "./recompute.ts";
import { recomputedTiers } from "./tables.ts";

const Asked = z
  .strictObject({
    station: StationId.optional(),
    territory: z.uuid().optional(),
    from: PastInstant,
    until: PastInstant,
    tier: z.enum(recomputedTiers).default("reprocessed"),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    error: "`from` must be before `until`",
  })
  .refine(({ station, territory }) => station === undefined || territory === undefined, {
    error: "either a station or a territory",
  });

const Recompute = z
  .object({
    id: z.uuid(),
    station: z.string().optional(),
    territory: z.uuid().optional(),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    tier: z.enum(recomputedTiers),
    state: z.enum(jobStates),
    progress: z
      .object({ done: z.int(), total: z.int(), station: z.string().optional() })
      .optional()
      .meta({ description: "Parts of stations: a day, or a month of consolidated values" }),
    values: z.int().meta({ description: "Values that were made, repeats included" }),
    changed: z.int().meta({
      description:
        "Of them, those that differ from what the same recipe had made: more is known now",
    }),
    fault: z.string().optional(),
    created: z.iso.datetime(),
    ended: z.iso.datetime().optional(),
  })
  .meta({ id: "QualityRecompute" });

const unknown = (id: string) =>
  new Problem(qualityProblems.recompute_unknown, `Nothing is recomputed under the number ${id}.`);

const shown = ({ row, job }: RecomputeWithJob): z.infer<typeof Recompute> => ({
  id: row.job,
  ...(row.station === null ? {} : { station: row.station }),
  ...(row.territory === null ? {} : { territory: row.territory }),
  from: row.from.toISOString(),
  until: row.until.toISOString(),
  tier: row.tier,
  state: job.state,
  ...(job.total > 0
    ? {
        progress: {
          ...{ done: job.done, total: job.total },
          ...(job.note === null ? {} : { station: job.note }),
        },
      }
    : {}),
  values: row.values,
  changed: row.changed,
  ...(job.fault === null ? {} : { fault: job.fault }),
  created: job.created.toISOString(),
  ...(job.ended === null ? {} : { ended: job.ended.toISOString() }),
});

export const recomputeRoutes = (
  api: Api,
  {
    records,
    jobs,
    audit,
    recomputing,
  }: Pick<ModuleContext, "records" | "jobs" | "audit"> & { readonly recomputing: Recomputing },
): void => {
  const access = "quality.recompute";
  api.post(
    "/api/v1/quality/recomputes",
    {
      config: { access },
      schema: {
        summary:
          "Make reprocessed or consolidated values of a station, a territory or all again, in the background",
        body: Asked,
        response: { 202: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async ({ body, principal }, reply) => {
      const { station, territory, from, until, tier } = body;
      const id = await records.db.transaction(async (tx) => {
        const job = await recomputing.start(tx, {
          ...{ station, territory, tier, from: Date.parse(from), until: Date.parse(until) },
        });
        await audit.write(tx, { actor: principal, action: "quality.recompute", after: body });
        return job;
      });
      return reply.code(202).send({ id });
    },
  );
  api.get(
    "/api/v1/quality/recomputes",
    {
      config: { access },
      schema: {
        summary: "The last 50, the newest first",
        response: { 200: z.object({ recomputes: z.array(Recompute) }), ...refusals },
      },
    },
    async () => ({ recomputes: (await listRecomputes(records.db, 50)).map(shown) }),
  );
  api.get(
    "/api/v1/quality/recomputes/:id",
    {
      config: { access },
      schema: {
        summary: "One, with how far it is",
        params: z.object({ id: z.uuid() }),
        response: { 200: Recompute, ...refusals },
      },
    },
    async ({ params: { id } }) => {
      const found = await readRecompute(records.db, id);
      if (found === undefined) throw unknown(id);
      return shown(found);
    },
  );
  api.post(
    "/api/v1/quality/recomputes/:id/cancel",
    {
      config: { access },
      schema: {
        summary: "End one that waits or runs: what it has made stays",
        params: z.object({ id: z.uuid() }),
        response: { 200: Recompute, ...refusals },
      },
    },
    async ({ params: { id }, principal }) => {
      await records.db.transaction(async (tx) => {
        const found = await readRecompute(tx, id);
        if (found === undefined) throw unknown(id);
        if ((await jobs.cancel(tx, id)) === undefined)
          throw new Problem(
            qualityProblems.recompute_over,
            `The recomputation ${id} is ${found.job.state}.`,
          );
        await audit.write(tx, {
          ...{ actor: principal, action: "quality.cancel" },
          before: { recompute: id },
        });
      });
      return shown((await readRecompute(records.db, id)) as RecomputeWithJob);
    },
  );
};
