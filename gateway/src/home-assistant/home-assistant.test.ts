import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../config.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { openGateway } from "../gateway.ts";
import { openClient, openCloud } from "../site.fixture.ts";
import { batch } from "../store/store.fixture.ts";

const patient = { timeout: 20_000 };

const openHouse = async (settings: NodeJS.ProcessEnv) => {
  const config = readConfig({
    ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    ...{ CLOUD_MQTT_URL: "mqtt://127.0.0.1:1", GATEWAY_ID: "house" },
    ...settings,
  });
  if (!config.ok) throw new Error(config.sentences.join());
  const gateway = await openGateway(config.value, pino({ level: "silent" }), Date.now);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= gateway.close();
    return closed;
  };
  onTestFinished(close);
  const station = await openClient(gateway.mqtt);
  return {
    gateway,
    close,
    measure: (seq: number) =>
      station.publishAsync(
        "dcz/1/orchard/readings",
        Buffer.from(encodePayload(batch(seq, Date.now()), "json")),
        { qos: 1 },
      ),
  };
};

/** What a Home Assistant that connects to a broker finds there. */
const openHome = async (url: string) => {
  const found = new Map<string, string>();
  const client = await openClient(url);
  client.on("message", (topic, payload) => found.set(topic, payload.toString()));
  await client.subscribeAsync(["homeassistant/#", "datacityzen-home/#"], { qos: 1 });
  return { found, client };
};

const DEVICE = "homeassistant/device/datacityzen-orchard/config";
const AVAILABLE = "datacityzen-home/orchard/availability";

test("a station that measures appears at the gateway's broker, retained, and who comes later finds it", async () => {
  const { gateway, measure } = await openHouse({ HOME_ASSISTANT: "on" });
  await measure(1);
  const early = await openHome(gateway.mqtt);
  await expect.poll(() => early.found.get(AVAILABLE), patient).toBe("online");
  const late = await openHome(gateway.mqtt);
  await expect.poll(() => late.found.get(DEVICE), patient).toContain("state_topic");
  const { cmps, state_topic } = JSON.parse(late.found.get(DEVICE) ?? "");
  const state = JSON.parse(late.found.get(state_topic) ?? "");
  expect(Object.keys(state)).toEqual(Object.keys(cmps));
  // What Home Assistant says of itself at the broker is taken, and its connection stays.
  await late.client.publishAsync("homeassistant/status", "online", { qos: 1 });
  expect(late.client.connected).toBe(true);
});

test("off, nothing is announced", async () => {
  const { gateway, measure } = await openHouse({});
  const home = await openHome(gateway.mqtt);
  await measure(1);
  await home.client.publishAsync("datacityzen-home/sign", "end", { qos: 1 });
  await expect.poll(() => [...home.found.keys()], patient).toEqual(["datacityzen-home/sign"]);
});

test("at a broker of its own Home Assistant is told again after a restart of it, and when the gateway ends", async () => {
  const first = await openCloud();
  const { close, measure } = await openHouse({
    ...{ HOME_ASSISTANT: "on", HOME_ASSISTANT_MQTT_URL: first.url },
  });
  await measure(1);
  const isThere = (broker: typeof first) => () =>
    broker.acknowledged.some(({ topic, retain }) => topic === DEVICE && retain);
  await expect.poll(isThere(first), patient).toBe(true);
  await first.kill();
  const second = await openCloud({ port: first.port });
  await expect.poll(isThere(second), { timeout: 40_000 }).toBe(true);
  await close();
  expect(second.acknowledged.at(-1)).toEqual({
    ...{ topic: "datacityzen-home/gateway/house", payload: "offline", retain: true },
  });
}, 90_000);
