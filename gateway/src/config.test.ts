import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("an empty environment gives the presets", () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: {
      DATA_DIR: "./data",
      HOME_ASSISTANT: "off",
      HOST: "127.0.0.1",
      GATEWAY_PORT: 8081,
      GATEWAY_MQTT_PORT: 1884,
      CLOUD_MQTT_URL: "mqtt://127.0.0.1:1883",
      UPLINK: ["mqtt"],
      GPRS_BYTES_A_MONTH: 1_000_000,
      LORA_JOIN_EUI: "0000000000000000",
      LORA_SPREADING_FACTOR: 9,
      LORA_NETWORK: "ttn",
      OUTBOX_DAYS: 30,
      NODE_RED: "off",
      NODE_RED_EDITOR: "off",
      NODE_RED_MEMORY_MB: 128,
      NODE_RED_PORT: 1880,
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

test("links stand in order of priority, and one that cannot be beside another is refused", () => {
  expect(readConfig({ UPLINK: "gprs,lora" })).toMatchObject({
    value: { UPLINK: ["gprs", "lora"] },
  });
  for (const UPLINK of ["mqtt,gprs", "lora,mqtt", "fax"])
    expect(readConfig({ UPLINK })).toMatchObject({ ok: false });
});

test("a key of LoRaWAN that is mistyped is not written into the log", () => {
  const read = readConfig({ LORA_APP_KEY: "00112233445566778899AABBCCDDEEF" });
  expect(read).toMatchObject({
    ok: false,
    sentences: ["LORA_APP_KEY must be 32 hexadecimal digits."],
  });
});
