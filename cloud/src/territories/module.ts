import { join } from "node:path";
import type { CloudModule } from "../module.ts";
import { addressRoutes } from "./address-routes.ts";
import { importDemonstration } from "./demonstration.ts";
import { openImportFolder } from "./import-folder.ts";
import { importRoutes } from "./import-routes.ts";
import { createImports } from "./imports.ts";
import { territoryProblems } from "./problems.ts";
import {
  addressLine,
  addressWord,
  territory,
  territoryImport,
  territoryOutline,
} from "./tables.ts";
import { territoryRoutes } from "./territory-routes.ts";

export const territoriesModule: CloudModule = {
  name: "territories",
  problems: territoryProblems,
  tables: { territory, territoryOutline, addressLine, addressWord, territoryImport },
  open: async ({ api, people, records, territories, folder, demonstration, log, ...parts }) => {
    const files = openImportFolder(join(folder, "imports"));
    const imports = createImports({ records, territories, folder: files, log, ...parts });
    territoryRoutes(api, { records, territories });
    await addressRoutes(api, { people, records, territories });
    await importRoutes(api, { records, imports, territories });
    const stopping = new AbortController();
    let demonstrating = Promise.resolve();
    if (demonstration)
      records.onUp(() => {
        const { signal } = stopping;
        const parts = { records, territories, imports, folder: files, signal };
        demonstrating = demonstrating
          .then(() => importDemonstration(parts))
          .catch((error: Error) => {
            if (records.state().up) log.error({ err: error }, "demonstration not imported");
          });
      });
    // Who closes the cloud may remove its folder: nothing writes there any more.
    api.addHook("onClose", async () => {
      stopping.abort();
      await Promise.all([demonstrating, imports.settled()]);
    });
  },
};
