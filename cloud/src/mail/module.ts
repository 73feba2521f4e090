import type { CloudModule } from "../module.ts";
import { mailProblems } from "./problems.ts";
import { stateRoute, stopRoutes } from "./routes.ts";
import { mailStop } from "./tables.ts";

export const mailModule: CloudModule = {
  name: "mail",
  problems: mailProblems,
  tables: { mailStop },
  open: async ({ api, records, mail, now }) => {
    stateRoute(api, mail);
    // Apart: what these routes read of a body is not JSON.
    await api.register(async (scope) => stopRoutes(scope as typeof api, { records, mail, now }));
  },
};
