import type { CloudModule } from "../module.ts";
import { thing } from "./tables.ts";

/** It has no routes: each kind of thing is shown by its own module. */
export const thingsModule: CloudModule = {
  name: "things",
  problems: {},
  tables: { thing },
  open: () => undefined,
};
