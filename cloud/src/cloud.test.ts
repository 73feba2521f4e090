import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openCloud, StartError } from "./cloud.ts";
import { Config } from "./config.ts";

const open = async (settings: { readonly [name: string]: string }) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = Config.parse({ DATA_DIR: folder, HTTP_PORT: "0", MQTT_PORT: "0", ...settings });
  return openCloud(config, pino({ level: "silent" }), Date.now);
};

const refusal = async (settings: { readonly [name: string]: string }) => {
  const error = await open(settings).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
};

test("a DATA_DIR that cannot be used is told in a sentence that names it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileSync(file, "not a folder");
  expect(await refusal({ DATA_DIR: file })).toMatch(/^The cloud's data cannot be used .*DATA_DIR/);
});

test("a HOST that is elsewhere is told in a sentence that names it", async () => {
  // An address for documentation (RFC 5737), which no machine has.
  expect(await refusal({ HOST: "192.0.2.1" })).toMatch(/^192\.0\.2\.1 .*set HOST/);
});

test("its addresses can be used as they are, IPv6 as well", async () => {
  const cloud = await open({ HOST: "::1" });
  expect(cloud.mqtt).toMatch(/^mqtt:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${cloud.http}/api/v1/health`)).status).toBe(200);
  await cloud.close();
});
