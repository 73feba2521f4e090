import { stationState } from "@datacityzen/hardware/station-state";
import { expect, test } from "vitest";
import type { LatestValue, Station } from "../api/answers.ts";
import { mistakesOf, sensorNames, shownQuantity, stationView } from "./station-view.ts";

const station: Station = {
  id: "workshop",
  state: "online",
  said: { state: "online", since: "2026-11-24T08:00:00.000Z" },
  zone: "Europe/Paris",
  kit: "workshop-table",
  origins: ["measured"],
  firstSeen: "2026-11-01T00:00:00.000Z",
  lastSeen: "2026-11-24T12:00:00.000Z",
  lastReceived: "2026-11-24T12:00:01.000Z",
  clockDoubtful: false,
  sensors: [
    { id: "sds011-58d9", model: "sds011", serial: "58d9", every: "PT10S" },
    { id: "pmsx003", model: "pmsx003", every: "PT1M" },
  ],
};

const french = { shown: ["pm2_5"], language: "fr" } as const;

const value = (sensor: string, quantity: LatestValue["quantity"]): LatestValue => ({
  sensor,
  origin: "replayed",
  quantity,
  unit: "ug/m3",
  at: "2026-11-24T12:00:00.000Z",
  received: "2026-11-24T12:00:01.000Z",
  value: 12.34,
  flags: ["replayed"],
});

test("a sensor is named by its model, described or not, and by its identifier where there are two", () => {
  const rows = ["sds011-58d9", "pmsx003"].map((sensor) => ({ sensor }));
  const named = { "sds011-58d9": "SDS011", pmsx003: "PMSX003" };
  expect(sensorNames(station, rows)).toEqual(named);
  expect(sensorNames({ ...station, sensors: [] }, rows)).toEqual(named);
  expect(sensorNames(station, [...rows, { sensor: "sds011-77aa" }])).toEqual({
    ...{ "sds011-58d9": "SDS011-58D9", "sds011-77aa": "SDS011-77AA" },
    pmsx003: "PMSX003",
  });
  expect(sensorNames({ ...station, sensors: [] }, [{ sensor: "sps30-i2c" }])).toEqual({
    "sps30-i2c": "SPS30-I2C",
  });
});

test("what people ask about first comes first, then sensor by sensor", () => {
  const { rows } = stationView(
    station,
    [
      value("pmsx003", "n_above_1"),
      value("pmsx003", "pm1"),
      value("sds011-58d9", "pm2_5"),
      value("pmsx003", "pm2_5"),
    ],
    french,
  );
  expect(rows.map(({ quantity, sensor }) => `${quantity} ${sensor}`)).toEqual([
    "pm2_5 pmsx003",
    "pm2_5 sds011-58d9",
    "pm1 pmsx003",
    "n_above_1 pmsx003",
  ]);
});

test("beside a value that no instrument gives stands what it probably is", () => {
  const row = {
    sensor: "bme280",
    origin: "measured",
    quantity: "pressure",
    at: 0,
    value: 101_325,
  } as const;
  const [notice] = mistakesOf([{ ...row, flags: ["implausible"] }], "en");
  expect(notice).toMatchObject({ kind: "mistake", sensor: "bme280" });
  expect(notice && "text" in notice && notice.text).toMatch(/pascal/i);
  expect(mistakesOf([{ ...row, flags: [] }], "en")).toEqual([]);
});

test("all words are in the reader's language", () => {
  const view = stationView(station, [value("pmsx003", "pm2_5")], {
    shown: ["pm2_5"],
    language: "en",
  });
  expect(view.quantities.pm2_5).toMatchObject({
    label: "Fine particulate matter PM2.5",
    unit: "µg/m³",
    digits: 1,
    fromZero: true,
  });
  expect(view.flags.replayed).toBe("replayed from a capture");
});

test("a sensor is called by its model, and by its identifier where two share the model", () => {
  const names = stationView(station, [value("bme280", "pm1")], french).sensors;
  expect(names).toEqual({ "sds011-58d9": "SDS011", pmsx003: "PMSX003", bme280: "BME280" });
  const twins = {
    ...station,
    sensors: ["58d9", "a1b2"].map((serial) => ({
      id: `sds011-${serial}`,
      model: "sds011",
      serial,
      every: "PT10S",
    })),
  };
  expect(Object.values(stationView(twins, [], french).sensors)).toEqual([
    "SDS011-58D9",
    "SDS011-A1B2",
  ]);
});

test("the slowest sensor sets the rhythm by which silence is judged", () => {
  const noon = Date.UTC(2026, 10, 24, 12);
  expect(stationView(station, [], french).facts).toEqual({
    everyMs: 60_000,
    said: { state: "online", since: Date.UTC(2026, 10, 24, 8) },
    reading: { at: noon, received: noon + 1000, clockDoubtful: false },
  });
});

test("a notice names the gateway that is away, and since when", () => {
  const since = Date.UTC(2026, 10, 24, 13);
  const via = {
    gateway: "mairie",
    state: "offline" as const,
    since: new Date(since).toISOString(),
  };
  const { facts } = stationView({ ...station, via }, [], french);
  expect(facts).toMatchObject({ via: "mairie", gateway: { state: "offline", since } });
  expect(stationState(facts, since + 60_000)).toEqual({ kind: "cut_off", since });
});

test("the chart shows what was asked for, else the station's first quantity, else fine particles", () => {
  const latest = [value("pmsx003", "humidity"), value("pmsx003", "temperature")];
  expect(shownQuantity("pm10", latest)).toBe("pm10");
  expect(shownQuantity(null, latest)).toBe("temperature");
  expect(shownQuantity(null, [])).toBe("pm2_5");
  expect(shownQuantity("toString", latest)).toBeUndefined();
});

test("a kit is called by its name, and a simulated station has none", () => {
  const kitOf = (kit: string, language: "fr" | "en" = "fr") =>
    stationView({ ...station, kit }, [], { ...french, language }).kit;
  expect(kitOf("street-station")).toBe("Station de rue");
  expect(kitOf("street-station", "en")).toBe("Street station");
  expect(kitOf("workshop-table")).toBe("workshop-table");
  expect(kitOf("simulated")).toBeUndefined();
});
