import type { CloudModule } from "../module.ts";
import { quantityRoutes } from "./routes.ts";

export const quantitiesModule: CloudModule = {
  name: "quantities",
  problems: {},
  tables: {},
  open: ({ api }) => quantityRoutes(api),
};
