import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { arrowsForBiome } from "./arrows.ts";

/** Writes the arrows of `arrows.ts` where Biome reads them. */
await writeFile(
  join(import.meta.dirname, "../arrows.biome.json"),
  `${JSON.stringify(arrowsForBiome(), undefined, 2)}\n`,
);
