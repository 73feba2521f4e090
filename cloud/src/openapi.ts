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
process.stdout.write(`${JSON.stringify(await answer.json(), null, 2)}\n`);
await cloud.close();
await rm(directory, { recursive: true });
