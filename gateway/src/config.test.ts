import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("an empty environment gives the presets", () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: {
      DATA_DIR: "./data",
      HOST: "127.0.0.1",
      GATEWAY_PORT: 8081,
      GATEWAY_MQTT_PORT: 1884,
      CLOUD_MQTT_URL: "mqtt://127.0.0.1:1883",
      UPLINK: "mqtt",
      GPRS_BYTES_A_MONTH: 1_000_000,
      OUTBOX_DAYS: 30,
      OUTBOX_BYTES: 60_000_000,
      LOG_LEVEL: "info",
    },
  });
});

test("the stations of a gateway are names with commas between", () => {
  const read = readConfig({ GATEWAY_STATIONS: " balcony, station-0a1b2c3d4e5f6g7h ," });
  expect(read).toMatchObject({ ok: true });
  expect(read.ok && [...(read.value.GATEWAY_STATIONS ?? [])]).toEqual([
    "balcony",
    "station-0a1b2c3d4e5f6g7h",
  ]);
  expect(readConfig({ GATEWAY_STATIONS: "balcony, Mon Balcon" })).toMatchObject({
    ok: false,
    sentences: [expect.stringContaining('"Mon Balcon" is none')],
  });
});

test("each wrong variable is named in a sentence", () => {
  expect(
    readConfig({ GATEWAY_ID: "La Passerelle", GATEWAY_PORT: "-1", CLOUD_MQTT_URL: "http://x" }),
  ).toEqual({
    ok: false,
    sentences: [
      'GATEWAY_ID must be 2 to 64 lower-case letters, digits or hyphens, not "La Passerelle".',
      'GATEWAY_PORT must be a whole number from 0 to 65535, not "-1".',
      'CLOUD_MQTT_URL must be a URL that begins with mqtt:// or mqtts:// or ws:// or wss://, not "http://x".',
    ],
  });
});
