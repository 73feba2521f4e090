import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../config.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { openGateway } from "../gateway.ts";
import { openClient, openCloud } from "../site.fixture.ts";

const openHouse = async (settings: NodeJS.ProcessEnv) => {
  const cloud = await openCloud();
  const config = readConfig({
    ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    ...{ CLOUD_MQTT_URL: cloud.url, GATEWAY_ID: "house-gateway", ...settings },
  });
  if (!config.ok) throw new Error(config.sentences.join());
  let ahead = 0;
  const gateway = await openGateway(
    config.value,
    pino({ level: "silent" }),
    () => Date.now() + ahead,
    { machine: { exists: async () => true, run: async () => undefined } },
  );
  onTestFinished(gateway.close);
  /** All values that reached the cloud, as "station sensor quantity value", in order. */
  const values = () =>
    cloud.acknowledged
      .filter(({ topic }) => topic.endsWith("/readings"))
      .flatMap(({ topic, payload }) => {
        const { readings, clock } = JSON.parse(payload) as {
          clock: string;
          readings: { sensor: string; values: Record<string, number> }[];
        };
        return readings.flatMap((reading) =>
          Object.entries(reading.values).map(
            ([quantity, value]) =>
              `${topic.split("/")[2]} ${reading.sensor} ${quantity} ${value} ${clock}`,
          ),
        );
      })
      .sort();
  const stateOf = (station: string) =>
    cloud.acknowledged
      .filter(({ topic }) => topic === `dcz/1/${station}/status`)
      .map(({ payload }) => (JSON.parse(payload) as { state: string }).state)
      .at(-1);
  return {
    ...{ gateway, cloud, values, stateOf },
    wait: (ms: number) => {
      ahead += ms;
    },
  };
};

/** What ESPHome 2025 publishes for a sensor, with its abbreviations, as its mqtt_component.cpp writes it. */
const discovery = (node: string, object: string, more: object = {}) => ({
  topic: `homeassistant/sensor/${node}/${object}/config`,
  payload: JSON.stringify({
    name: object.replaceAll("_", " "),
    stat_cla: "measurement",
    stat_t: `${node}/sensor/${object}/state`,
    avty_t: `${node}/status`,
    uniq_id: `aabbccddeeff-sensor-${object}`,
    dev: {
      ...{ ids: "aabbccddeeff", name: node, sw: "2025.11.0 (config hash 0x1a2b3c4d)" },
      ...{ mdl: "esp32dev", mf: "Espressif", cns: [["mac", "aabbccddeeff"]] },
    },
    ...more,
  }),
});

const openNode = async (mqtt: string, node: string) => {
  const client = await openClient(mqtt, {
    clientId: `${node}-aabbccddeeff`,
    will: { topic: `${node}/status`, payload: Buffer.from("offline"), qos: 0, retain: true },
  });
  const publish = (topic: string, payload: string) =>
    client.publishAsync(topic, payload, { qos: 1, retain: true });
  return {
    client,
    publish,
    discover: async (object: string, more: object = {}) => {
      const { topic, payload } = discovery(node, object, more);
      await publish(topic, payload);
    },
    say: (object: string, text: string) => publish(`${node}/sensor/${object}/state`, text),
  };
};

test("an ESPHome node that was named is a station: its sensors by discovery, in the platform's units", async () => {
  const { gateway, values, stateOf } = await openHouse({ ESPHOME_STATIONS: "balcony" });
  const balcony = await openNode(gateway.mqtt, "balcony");
  await balcony.publish("balcony/status", "online");
  await balcony.discover("pm_2_5", { dev_cla: "pm25", unit_of_meas: "µg/m³" });
  await balcony.discover("pm10", { dev_cla: "pm10", unit_of_meas: "\u03bcg/m³" });
  await balcony.discover("outdoor_temperature", { dev_cla: "temperature", unit_of_meas: "°F" });
  await balcony.discover("bmp280_pressure", {
    ...{ dev_cla: "atmospheric_pressure", unit_of_meas: "Pa" },
  });
  await balcony.discover("wifi_signal", {
    ...{ dev_cla: "signal_strength", unit_of_meas: "dBm", ent_cat: "diagnostic" },
  });
  // The chip's own heat, a gas by volume, a switch's power: nothing that is kept.
  await balcony.discover("chip", {
    ...{ dev_cla: "temperature", unit_of_meas: "°C", ent_cat: "diagnostic" },
  });
  await balcony.discover("ozone", { dev_cla: "ozone", unit_of_meas: "ppb" });
  await balcony.discover("socket", { dev_cla: "power", unit_of_meas: "W" });
  for (const [object, text] of [
    ...[
      ["pm_2_5", "7.30"] as const,
      ["pm10", "12"] as const,
      ["outdoor_temperature", "50.0"] as const,
    ],
    ...[["bmp280_pressure", "101325"] as const, ["wifi_signal", "-61"] as const],
    ...[["chip", "53.3"] as const, ["ozone", "31"] as const, ["socket", "1200"] as const],
    ...[["pm_2_5", "nan"] as const, ["pm10", "NaN"] as const, ["pm10", ""] as const],
  ])
    await balcony.say(object, text);
  await expect
    .poll(values)
    .toEqual([
      "balcony bmp280-pressure pressure 1013.25 ntp",
      "balcony outdoor-temperature temperature 10 ntp",
      "balcony pm-2-5 pm2_5 7.3 ntp",
      "balcony pm10 pm10 12 ntp",
      "balcony wifi-signal signal_strength -61 ntp",
    ]);
  await expect.poll(() => stateOf("balcony")).toBe("online");
  balcony.client.stream.destroy();
  await expect.poll(() => stateOf("balcony")).toBe("offline");
});

test("without discovery a sensor that is called like a quantity is that; topics of one's own are followed", async () => {
  const { gateway, values } = await openHouse({ ESPHOME_STATIONS: "garden, shed" });
  const garden = await openNode(gateway.mqtt, "garden");
  await garden.say("laeq", "48.2");
  await garden.say("loudness", "48.2");
  const { topic, payload } = discovery("shed", "co2", {
    ...{ dev_cla: "carbon_dioxide", unit_of_meas: "ppm", stat_t: "house/shed/sensor/co2/state" },
  });
  // ESPHome with `use_abbreviations: false`.
  const long = payload
    .replace('"stat_t"', '"state_topic"')
    .replace('"dev_cla"', '"device_class"')
    .replace('"unit_of_meas"', '"unit_of_measurement"');
  await garden.publish(topic, long);
  await garden.publish("house/shed/sensor/co2/state", "612");
  await expect.poll(values).toEqual(["garden laeq laeq 48.2 ntp", "shed co2 co2 612 ntp"]);
});

test("what nobody named stays in the house, and nobody speaks for a station that proves its name", async () => {
  const { gateway, cloud, values } = await openHouse({ ESPHOME_STATIONS: "balcony,orchard" });
  const bedroom = await openNode(gateway.mqtt, "bedroom");
  await bedroom.discover("temperature", { dev_cla: "temperature", unit_of_meas: "°C" });
  await bedroom.say("temperature", "19");
  await openClient(gateway.mqtt, {
    username: "orchard",
    password: "a secret of the station 0123456789abcdef",
  });
  const orchard = await openNode(gateway.mqtt, "orchard");
  await orchard.say("temperature", "19");
  // Hostile documents and topics of a node that was named.
  const balcony = await openNode(gateway.mqtt, "balcony");
  for (const payload of ["", "null", "[]", "{", '{"stat_t":1}', `{"stat_t":"${"x".repeat(400)}"}`])
    await balcony.publish("homeassistant/sensor/balcony/temperature/config", payload);
  for (let index = 0; index < 300; index++)
    await balcony.discover(`t${index}`, { dev_cla: "temperature", unit_of_meas: "°C" });
  for (const text of ["1e999", "0x10", "12,5", "1".repeat(60), "online", "21.5"])
    await balcony.say("temperature", text);
  await expect.poll(values).toEqual(["balcony temperature temperature 21.5 ntp"]);
  expect(cloud.acknowledged.some(({ topic }) => topic.includes("bedroom"))).toBe(false);
});

/**
 * A request as NRZ-2024 sends it (airrohr-firmware, sendData): HTTP/1.0 headers of the ESP8266's HTTPClient, one connection
 * each, Basic with the user that was typed in.
 */
const push = (
  address: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const sent = request(
      `${address}/airrohr`,
      {
        method: "POST",
        headers: {
          "user-agent": "NRZ-2024-135/3394227/84f3eb000000",
          ...{ "content-type": "application/json", "x-sensor": "esp8266-3394227" },
          ...{ "x-mac-id": "esp8266-84f3eb000000", authorization: "Basic dXNlcjpwYXNz" },
          ...{ "content-length": String(bytes.length), connection: "close", ...headers },
        },
      },
      (answer) => answer.resume().once("end", () => resolve(answer.statusCode ?? 0)),
    );
    sent.once("error", reject);
    sent.end(bytes);
  });
const airrohrBody = JSON.stringify({
  ...{ esp8266id: "3394227", software_version: "NRZ-2024-135" },
  sensordatavalues: [
    { value_type: "SDS_P1", value: "9.10" },
    { value_type: "SDS_P2", value: "5.30" },
    { value_type: "BME280_temperature", value: "-0.50" },
    { value_type: "BME280_pressure", value: "101325.00" },
    { value_type: "BME280_humidity", value: "81.20" },
    { value_type: "samples", value: "755761" },
    { value_type: "signal", value: "-61" },
  ],
});

test("a station with Sensor.Community's firmware sends to the gateway as to its own API", async () => {
  const { gateway, values, wait } = await openHouse({});
  expect(await push(gateway.http, airrohrBody)).toBe(200);
  await expect
    .poll(values)
    .toEqual([
      "esp8266-3394227 airrohr signal_strength -61 ntp",
      "esp8266-3394227 bme280 humidity 81.2 ntp",
      "esp8266-3394227 bme280 pressure 1013.25 ntp",
      "esp8266-3394227 bme280 temperature -0.5 ntp",
      "esp8266-3394227 sds011 pm10 9.1 ntp",
      "esp8266-3394227 sds011 pm2_5 5.3 ntp",
    ]);
  expect(await push(gateway.http, airrohrBody)).toBe(429);
  wait(145_000);
  // One sensor alone, as for Sensor.Community itself; names in capitals.
  const one = {
    software_version: "NRZ-2020-133",
    sensordatavalues: [{ value_type: "P1", value: "3.2" }],
  };
  expect(
    await push(gateway.http, JSON.stringify(one), { "x-sensor": "ESP32-77", "x-pin": "1" }),
  ).toBe(200);
  await expect.poll(values).toContain("esp32-77 sds011 pm10 3.2 ntp");
});

test("what cannot be taken is refused in words, and nothing of it is kept", async () => {
  const { gateway, values } = await openHouse({ GATEWAY_STATIONS: "esp8266-1" });
  const mine = { "x-sensor": "esp8266-1" };
  expect(await push(gateway.http, airrohrBody)).toBe(403);
  expect(await push(gateway.http, airrohrBody, { "x-sensor": "../../x" })).toBe(400);
  expect(await push(gateway.http, "{", mine)).toBe(400);
  expect(await push(gateway.http, "", mine)).toBe(400);
  expect(await push(gateway.http, '{"sensordatavalues":[]}', mine)).toBe(400);
  // The firmware compresses nothing; a form of another page may not be taken for it.
  expect(
    await push(gateway.http, gzipSync(airrohrBody), { ...mine, "content-encoding": "gzip" }),
  ).toBe(400);
  expect(await push(gateway.http, airrohrBody, { ...mine, "content-type": "text/plain" })).toBe(
    415,
  );
  expect(await push(gateway.http, "x".repeat(20_000), mine)).toBe(413);
  expect(values()).toEqual([]);
  expect(await push(gateway.http, airrohrBody, mine)).toBe(200);
  await expect.poll(values).toHaveLength(6);
});
