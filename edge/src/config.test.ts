import { expect, test } from "vitest";
import { readConfig, type SensorSetting } from "./config.ts";

const sentences = (environment: Record<string, string>) => {
  const read = readConfig(environment);
  return read.ok ? [] : read.sentences;
};

const modelled = (setting: SensorSetting) => {
  if ("file" in setting || setting.from === "discovery") return setting;
  const { sensor, ...rest } = setting;
  return { model: sensor.model, ...rest };
};

test("presets look for what is plugged in", () => {
  const read = readConfig({});
  if (!read.ok) throw new Error(read.sentences.join("\n"));
  const { SENSORS, ...rest } = read.value;
  expect(SENSORS).toEqual([{ from: "discovery" }]);
  expect(rest).toEqual({
    DATA_DIR: "./data",
    KIT: "workshop-table",
    MICROPHONE_RATE: 48_000,
    MICROPHONE_TIME_WEIGHTING: "fast",
    MICROPHONE_OFFSET: 0,
    SAMPLE_EVERY: 60_000,
    REPLAY_FACTOR: 1,
    BACKFILL: 0,
    GATEWAY_MQTT_URL: "mqtt://127.0.0.1:1884",
    LOG_LEVEL: "info",
  });
});

test("a sensor is named by its model, by an alias, or by the JSON file that describes it", () => {
  const read = readConfig({
    SENSORS: "PMS5003@/dev/a,MH-Z19B@/dev/b,sensors/mine.json@/dev/c,scd30@/dev/d",
  });
  expect(read.ok && read.value.SENSORS.map(modelled)).toEqual([
    { model: "pmsx003", from: "port", path: "/dev/a", baudRate: 9600 },
    { model: "mhz19b", from: "port", path: "/dev/b", baudRate: 9600 },
    { file: "sensors/mine.json", from: "port", path: "/dev/c" },
    // Of a part that has several buses, the one that a serial port reads.
    { model: "scd30-modbus", from: "port", path: "/dev/d", baudRate: 19200 },
  ]);
});

test("a sensor may be looked for: any, one model wherever it is, or whatever is on one port", () => {
  const read = readConfig({ SENSORS: "auto, sds011@auto,auto@/dev/ttyAMA0" });
  expect(read.ok && read.value.SENSORS).toMatchObject([
    { from: "discovery" },
    { from: "discovery", model: { sensor: { model: "sds011" }, baudRate: 9600 } },
    { from: "discovery", path: "/dev/ttyAMA0" },
  ]);
  expect(sentences({ SENSORS: "mine.json@auto" })).toEqual([
    'SENSORS cannot look for mine.json: give its port, such as "mine.json@/dev/ttyUSB0", not "mine.json@auto".',
  ]);
  expect(sentences({ SENSORS: "auto@http://x" })[0]).toContain("only a serial port can be");
  expect(sentences({ SENSORS: "auto,auto" })[0]).toContain("twice");
});

test("a device of the network is named by its address, and its document is found by its kind", () => {
  const read = readConfig({
    SENSORS:
      "airRohr@http://192.168.1.20,AirGradient@https://airgradient.local/,airrohr@http://a:81/x.json",
  });
  expect(read.ok && read.value.SENSORS.map(modelled)).toEqual([
    { model: "airrohr", from: "network", url: "http://192.168.1.20/data.json" },
    {
      model: "airgradient",
      from: "network",
      url: "https://airgradient.local/measures/current",
    },
    { model: "airrohr", from: "network", url: "http://a:81/x.json" },
  ]);
});

test("a part on an I²C bus is named by its bus, and by its address where two share one", () => {
  const read = readConfig({
    SENSORS: "SPS30@/dev/i2c-1,bme280@/dev/i2c-1:0x76,bme280@/dev/i2c-1:0x77",
  });
  expect(read.ok && read.value.SENSORS.map(modelled)).toEqual([
    { model: "sps30-i2c", from: "i2c", path: "/dev/i2c-1", addresses: [0x69] },
    { model: "bme280", from: "i2c", path: "/dev/i2c-1", addresses: [0x76] },
    { model: "bme280", from: "i2c", path: "/dev/i2c-1", addresses: [0x77] },
  ]);
});

test("a counter on SPI is named by its adaptor or by the machine's bus, a part on 1-Wire by the kernel's folder", () => {
  const read = readConfig({
    SENSORS:
      "opc-n3@/dev/ttyACM0,opcn3@/dev/spidev0.0,ds18b20@/sys/bus/w1/devices,ds18b20@/sys/bus/w1/devices/28-00000a1b2c3d",
  });
  expect(read.ok && read.value.SENSORS.map(modelled)).toEqual([
    { model: "opcn3", from: "spi", path: "/dev/ttyACM0" },
    { model: "opcn3", from: "spi", path: "/dev/spidev0.0" },
    { model: "ds18b20", from: "one-wire", path: "/sys/bus/w1/devices" },
    { model: "ds18b20", from: "one-wire", path: "/sys/bus/w1/devices/28-00000a1b2c3d" },
  ]);
});

test("a microphone is named by its device of ALSA", () => {
  const read = readConfig({
    SENSORS: "ICS-43434@alsa:plughw:CARD=sndrpigooglevoi",
    MICROPHONE_RATE: "44100",
    MICROPHONE_TIME_WEIGHTING: "slow",
    MICROPHONE_OFFSET: "-1.5",
  });
  if (!read.ok) throw new Error(read.sentences.join("\n"));
  expect(read.value.SENSORS.map(modelled)).toEqual([
    { model: "ics43434", from: "alsa", device: "plughw:CARD=sndrpigooglevoi" },
  ]);
  expect(read.value).toMatchObject({
    MICROPHONE_RATE: 44_100,
    MICROPHONE_TIME_WEIGHTING: "slow",
    MICROPHONE_OFFSET: -1.5,
  });
});

test("a path may hold an @; one model may be read twice on two ports", () => {
  const read = readConfig({ SENSORS: "sds011@/dev/a@b, sds011@/dev/c" });
  expect(
    read.ok && read.value.SENSORS.map((setting) => setting.from === "port" && setting.path),
  ).toEqual(["/dev/a@b", "/dev/c"]);
});

test.each([
  [{ STATION_ID: "Chez Nous" }, "STATION_ID must be 2 to 64 lower-case letters, digits or hyphens"],
  [{ SENSORS: "sds011" }, 'SENSORS must list sensors as "model@port"'],
  [
    { SENSORS: "sds012@replay" },
    'SENSORS names "sds012", which is neither a JSON file nor one of ',
  ],
  [
    { SENSORS: "sds011@http://192.168.1.20" },
    'SENSORS names "sds011" at an address of the network, where only airrohr and airgradient can be',
  ],
  [
    { SENSORS: "airrohr@/dev/ttyUSB0" },
    'SENSORS names "airrohr", which is a device of the network: give its address, such as "airrohr@http://',
  ],
  [
    { SENSORS: "sds011@/sys/bus/w1/devices" },
    'SENSORS names "sds011" on a 1-Wire bus, where only ds18b20 can be',
  ],
  [
    { SENSORS: "ds18b20@/sys/bus/w1/devices/10-00000a1b2c3d" },
    'SENSORS names "/sys/bus/w1/devices/10-00000a1b2c3d", which is no such part: write "ds18b20@/sys/bus/w1/devices/28-',
  ],
  [{ SENSORS: "sds011@alsa:mic" }, 'SENSORS names "sds011" as a microphone, where only ics43434'],
  [
    { SENSORS: "ics43434@alsa:" },
    'SENSORS names "alsa:", which is no device of ALSA: write "ics43434@alsa:plughw:CARD=NAME"',
  ],
  [
    { SENSORS: "ics43434@/dev/ttyUSB0" },
    'SENSORS names "ics43434", which is a microphone: give its device of ALSA',
  ],
  [{ SENSORS: "ics43434@alsa:mic,inmp441@alsa:mic" }, "SENSORS must not use alsa:mic twice"],
  [{ MICROPHONE_RATE: "96000" }, "MICROPHONE_RATE must be 48000 or 44100"],
  [{ MICROPHONE_TIME_WEIGHTING: "impulse" }, "MICROPHONE_TIME_WEIGHTING must be fast or slow"],
  [{ MICROPHONE_OFFSET: "94" }, "MICROPHONE_OFFSET must be a number of decibels from -30 to 30"],
  [{ SENSORS: "sds011@/dev/i2c-1" }, 'SENSORS names "sds011" on an I²C bus, where only sps30-i2c'],
  [
    { SENSORS: "bme280@/dev/i2c-one" },
    'SENSORS names "/dev/i2c-one", which is no I²C bus: write "bme280@/dev/i2c-1"',
  ],
  [
    { SENSORS: "bme280@/dev/i2c-1,bme280@/dev/i2c-1" },
    "SENSORS must not use /dev/i2c-1:0x76/0x77 twice",
  ],
  [{ SENSORS: "airrohr@http://" }, 'SENSORS names "airrohr" at an address that is none'],
  [
    { SENSORS: "airrohr@http://me:secret@192.168.1.20" },
    'SENSORS names "airrohr" at an address that is none',
  ],
  [
    { SENSORS: "airrohr@http://a,airrohr@http://a/data.json" },
    "SENSORS must not use http://a/data.json twice",
  ],
  [{ SENSORS: "mine.json@replay" }, "SENSORS has no recording of mine.json to replay"],
  [{ SENSORS: "sds011@replay,sds011@replay" }, "SENSORS must not use sds011@replay twice"],
  [{ SENSORS: "sds011@/dev/a,pmsx003@/dev/a" }, "SENSORS must not use /dev/a twice"],
  [{ SAMPLE_EVERY: "PT0.05S" }, "SAMPLE_EVERY must be from 0.1 s"],
  [{ SAMPLE_EVERY: "often" }, "SAMPLE_EVERY must be an ISO 8601 duration"],
  [{ REPLAY_FACTOR: "fast" }, "REPLAY_FACTOR must be a number from 0.1 to 1000"],
  [{ BACKFILL: "yesterday" }, "BACKFILL must be an ISO 8601 duration"],
  [
    { BACKFILL: "P1D" },
    "BACKFILL fills the past from captures and goes only with replayed sensors",
  ],
  [
    { GATEWAY_MQTT_URL: "http://gateway" },
    "GATEWAY_MQTT_URL must be a URL that begins with mqtt://",
  ],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be trace, debug"],
])("%j is refused with a sentence that names it", (environment, beginning) => {
  expect(sentences(environment)).toEqual([expect.stringContaining(beginning)]);
});

test("the past may be filled when every sensor is replayed", () => {
  const read = readConfig({ SENSORS: "sds011@replay", BACKFILL: "P1D" });
  expect(read.ok && read.value.BACKFILL).toBe(86_400_000);
});

test("a board with StandardFirmata is named with its input, or with what is on its bus", () => {
  const read = readConfig({
    SENSORS:
      "sen0232@firmata:/dev/ttyACM0:A1,BME280@firmata:/dev/ttyACM0,bme280@firmata:/dev/ttyUSB0:0x77",
  });
  expect(read.ok && read.value.SENSORS.map(modelled)).toEqual([
    { model: "sen0232", from: "firmata", path: "/dev/ttyACM0", channel: 1 },
    { model: "bme280", from: "firmata", path: "/dev/ttyACM0", addresses: [0x76, 0x77] },
    { model: "bme280", from: "firmata", path: "/dev/ttyUSB0", addresses: [0x77] },
  ]);
});

test.each([
  ["sen0232@firmata:/dev/ttyACM0", /without its input: write "sen0232@firmata:\/dev\/ttyACM0:A0"/],
  ["bme280@firmata:/dev/ttyACM0:A0", /reads voltages \(sen0232\)/],
  // Sixty bytes are more than the board's library takes at a time.
  ["sps30@firmata:/dev/ttyACM0", /whose answers have 32 bytes at most/],
  ["sds011@firmata:/dev/ttyACM0", /whose answers have 32 bytes at most/],
  ["bme280@firmata:ttyACM0", /which is no board: write/],
  ["sen0232@firmata:/dev/ttyACM0:A0,sen0232@firmata:/dev/ttyACM0:A0", /twice/],
])("%s is refused on a board, with what to write", (text, sentence) => {
  expect(sentences({ SENSORS: text }).join(" ")).toMatch(sentence);
});
