import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { jobProblems } from "./problems.ts";
import { listJobs } from "./queries.ts";
import { jobStates, type Job as Row } from "./tables.ts";

const State = z.enum(jobStates);

const Job = z
  .object({
    id: z.uuid(),
    name: z.string(),
    state: State,
    done: z.int().meta({ description: "Steps done; how many there are says `total`" }),
    total: z.int().meta({ description: "0 while it is not known" }),
    note: z.string().optional(),
    fault: z.string().optional(),
    created: z.iso.datetime(),
    started: z.iso.datetime().optional(),
    ended: z.iso.datetime().optional(),
  })
  .meta({ id: "Job" });

const Query = z.object({
  state: State.optional(),
  name: z.string().max(64).optional(),
  cursor: z.uuid().optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const Page = z.object({
  jobs: z.array(Job),
  next: z.uuid().optional().meta({ description: "Cursor of the next page; absent on the last" }),
});

/** Without what it was given and what it gave, which may be somebody's. */
const shownJob = (row: Row): z.infer<typeof Job> => ({
  id: row.id,
  name: row.name,
  state: row.state,
  done: row.done,
  total: row.total,
  ...(row.note === null ? {} : { note: row.note }),
  ...(row.fault === null ? {} : { fault: row.fault }),
  created: row.created.toISOString(),
  ...(row.started === null ? {} : { started: row.started.toISOString() }),
  ...(row.ended === null ? {} : { ended: row.ended.toISOString() }),
});

export const jobRoutes = (
  api: Api,
  { records, jobs }: Pick<ModuleContext, "records" | "jobs">,
): void => {
  api.get(
    "/api/v1/admin/jobs",
    {
      config: { access: "jobs.read" },
      schema: {
        summary: "Long work, and how far it is",
        querystring: Query,
        response: { 200: Page, ...refusals },
      },
    },
    async ({ query }) => {
      const rows = await listJobs(records.db, { ...query, limit: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        jobs: shown.map(shownJob),
        ...(rows.length > shown.length && last !== undefined ? { next: last.id } : {}),
      };
    },
  );

  api.get(
    "/api/v1/admin/jobs/:id",
    {
      config: { access: "jobs.read" },
      schema: {
        summary: "One job",
        params: z.object({ id: z.uuid() }),
        response: { 200: Job, ...refusals },
      },
    },
    async ({ params: { id } }) => {
      const row = await jobs.read(id);
      if (row === undefined) throw new Problem(jobProblems.job_unknown, `There is no job ${id}.`);
      return shownJob(row);
    },
  );
};
