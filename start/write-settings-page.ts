import { writeFileSync } from "node:fs";
import { settingsPage } from "./settings-page.ts";

// Writes the page that is made from the list: node start/write-settings-page.ts
writeFileSync(new URL("../docs/settings.md", import.meta.url), settingsPage());
