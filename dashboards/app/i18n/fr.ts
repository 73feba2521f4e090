import { fr as charts } from "../charts/fr.ts";
import { fr as live } from "../live/fr.ts";
import { fr as quarantine } from "../quarantine/fr.ts";
import { fr as site } from "../site/fr.ts";
import { fr as stations } from "../stations/fr.ts";

/** Every text of the pages in French, from each module's own file. */
export const fr = { ...charts, ...live, ...quarantine, ...site, ...stations };
