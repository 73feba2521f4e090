import type { CloudModule } from "../module.ts";
import { quarantineProblems } from "./problems.ts";
import { quarantineRoutes } from "./routes.ts";

export const quarantineModule: CloudModule = {
  name: "quarantine",
  problems: quarantineProblems,
  tables: {},
  open: ({ api, events, log, ...parts }) => {
    events.subscribe("quarantine.nearly_full", {
      name: "quarantine's log",
      handle: (event) => log.warn(event, "quarantine nearly full: the oldest will be removed"),
    });
    events.subscribe("quarantine.thinned", {
      name: "quarantine's log",
      handle: (event) => log.warn(event, "oldest messages removed from the quarantine"),
    });
    quarantineRoutes(api, parts);
  },
};
