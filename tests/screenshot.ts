import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "./browser.ts";
import { removeFolder } from "./folders.ts";
import { freePort, root, startProcess } from "./processes.ts";

// `npm run screenshot`: makes the README's picture of a station, from the replayed captures.
const folder = await mkdtemp(join(tmpdir(), "dcz-screenshot-"));
const [http, mqtt, page, gatewayMqtt, pages] = (
  await Promise.all(Array.from({ length: 5 }, freePort))
).map(String) as [string, string, string, string, string];
const environment = {
  DATA_DIR: folder,
  HTTP_PORT: http,
  MQTT_PORT: mqtt,
  GATEWAY_PORT: page,
  GATEWAY_MQTT_PORT: gatewayMqtt,
  DASHBOARDS_PORT: pages,
  DASHBOARDS_URL: `http://127.0.0.1:${pages}`,
  API_URL: `http://127.0.0.1:${http}`,
  CLOUD_MQTT_URL: `mqtt://127.0.0.1:${mqtt}`,
  GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${gatewayMqtt}`,
  STATION_ID: "atelier",
  SENSORS: "sds011@replay,pmsx003@replay",
  SAMPLE_EVERY: "PT10S",
  BACKFILL: "P1D",
};
const running = [
  "cloud/src/main.ts",
  "gateway/src/main.ts",
  "dashboards/server.ts",
  "edge/src/main.ts",
].map((main) => startProcess(main, environment));
await Promise.all(running.map(({ ready }) => ready));

const browser = await openBrowser();
const tab = await browser.newPage({
  viewport: { width: 1100, height: 1650 },
  locale: "fr-FR",
  deviceScaleFactor: 1,
});
const station = `${environment.API_URL}/stations/${environment.STATION_ID}`;
// The page says "99 % of the expected readings" once the past day has come in.
const complete = /(9\d|100)\s*% des mesures attendues/;
for (let tries = 0; tries < 60; tries++) {
  await tab.goto(station);
  if (complete.test((await tab.locator("body").textContent()) ?? "")) break;
  await tab.waitForTimeout(1000);
}
await tab.locator(".still-plot").hover();
await tab.locator(".uplot canvas").first().waitFor();
await tab.screenshot({ path: join(root, "docs/station.png") });

await browser.close();
await Promise.all(running.map((process) => process.end("SIGTERM")));
await removeFolder(folder);
