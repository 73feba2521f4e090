import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";
import { temporaryFolder } from "./folder.fixture.ts";
import { openGateway } from "./gateway.ts";
import { openClient, openCloud } from "./site.fixture.ts";
import { batch } from "./store/store.fixture.ts";

test("the cloud is told which stations are silent or send nonsense, and which link says so", async () => {
  const cloud = await openCloud();
  let now = Date.now();
  const config = readConfig({
    ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    ...{ CLOUD_MQTT_URL: cloud.url, GATEWAY_ID: "house-gateway" },
  });
  if (!config.ok) throw new Error(config.sentences.join());
  const gateway = await openGateway(config.value, pino({ level: "silent" }), () => now);
  onTestFinished(gateway.close);
  const told = () => {
    const statuses = cloud.acknowledged.filter(
      ({ topic }) => topic === "dcz/1/house-gateway/status",
    );
    const parsed = parsePayload(Status, Buffer.from(statuses.at(-1)?.payload ?? ""));
    return parsed.ok ? parsed.value.health?.gateway : undefined;
  };
  const station = await openClient(gateway.mqtt);
  const say = (name: string, payload: Uint8Array) =>
    station.publishAsync(`dcz/1/${name}/readings`, Buffer.from(payload), { qos: 1 });
  await say("orchard", encodePayload(batch(1, now), "json"));
  await say("balcony", Buffer.from("température : 21"));
  await expect
    .poll(told, { timeout: 20_000 })
    .toMatchObject({ link: { by: "mqtt", outages: 0 }, unreadable: ["balcony"] });
  expect(told()?.silent).toBeUndefined();
  const page = await (await fetch(`${gateway.http}/?lang=fr`)).text();
  expect(page).toContain("balcony envoie des messages que personne ne sait lire (1,");

  now += 3_600_000;
  await expect.poll(told, { timeout: 20_000 }).toMatchObject({ silent: ["orchard"] });
}, 60_000);
