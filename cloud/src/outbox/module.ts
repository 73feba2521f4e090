import type { CloudModule } from "../module.ts";
import { outboxFigures } from "./figures.ts";
import { outboxProblems } from "./problems.ts";
import { outboxRoutes } from "./routes.ts";
import { outboxMessage } from "./tables.ts";

export const outboxModule: CloudModule = {
  name: "outbox",
  problems: outboxProblems,
  tables: { outboxMessage },
  open: (context) => {
    outboxRoutes(context.api, context);
    outboxFigures(context);
  },
};
