import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { openCloud } from "./cloud.ts";
import { Config } from "./config.ts";

// Prints the API's OpenAPI document, of which clients are generated: `node cloud/src/openapi.ts`.
const directory = await mkdtemp(join(tmpdir(), "dcz-openapi-"));
const config = Config.parse({
  DATA_DIR: directory,
  HTTP_PORT: "0",
  MQTT_PORT: "0",
  DATABASE_URL: "none",
});
const cloud = await openCloud(config, pino({ level: "silent" }), Date.now);
const answer = await fetch(`${cloud.http}/api/openapi.json`);
const document = (await answer.json()) as {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
};
/** In the order of names: a new operation moves no line of another. */
const sorted = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1)));
const { paths, components } = document;
const ordered = {
  ...document,
  components: { ...components, schemas: sorted(components.schemas) },
  paths: sorted(paths),
};
process.stdout.write(`${JSON.stringify(ordered, null, 2)}\n`);
await cloud.close();
await rm(directory, { recursive: true });
