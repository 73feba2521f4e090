import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexOf } from "./bytes.ts";
import { findSensor, findSensors } from "./find-sensor.ts";
import { framesOf } from "./frame-arbitrary.ts";
import { SensorId } from "./identifiers.ts";
import { quantities } from "./quantities.ts";
import type { Exchange, Sensor } from "./sensor.ts";
import { factsOf } from "./sensor-facts.ts";
import { sensors } from "./sensors.ts";

const all: readonly Sensor[] = Object.values(sensors);
const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

test("the list is kept by model, and a model is a name on the wire", () => {
  for (const [key, sensor] of Object.entries(sensors)) {
    expect(sensor.model).toBe(key);
    expect(SensorId.safeParse(sensor.model).success).toBe(true);
  }
});

test("no two sensors answer to one name", () => {
  const names = all.flatMap(({ model, aliases = [] }) => [model, ...aliases].map(plain));
  expect(names.toSorted()).toEqual([...new Set(names)].sort());
});

describe.each(all)("$model", (sensor: Sensor) => {
  test("measures known quantities, within what they can be", () => {
    const named = sensor.measures.map(({ quantity }) => quantity);
    expect(new Set(named).size).toBe(named.length);
    for (const { quantity, range, accuracy = [], resolution } of sensor.measures) {
      expect(quantities).toHaveProperty(quantity);
      expect(range[0]).toBeLessThan(range[1]);
      // A sensor's range overlaps what is plausible; it may reach further than any real place.
      expect(range[0]).toBeLessThan(quantities[quantity].plausible[1]);
      expect(range[1]).toBeGreaterThan(quantities[quantity].plausible[0]);
      for (const { within = range, absolute, relative } of accuracy) {
        expect(absolute ?? relative).toBeGreaterThan(0);
        expect(within[0]).toBeGreaterThanOrEqual(range[0]);
        expect(within[1]).toBeLessThanOrEqual(range[1]);
      }
      if (resolution !== undefined) expect(resolution).toBeGreaterThan(0);
    }
  });

  test("declares what a builder and a program need", () => {
    expect(sensor.name).not.toBe("");
    expect(sensor.warmUpMs).toBeGreaterThanOrEqual(0);
    expect(sensor.supply.volts[0]).toBeLessThanOrEqual(sensor.supply.volts[1]);
    if (sensor.bus.kind === "http-json") expect(sensor.pins).toBeUndefined();
    else {
      const ends = (sensor.pins ?? []).map(({ to }) => to).join("; ");
      expect(ends).toMatch(
        sensor.model === "dcz-noise-meter" ? /USB/ : /\d V\b.*ground|ground.*\d V\b/,
      );
      if (sensor.bus.kind === "uart" && sensor.model !== "dcz-noise-meter")
        expect(ends).toMatch(/\bRX\b/);
      if (sensor.bus.kind === "i2c") expect(ends).toMatch(/SCL.*SDA|SDA.*SCL/);
    }
    if (sensor.duty !== undefined) {
      expect(sensor.duty.onMs).toBeLessThan(sensor.duty.everyMs);
      // Awake for less than its warm-up, a sensor would never say anything to be trusted.
      expect(sensor.duty.onMs).toBeGreaterThan(sensor.warmUpMs);
    }
    const asked = ["i2c", "spi", "modbus", "one-wire"].includes(sensor.bus.kind);
    if (asked) expect(sensor.dialogue?.read?.length).toBeGreaterThan(0);
    const exchanges: readonly Exchange[] = Object.values(sensor.dialogue ?? {}).flat();
    for (const { send, replyBytes } of exchanges) {
      expect(send.length).toBeGreaterThan(0);
      if (replyBytes !== undefined) expect(replyBytes).toBeGreaterThan(0);
    }
  });

  test("cites for each of its figures a document, and the place in it", () => {
    const cited = new Set(sensor.sources.flatMap(({ gives }) => gives));
    expect([...cited].sort()).toEqual(factsOf(sensor).sort());
    for (const { document, at, gives, unchecked } of sensor.sources) {
      expect(document.length).toBeGreaterThan(10);
      expect(at?.length ?? 0, document).toBeGreaterThan(4);
      expect(gives, document).not.toEqual([]);
      expect(unchecked, document).not.toBe("");
    }
  });

  test("decodes any bytes without throwing, to values of quantities that it measures", () => {
    const frames = framesOf[sensor.model as keyof typeof sensors];
    const measured = new Set<string>(sensor.measures.map(({ quantity }) => quantity));
    fc.assert(
      fc.property(fc.oneof(frames, fc.uint8Array({ maxLength: 100 })), (bytes) => {
        const decoded = sensor.decode(bytes, { calibration: bytes });
        if (!decoded.ok) return;
        for (const [name, value] of Object.entries(decoded.values)) {
          expect(Number.isFinite(value), `${name} of ${hexOf(bytes)}`).toBe(true);
          expect(measured).toContain(name);
        }
      }),
    );
  });
});

describe("a sensor is found by what people call it", () => {
  test.each([
    ["sds011", "sds011"],
    ["SDS018", "sds011"],
    ["sds-021", "sds011"],
    ["SDS01x", "sds011"],
    ["PMS5003", "pmsx003"],
    ["pms 7003", "pmsx003"],
    ["PMSA003", "pmsx003"],
    ["PMS1003", "pmsx003"],
    ["PMSx003", "pmsx003"],
    ["PMS5003T", "pms5003t"],
    ["PMS5003ST", "pms5003st"],
    ["MH-Z19B", "mhz19b"],
    ["mh-z19", "mhz19b"],
    ["MH-Z19C", "mhz19c"],
    ["SCD40", "scd4x"],
    ["scd-41", "scd4x"],
    ["SEN54", "sen5x"],
    ["sen55", "sen5x"],
    ["SenseAir S8", "s8"],
    ["senseair-k30", "k30"],
    ["OPC-N3", "opcn3"],
    ["HPMA115S0", "hpma115s0"],
    ["BME280", "bme280"],
    ["SHT31", "sht3x"],
    ["SHT-45", "sht4x"],
    ["AM2302", "dht22"],
    ["ICS-43434", "ics43434"],
    ["gps", "nmea-gps"],
    ["NMEA", "nmea-gps"],
    ["PMS3003", "pms3003"],
    ["Plantower PMS7003", "pmsx003"],
    ["Sensirion SCD41", "scd4x"],
    ["SenseAir", "s8"],
    ["HPMA115S0-XXX", "hpma115s0"],
    ["DNMS", "dnms"],
    ["airRohr", "airrohr"],
    ["AirGradient", "airgradient"],
  ])("%s is %s", (name, model) => {
    expect(findSensor(name)?.model).toBe(model);
  });

  test("a part with two buses is found with both", () => {
    const models = (name: string) => findSensors(name).map(({ model }) => model);
    expect(models("SPS30")).toEqual(["sps30", "sps30-i2c"]);
    expect(models("scd30")).toEqual(["scd30", "scd30-modbus"]);
    expect(models("SEN55")).toEqual(["sen5x", "sen5x-uart"]);
    expect(models("sps30-i2c")).toEqual(["sps30-i2c"]);
  });

  test("what nobody makes is not found", () => {
    expect(findSensors("tricorder")).toEqual([]);
    expect(findSensor("")).toBeUndefined();
  });
});
