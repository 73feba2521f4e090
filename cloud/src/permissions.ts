import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { permissionsPage } from "./access/permissions-page.ts";
import { openCloud } from "./cloud.ts";
import { Config } from "./config.ts";

// Prints docs/permissions.md: `npm run permissions --workspace cloud`.
const directory = await mkdtemp(join(tmpdir(), "dcz-permissions-"));
const config = Config.parse({
  DATA_DIR: directory,
  HTTP_PORT: "0",
  MQTT_PORT: "0",
  DATABASE_URL: "none",
});
const cloud = await openCloud(config, pino({ level: "silent" }), Date.now);
process.stdout.write(permissionsPage(cloud.routes));
await cloud.close();
await rm(directory, { recursive: true });
