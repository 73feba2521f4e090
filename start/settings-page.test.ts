import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settingsOf } from "./machine-settings.ts";
import { settingsPage } from "./settings-page.ts";
import { variables } from "./variables.ts";

test("docs/settings.md is what the list says; node start/write-settings-page.ts writes it", () => {
  const page = readFileSync(new URL("../docs/settings.md", import.meta.url), "utf8");
  expect(page).toBe(settingsPage());
});

test("every variable has its preset as its schema declares it", () => {
  const presets = Object.fromEntries(variables.map(({ name, preset }) => [name, preset]));
  expect(presets).toMatchObject({
    HTTP_PORT: "8080",
    SAMPLE_EVERY: "PT1M",
    REPLAY_FACTOR: "1",
    LOG_LEVEL: "info",
    CLOUD_MQTT_URL: "mqtt://127.0.0.1:1883",
    OPERATIONS_PORT: undefined,
  });
});

const settingOf = (environment: Record<string, string>, name: string) =>
  settingsOf(environment).settings.find((setting) => setting.name === name);

test("each value says where it comes from", () => {
  expect(settingOf({ HTTP_PORT: "9000" }, "HTTP_PORT")).toMatchObject({
    value: "9000",
    origin: "environment",
  });
  expect(settingOf({}, "HTTP_PORT")).toMatchObject({ value: "8080", origin: "preset" });
  expect(settingOf({ HTTP_PORT: "" }, "HTTP_PORT")).toMatchObject({ origin: "preset" });
  expect(settingOf({ HTTP_PORT: "9000" }, "API_URL")).toMatchObject({
    value: "http://127.0.0.1:9000",
    origin: "start",
  });
  expect(settingOf({}, "OPERATIONS_PORT")).toMatchObject({ set: false });
});

test("no password is shown, however it is written, also not where it is refused", () => {
  for (const url of [
    "mqtts://me:p4ssw0rd@a.example",
    "mqtts://:p4ssw0rd@a.example",
    "ftp://me:p4@ssw0rd@a",
  ])
    expect(JSON.stringify(settingsOf({ CLOUD_MQTT_URL: url }))).not.toMatch(/p4|ssw0rd/);
});

test("what a process would refuse is said", () => {
  expect(settingsOf({ HTTP_PORT: "x" }).wrong).toEqual([
    'HTTP_PORT must be a whole number from 0 to 65535, not "x".',
  ]);
});
