import type { CloudModule } from "../module.ts";
import { mediaOfPerson } from "./personal-data.ts";
import { mediaProblems } from "./problems.ts";
import { mediaRoutes } from "./routes.ts";
import { media } from "./tables.ts";
import { acceptUploads } from "./upload.ts";

const SWEEP_MS = 3_600_000;

export const mediaModule: CloudModule = {
  name: "media",
  problems: mediaProblems,
  tables: { media },
  personalData: ({ media: door }) => mediaOfPerson(door),
  open: async ({ api, records, audit, media: door, now, log }) => {
    const sweep = () => {
      if (records.state().up)
        door.sweep().catch((error: Error) => log.error({ err: error }, "unused media not removed"));
    };
    const timer = setInterval(sweep, SWEEP_MS);
    timer.unref();
    api.addHook("preClose", async () => clearInterval(timer));
    records.onUp(sweep);
    await acceptUploads(api);
    mediaRoutes(api, { records, audit, now, door });
  },
};
