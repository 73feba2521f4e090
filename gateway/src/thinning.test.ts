import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";
import { temporaryFolder } from "./folder.fixture.ts";
import { openGateway } from "./gateway.ts";
import { openClient } from "./site.fixture.ts";
import { today } from "./store/store.fixture.ts";

const MIB = 1024 * 1024;
const perBatch = 1000;
// Enough to free the megabyte that a full disk needs inside of the file.
const batches = 14;

const large = (seq: number): string =>
  JSON.stringify({
    ...{ boot: "boot0001", seq, clock: "ntp" },
    readings: Array.from({ length: perBatch }, (_, index) => ({
      at: today + (seq * perBatch + index) * 1000,
      sensor: "sds011-58d9",
      values: { pm2_5: index / 7, pm10: index / 3 },
    })),
  });

test("a disk that stays full refuses for a quarter of an hour; then hourly means take the place of the oldest, and that is reported", async () => {
  let now = today;
  let free = 200 * MIB;
  const config = readConfig({
    ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    CLOUD_MQTT_URL: "mqtt://127.0.0.1:9",
  });
  if (!config.ok) throw new Error(config.sentences.join());
  const gateway = await openGateway(config.value, pino({ level: "silent" }), () => now, {
    free: () => free,
  });
  onTestFinished(gateway.close);
  const station = await openClient(gateway.mqtt);
  let acknowledged = 0;
  const publish = (seq: number) =>
    station
      .publishAsync("dcz/1/workshop/readings", large(seq), { qos: 1 })
      .then(() => void acknowledged++);
  const health = async () =>
    (await (await fetch(`${gateway.http}/api/health`)).json()) as {
      givenUp: { messages: number };
    };

  for (let seq = 0; seq < batches; seq++) await publish(seq);
  // Less than the 32 MiB that are left to the machine.
  free = 31 * MIB;
  const refused = publish(batches);
  await expect.poll(health).toMatchObject({ disk: { state: "disk_full" } });
  now += 14 * 60_000;
  expect((await health()).givenUp.messages).toBe(0);
  expect(acknowledged).toBe(batches);

  now += 2 * 60_000;
  await refused;
  expect(await health()).toMatchObject({
    status: "ok",
    // An hour or two of each thousand seconds: 17 means in the place of 14 000 readings.
    waiting: { messages: batches + 1, readings: 17 + perBatch },
    givenUp: { messages: 0, readings: 0, averaged: batches * perBatch - 17, damaged: 0 },
  });
  const page = await (await fetch(`${gateway.http}/?lang=en`)).text();
  expect(page).toContain("readings replaced: 13,983");
}, 60_000);
