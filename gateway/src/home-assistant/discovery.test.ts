import type { quantities } from "@datacityzen/hardware/quantities";
import { expect, test } from "vitest";
import type { StationReport } from "../local-page/reports.ts";
import { createAnnouncer } from "./announcer.ts";
import { type HomeFacts, type HomeMessage, homeMessages } from "./discovery.ts";

const now = Date.UTC(2026, 10, 28, 12);
const gateway = { name: "house", version: "0.1.0" };
const value = (
  sensor: string,
  quantity: keyof typeof quantities,
  measured: number,
  at = now - 30_000,
) => ({ sensor, quantity, value: measured, at, received: at + 1000, flags: [] });

const orchard = {
  station: "orchard",
  values: [
    value("sds011-58d9", "pm2_5", 7.3),
    value("bme280", "temperature", 11.25),
    value("mic", "laeq", 48.2),
    value("mic", "lamax", 61.7),
    value("mic", "leq_1000_hz", 40.1),
    value("box", "battery", 81),
  ],
};
const online: StationReport = {
  ...{ station: "orchard", state: { kind: "online" }, everyMs: 60_000, lines: [] },
  ...{ takeovers: 0, waiting: 0, dropped: 0 },
};
const facts = (changed: Partial<HomeFacts> = {}): HomeFacts => ({
  ...{ stations: [orchard], reports: [online], now, ...changed },
});

const find = (messages: readonly HomeMessage[], part: string): string => {
  const found = messages.find(({ topic }) => topic.includes(part));
  if (found === undefined) throw new Error(`nothing on ${part}`);
  return found.payload;
};
const stateOf = (changed: Partial<HomeFacts>) =>
  JSON.parse(find(homeMessages(facts(changed), gateway), "/state"));

test("a station is a device with a component for each quantity of each sensor", () => {
  const device = JSON.parse(find(homeMessages(facts(), gateway), "homeassistant/device"));
  expect(device).toMatchObject({
    dev: { ids: ["datacityzen-orchard"], name: "orchard" },
    o: { name: "datacityzen-gateway", sw: "0.1.0" },
    state_topic: "datacityzen-home/orchard/state",
    availability_mode: "all",
  });
  expect(device.cmps["sds011-58d9_pm2_5"]).toEqual({
    ...{ p: "sensor", unique_id: "datacityzen_orchard_sds011-58d9_pm2_5" },
    ...{ device_class: "pm25", unit_of_measurement: "µg/m³", state_class: "measurement" },
    ...{ suggested_display_precision: 1, value_template: "{{ value_json['sds011-58d9_pm2_5'] }}" },
  });
  // Two of one class are named apart; a class alone is named by Home Assistant, in the language of the house.
  expect(device.cmps.mic_laeq).toMatchObject({ name: "LAeq", unit_of_measurement: "dBA" });
  expect(device.cmps.mic_lamax).toMatchObject({ name: "LAmax", device_class: "sound_pressure" });
  expect(device.cmps.mic_leq_1000_hz).toMatchObject({ en: false });
  expect(device.cmps.box_battery).toMatchObject({ entity_category: "diagnostic" });
  expect(device.dev.mdl).toBeUndefined();
});

test("two sensors of one quantity bear their names, and recorded frames are called so", () => {
  const replayed = { ...value("sds011-a", "pm2_5", 5), flags: ["replayed"] as const };
  const stations = [
    { station: "orchard", values: [replayed, { ...replayed, sensor: "sds011-b" }] },
  ];
  const device = JSON.parse(find(homeMessages(facts({ stations }), gateway), "homeassistant"));
  expect(device.cmps["sds011-b_pm2_5"].name).toBe("PM₂.₅ sds011-b");
  expect(device.dev.mdl).toContain("not measured here");
});

test("the newest values are told; what is implausible or too old is unknown", () => {
  expect(stateOf({})).toMatchObject({ "sds011-58d9_pm2_5": 7.3, bme280_temperature: 11.25 });
  const old = value("sds011-58d9", "pm2_5", 7.3, now - 3_600_000);
  const wrong = { ...value("bme280", "temperature", 140), flags: ["implausible"] as const };
  const stations = [{ station: "orchard", values: [old, wrong, value("mic", "laeq", 48.2)] }];
  expect(stateOf({ stations })).toEqual({
    ...{ "sds011-58d9_pm2_5": null, bme280_temperature: null, mic_laeq: 48.2 },
  });
  // A station that sends once an hour, and never said so, is not unknown most of the time.
  const unannounced = { ...online, everyMs: 0 };
  expect(stateOf({ stations, reports: [unannounced] })["sds011-58d9_pm2_5"]).toBe(7.3);
});

test.each([
  ["online", "online"],
  ["catching_up", "online"],
  ["sleeping", "online"],
  ["silent", "offline"],
  ["offline", "offline"],
] as const)("a station that is %s is available: %s", (kind, expected) => {
  const reports = [{ ...online, state: { kind, since: now } as never }];
  const messages = homeMessages(facts({ reports }), gateway);
  expect(find(messages, "orchard/availability")).toBe(expected);
});

test("nothing is told twice, a change alone is, and a station that was forgotten is taken away", () => {
  let known = facts();
  const published: HomeMessage[] = [];
  const announcer = createAnnouncer({
    ...{ gateway, read: () => known },
    publish: (message) => published.push(message),
  });
  announcer.look();
  expect(published.map(({ topic }) => topic)).toEqual([
    "datacityzen-home/gateway/house",
    "homeassistant/device/datacityzen-orchard/config",
    "datacityzen-home/orchard/state",
    "datacityzen-home/orchard/availability",
  ]);
  published.length = 0;
  announcer.look();
  expect(published).toEqual([]);
  const warmer = orchard.values.map((one) =>
    one.quantity === "temperature" ? { ...one, value: 12 } : one,
  );
  known = facts({ stations: [{ station: "orchard", values: warmer }] });
  announcer.look();
  expect(published.map(({ topic }) => topic)).toEqual(["datacityzen-home/orchard/state"]);
  published.length = 0;
  known = facts({ stations: [], reports: [] });
  announcer.look();
  expect(published).toHaveLength(3);
  for (const { payload } of published) expect(payload).toBe("");
  announcer.forget();
  known = facts();
  announcer.look();
  expect(published.slice(3)).toHaveLength(4);
});
