import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "./browser.ts";
import { removeFolder } from "./folders.ts";
import { freePort, root } from "./processes.ts";

// `npm run screenshot`: makes the README's pictures, of the invented territory that `npm start` shows.
const STATION = "demo-ecole-jules-ferry";
const folder = await mkdtemp(join(tmpdir(), "dcz-screenshot-"));
const names = [
  "HTTP_PORT",
  "MQTT_PORT",
  "GATEWAY_PORT",
  "GATEWAY_MQTT_PORT",
  "DASHBOARDS_PORT",
] as const;
const ports = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, String(await freePort())] as const)),
);
const site = `http://127.0.0.1:${ports.HTTP_PORT}`;
const all = spawn(process.execPath, [join(root, "dcz.ts"), "start"], {
  env: { ...process.env, ...ports, DATA_DIR: folder, DEMO: "auto" },
  stdio: ["ignore", "ignore", "inherit"],
});

/** Whether the station's week has come in and its air can be judged. */
const isTold = async (): Promise<boolean> => {
  const answer = await fetch(`${site}/api/v1/air/stations?ids=${STATION}`).catch(() => undefined);
  if (answer?.ok !== true) return false;
  const { stations } = (await answer.json()) as {
    stations: { air: { level: number | null }; quantities: object[] }[];
  };
  return stations[0]?.air.level !== null && (stations[0]?.quantities.length ?? 0) > 2;
};
while (!(await isTold())) await new Promise((resolve) => setTimeout(resolve, 1000));

const browser = await openBrowser();
const tab = await browser.newPage({
  viewport: { width: 1100, height: 1500 },
  locale: "fr-FR",
  deviceScaleFactor: 1,
});
for (const [path, picture] of [
  ["/", "home.png"],
  [`/stations/${STATION}`, "station.png"],
] as const) {
  await tab.goto(site + path, { waitUntil: "networkidle" });
  await tab.screenshot({ path: join(root, "docs", picture) });
}

await browser.close();
all.kill("SIGTERM");
await once(all, "exit");
await removeFolder(folder);
