import { join } from "node:path";
import { openBrowser } from "./browser.ts";
import { DEMONSTRATION_STATION, startDemonstration } from "./demonstration-site.ts";
import { root } from "./processes.ts";

// `npm run screenshot`: makes the README's pictures, of the invented territory that `npm start` shows.
const site = await startDemonstration();
const browser = await openBrowser();
const tab = await browser.newPage({
  viewport: { width: 1100, height: 1500 },
  locale: "fr-FR",
  deviceScaleFactor: 1,
});
for (const [path, picture] of [
  ["/", "home.png"],
  [`/stations/${DEMONSTRATION_STATION}`, "station.png"],
] as const) {
  await tab.goto(site.address + path, { waitUntil: "networkidle" });
  await tab.screenshot({ path: join(root, "docs", picture) });
}

await browser.close();
await site.end();
