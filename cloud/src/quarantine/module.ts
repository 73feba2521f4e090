import type { CloudModule } from "../module.ts";
import { conflictRoutes } from "./conflicts.ts";
import { quarantineProblems } from "./problems.ts";
import { judgeClockAgain } from "./replay.ts";
import { quarantineRoutes } from "./routes.ts";

/** A clock of ours that was behind is set at some moment; what it made us set aside is then right. */
const JUDGE_AGAIN_MS = 10 * 60_000;

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
    const judgeAgain = () =>
      judgeClockAgain(parts).catch((error: Error) =>
        log.error({ err: error }, "readings ahead of the clock not judged again"),
      );
    const timer = setInterval(judgeAgain, JUDGE_AGAIN_MS);
    api.addHook("preClose", async () => clearInterval(timer));
    api.addHook("onReady", async () => void judgeAgain());
    quarantineRoutes(api, parts);
    conflictRoutes(api, parts);
  },
};
