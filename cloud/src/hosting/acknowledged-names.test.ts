import { readFileSync } from "node:fs";
import { join } from "node:path";
import { passwordOf } from "@datacityzen/hardware/device/secret";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 27, 8);
let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterAll(() => subject.remove());

/** What a cloud that is started again would know of stations, had this one been killed now. */
const onDisk = (): Readonly<Record<string, { readonly hashes: readonly string[] }>> =>
  JSON.parse(readFileSync(join(subject.folder, "cloud", "devices.json"), "utf8")).stations;

const batch = JSON.stringify({
  ...{ boot: "abcdefgh", seq: 1, clock: "ntp" },
  readings: [{ at: NOW, sensor: "sds011", values: { pm2_5: 3 } }],
});

test("what a new station sends is acknowledged when its name is on disk too", async () => {
  for (const name of ["attic", "balcony", "cellar"]) {
    const client = await subject.connect(`edge-${name}`);
    await client.publishAsync(`dcz/1/${name}/readings`, batch, { qos: 1 });
    expect(onDisk()).toHaveProperty(name);
  }
});

test("the same through a gateway, for many at once", async () => {
  const gateway = await subject.connect("gateway-town", { username: "gateway:town" });
  const names = Array.from({ length: 40 }, (_, index) => `street-${index}`);
  await Promise.all(
    names.map(async (name) => {
      await gateway.publishAsync(`dcz/1/${name}/readings`, batch, { qos: 1 });
      expect(onDisk()).toHaveProperty(name);
    }),
  );
});

test("a device is let in when what it proves itself with is on disk", async () => {
  const secret = "a".repeat(64);
  await subject.connect("roof", { username: "roof", password: secret });
  const before = onDisk().roof?.hashes;
  expect(before).toHaveLength(1);
  const next = passwordOf({ secret: "b".repeat(64), before: secret });
  await subject.connect("roof-again", { username: "roof", password: next });
  expect(onDisk().roof?.hashes).not.toEqual(before);
});
