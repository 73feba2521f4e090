import type { PlaceNames } from "../air/place-names.ts";
import type { ModuleContext } from "../module.ts";
import type { createOutlines } from "./outlines.ts";
import type { Sheets } from "./sheets.ts";

/** What the routes of the map have. */
export interface MapParts extends Pick<ModuleContext, "records" | "territories" | "now"> {
  readonly sheets: Sheets;
  readonly names: PlaceNames;
  readonly outlines: ReturnType<typeof createOutlines>;
}
