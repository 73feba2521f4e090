import { readFileSync, writeFileSync } from "node:fs";
import { quantitiesPage } from "./src/documents/quantities-page.ts";
import { sensorsPage } from "./src/documents/sensors-page.ts";
import { tokensFile } from "./src/look/css.ts";

// Writes what is made from the lists: pages, and the tokens of every page: node hardware/docs.ts
const docs = new URL("../docs/", import.meta.url);
const example = readFileSync(new URL("declared-sensors/sds011.json", import.meta.url), "utf8");
writeFileSync(new URL("sensors.md", docs), sensorsPage(example));
writeFileSync(new URL("quantities.md", docs), quantitiesPage());
writeFileSync(new URL("../dashboards/app/styles/tokens.css", import.meta.url), tokensFile());
