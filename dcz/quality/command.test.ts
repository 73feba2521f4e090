import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../../cloud/src/records/records.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { qualityCommand } from "./command.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let database: FreshDatabase;
let cloud: CloudUnderTest;
beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(() => NOW, { databaseUrl: database.url });
  const client = await cloud.connect("workshop");
  const hello = {
    kit: "test",
    sensors: [
      { id: "sds", model: "sds011", every: 10_000 },
      { id: "bme", model: "bme280", every: 10_000 },
    ],
    software: {},
  };
  const readings = [
    { at: NOW - 5000, sensor: "bme", values: { humidity: 80 } },
    { at: NOW - 5000, sensor: "sds", values: { pm2_5: 20, pm10: 30 } },
  ];
  const batch = { boot: "aaaaaaaa", seq: 1, clock: "ntp", readings };
  await client.publishAsync("dcz/1/workshop/hello", JSON.stringify(hello), {
    qos: 1,
    retain: true,
  });
  await client.publishAsync("dcz/1/workshop/readings", JSON.stringify(batch), { qos: 1 });
});
afterAll(async () => {
  await cloud.remove();
  await database.remove();
});

const run = async (...words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal();
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
  });
  await qualityCommand(terminal, administration).parseAsync(words, { from: "user" });
  return outcome();
};

test("a value is explained in words: raw, recipe, inputs, uncertainty, doubts", async () => {
  await expect
    .poll(async () => (await run("explain", "workshop", "pm2_5", "now")).stdout)
    .toContain("the value that is kept is exactly the same");
  const { stdout } = await run("explain", "workshop", "pm2_5", "now", "--sensor", "sds");
  // 20 / (1 + 0.48756 · 0.8^8.60068), by hand.
  expect(stdout).toContain("Raw measurement: 20 µg/m³");
  expect(stdout).toContain("Reprocessed value: 18.66 µg/m³, within ± 10");
  expect(stdout).toContain("(sds011-power@1)");
  expect(stdout).toContain("Input: humidity 80, of bme at 2026-11-24T07:59:55.000Z.");
  expect(stdout).toContain("No check doubts this value.");
  // One reading of 360.
  expect(stdout).toContain("No consolidated value: the hour has not three quarters");
});

test("what has no recipe says so, JSON is the API's own answer, and what nobody measured is a refusal", async () => {
  expect((await run("explain", "workshop", "humidity", "now")).stdout).toContain(
    "no recipe is chosen for this sensor",
  );
  const { stdout } = await run("explain", "workshop", "pm10", "2026-11-24T08:00:00Z", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ station: "workshop", quantity: "pm10" });
  const none = await run("explain", "workshop", "co2", "now");
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toContain('"workshop" has no value of co2 within the hour before now.');
});

test("a quantity that there is not, a day that is none and a station that nobody knows are named with what to write", async () => {
  const quantity = await run("explain", "workshop", "PM2.5", "now");
  expect(quantity).toMatchObject({ code: 2, stdout: "" });
  expect(quantity.stderr).toMatch(/No quantity has the name "PM2.5".* pm2_5[,.]/);
  const instant = await run("explain", "workshop", "pm2_5", "yesterday");
  expect(instant).toMatchObject({ code: 2 });
  expect(instant.stderr).toContain('"yesterday" is no instant: write 2026-11-24T08:00:00Z');
  const station = await run("explain", "nowhere", "pm2_5", "now", "--sensor", "sds");
  expect(station).toMatchObject({ code: 1 });
  expect(station.stderr).toContain('The sensor "sds" of the station "nowhere" has no value');
});
