import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openCloud } from "../cloud.ts";
import { Config } from "../config.ts";
import { connectTo } from "../records/database.ts";
import { freshDatabase } from "../records/records.fixture.ts";

test("what somebody searches for stands in no log, also when the search is refused or fails", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-no-log-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const database = await freshDatabase();
  onTestFinished(database.remove);
  let logged = "";
  const sink = new Writable({
    write(part, _encoding, done) {
      logged += part;
      done();
    },
  });
  const config = Config.parse({
    DATA_DIR: folder,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    DASHBOARDS_URL: "http://127.0.0.1:9",
    DATABASE_URL: database.url,
    DEMO: "off",
  });
  const cloud = await openCloud(config, pino({ level: "trace" }, sink), Date.now);
  onTestFinished(() => cloud.close());
  const search = async (more = "") =>
    (await fetch(`${cloud.http}/api/v1/addresses?search=12+rue+Secrete${more}`)).status;
  expect(await search()).toBe(200);
  expect(await search("&limit=zero")).toBe(400);
  expect(await search("&limi=3")).toBe(400);
  expect(await search("&territory=nowhere")).toBe(404);
  // The statement that fails holds what was asked.
  const client = await connectTo({ url: database.url });
  await client.query("alter table address_line rename to address_line_gone");
  await client.end();
  expect(await search()).toBe(500);
  expect(logged).toContain("an address search failed");
  expect(logged).not.toMatch(/secrete/i);
});
