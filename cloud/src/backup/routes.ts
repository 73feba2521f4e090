import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { backupEntries } from "./entries.ts";
import { writeFrames } from "./frames.ts";

/** Most of a backup is the series' file, which is dense already: more effort gains little. */
const COMPRESSION = 1;

export const backupRoutes = (
  api: Api,
  context: Pick<ModuleContext, "records" | "backup" | "version" | "now" | "log">,
): void => {
  const { records, backup, version, now, log } = context;
  let isRunning = false;
  api.post(
    "/api/v1/admin/backup",
    {
      config: { access: "backup.make" },
      schema: {
        summary: "All that is kept, as one stream: dcz backup writes it to a file",
        response: {
          200: {
            description: "Holds exact places and personal data",
            content: { "application/octet-stream": { schema: z.string() } },
          },
          ...refusals,
        },
      },
    },
    async (_request, reply) => {
      const state = records.state();
      // A backup without the records would look like one with them.
      if (!state.up && state.isWanted)
        throw new Problem(
          apiProblems.records_unavailable,
          "The records are down: try again later.",
        );
      if (isRunning)
        throw new Problem(apiProblems.too_many_requests, "Another backup is being made.");
      isRunning = true;
      const { connection } = records;
      async function* whole(): AsyncGenerator<Uint8Array> {
        const done = Promise.withResolvers<void>();
        try {
          const files = await new Promise<Parameters<Parameters<typeof backup.snapshot>[0]>[0]>(
            (resolve, reject) => {
              backup
                .snapshot(async (held) => {
                  resolve(held);
                  await done.promise;
                })
                .catch(reject);
            },
          );
          const parts = { dataDir: backup.dataDir, connection, version, now };
          yield* writeFrames(backupEntries(parts, files));
        } catch (error) {
          log.error({ err: error }, "backup failed");
          throw error;
        } finally {
          done.resolve();
          isRunning = false;
        }
      }
      const zipped = Readable.from(whole()).on("error", (error) => zip.destroy(error));
      const zip = zipped.pipe(createGzip({ level: COMPRESSION }));
      zip.once("close", () => zipped.destroy());
      return reply.type("application/octet-stream").send(zip as never);
    },
  );
};
