import { en as charts } from "../charts/en.ts";
import { en as live } from "../live/en.ts";
import { en as quarantine } from "../quarantine/en.ts";
import { en as site } from "../site/en.ts";
import { en as stations } from "../stations/en.ts";

/** Every text of the pages in English, from each module's own file. */
export const en = { ...charts, ...live, ...quarantine, ...site, ...stations };
