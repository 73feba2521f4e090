import { en as admin } from "../admin/en.ts";
import { en as legal } from "../legal/en.ts";
import { en as quarantine } from "../quarantine/en.ts";
import { en as browser } from "./browser-en.ts";

/** Every text of the pages in English, from each module's own file. */
export const en = { ...browser, ...admin, ...legal, ...quarantine };
