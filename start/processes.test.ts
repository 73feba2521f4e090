import { expect, test } from "vitest";
import { choosePorts } from "./ports.ts";
import { type Config, environmentFor, places, portClashes, readConfig } from "./processes.ts";
import { wrongSettings } from "./settings.ts";

const configOf = (environment: Record<string, string>): Config => {
  const settings = readConfig(environment);
  if (!settings.ok) throw new Error(settings.sentences.join("\n"));
  return settings.value;
};

test("without hardware both sensors are replayed, with a day behind them", () => {
  expect(environmentFor({}, configOf({}))).toMatchObject({
    SENSORS: "sds011@replay,pmsx003@replay",
    SAMPLE_EVERY: "PT10S",
    BACKFILL: "P1D",
    LOG_LEVEL: "info",
  });
});

test("what the person set stays, and a real sensor gets no invented day", () => {
  const set = { SENSORS: "sds011@/dev/ttyUSB0", SAMPLE_EVERY: "PT5M", API_URL: "http://else:1" };
  const environment = environmentFor(set, configOf(set));
  expect(environment).toMatchObject(set);
  expect(environment.BACKFILL).toBeUndefined();
});

test("a changed port reaches everybody who calls there", () => {
  const set = { HTTP_PORT: "9090", MQTT_PORT: "2883", HOST: "0.0.0.0", DASHBOARDS_PORT: "" };
  expect(environmentFor(set, configOf(set), 10)).toMatchObject({
    HOST: "0.0.0.0",
    HTTP_PORT: "9090",
    API_URL: "http://127.0.0.1:9090",
    PUBLIC_URL: "http://localhost:9090",
    CLOUD_MQTT_URL: "mqtt://127.0.0.1:2883",
    DASHBOARDS_URL: "http://127.0.0.1:8082",
    DASHBOARDS_PORT: "8082",
    REPLAY_FACTOR: "10",
  });
  expect(places(configOf({ HOST: "::", HTTP_PORT: "9090" })).page).toBe("http://[::1]:9090/");
});

test("a port 0 is chosen before anything starts", async () => {
  const config = await choosePorts(configOf({ HTTP_PORT: "0", MQTT_PORT: "0" }));
  expect(config.HTTP_PORT).toBeGreaterThan(1023);
  expect(config.MQTT_PORT).not.toBe(config.HTTP_PORT);
  expect(config.GATEWAY_PORT).toBe(8081);
});

test("a log level that hides the ready line does not reach the processes, a wrong one does", () => {
  const level = (LOG_LEVEL: string) => environmentFor({ LOG_LEVEL }, configOf({})).LOG_LEVEL;
  expect(["silent", "warn", "debug", "loud"].map(level)).toEqual(["info", "info", "debug", "loud"]);
});

test("what any process would refuse is reported before one is started, each variable once", () => {
  const set = { SAMPLE_EVERY: "soon", CLOUD_MQTT_URL: "here", LOG_LEVEL: "loud" };
  const wrong = wrongSettings(environmentFor(set, configOf(set)), ["cloud", "gateway", "edge"]);
  expect(wrong.map((sentence) => sentence.split(" ")[0]).sort()).toEqual([
    "CLOUD_MQTT_URL",
    "LOG_LEVEL",
    "SAMPLE_EVERY",
  ]);
  expect(wrongSettings(environmentFor(set, configOf(set)), ["dashboards"])).toHaveLength(1);
});

test("two ports that are one are reported, ports that the system chooses are not", () => {
  const clash = { ...configOf({}), HTTP_PORT: 9000, DASHBOARDS_PORT: 9000 };
  expect(portClashes(clash)).toEqual([
    "HTTP_PORT and DASHBOARDS_PORT are both 9000: give each a port of its own.",
  ]);
  expect(portClashes(configOf({}))).toEqual([]);
  expect(portClashes({ ...configOf({}), HTTP_PORT: 0, MQTT_PORT: 0 })).toEqual([]);
});

test("beside TLS the processes find each other where the doors in clear are", () => {
  const set = { HOST: "192.168.1.7", TLS_CERT_FILE: "/etc/cert.pem" };
  const found = environmentFor(set, configOf(set));
  expect(found.API_URL).toBe("http://127.0.0.1:8080");
  expect(found.CLOUD_MQTT_URL).toBe("mqtt://127.0.0.1:1883");
  expect(found.GATEWAY_MQTT_URL).toBe("mqtt://192.168.1.7:1884");
  expect(environmentFor({ HOST: "192.168.1.7" }, configOf({ HOST: "192.168.1.7" })).API_URL).toBe(
    "http://192.168.1.7:8080",
  );
});
