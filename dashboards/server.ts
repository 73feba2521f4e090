import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { openApi } from "./app/api/client.ts";
import { loadAssets, sendAsset } from "./server/assets.ts";
import { upToDateBuild } from "./server/build.ts";
import { environment, readConfig } from "./server/config.ts";
import { listen } from "./server/listen.ts";

const exit = (code: number, ...sentences: readonly string[]): never => {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(code);
};

const settings = readConfig(environment);
const config = settings.ok ? settings.value : exit(2, ...settings.sentences);
const log = pino({ name: "dashboards", level: config.logLevel });

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

const build = await upToDateBuild({
  onStart: () => log.info("building the pages, a few seconds"),
  signal: stopping.signal,
}).catch((error: unknown) => {
  if (stopping.signal.aborted) process.exit(0);
  throw error;
});
const { directory } = build.ok ? build : exit(1, "The pages could not be built:", build.output);

const { pagesWith }: typeof import("./app/pages.ts") = await import(
  pathToFileURL(join(directory, "server/index.js")).href
);
const assets = await loadAssets(join(directory, "client"));
const pages = pagesWith({
  api: openApi(config.apiUrl),
  now: Date.now,
  report: (error, where) => log.error({ err: error, ...where }, "page failed"),
});

const methods = new Set(["GET", "HEAD", "POST"]);
const server = createServer((request, response) => {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "same-origin");
  if (!methods.has(request.method ?? "")) {
    response.writeHead(405, { allow: [...methods].join(", ") }).end();
    return;
  }
  if (!sendAsset(assets, request, response)) pages(request, response);
});
const listening = await listen(server, config);
if (!listening.ok) exit(1, listening.sentence);
else log.info({ http: listening.address, api: config.apiUrl }, "ready");

if (!stopping.signal.aborted) await once(stopping.signal, "abort");
server.close();
server.closeIdleConnections();
// Nothing is stored here: a page still being written after two seconds is cut, not waited for.
const impatience = setTimeout(() => server.closeAllConnections(), 2_000);
await once(server, "close");
clearTimeout(impatience);
log.info("stopped");
