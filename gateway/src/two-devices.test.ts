import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";
import { temporaryFolder } from "./folder.fixture.ts";
import { openGateway } from "./gateway.ts";
import { openClient } from "./site.fixture.ts";
import { batch, payloadOf, today } from "./store/store.fixture.ts";

test("two devices that publish under one name by client ids of their own are reported; all of both is kept", async () => {
  let now = today;
  const config = readConfig({
    ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
    CLOUD_MQTT_URL: "mqtt://127.0.0.1:9",
  });
  if (!config.ok) throw new Error(config.sentences.join());
  const gateway = await openGateway(config.value, pino({ level: "silent" }), () => now);
  onTestFinished(gateway.close);
  const devices = await Promise.all(
    ["esp-a", "esp-b"].map((clientId) => openClient(gateway.mqtt, { clientId })),
  );
  for (let turn = 0; turn < 5; turn++) {
    now = today + turn * 60_000;
    for (const [index, device] of devices.entries()) {
      const document = { ...batch(turn, now), boot: `boot000${index}` };
      const payload = Buffer.from(payloadOf(document));
      await device.publishAsync("dcz/1/workshop/readings", payload, { qos: 1 });
    }
  }
  const health = await (await fetch(`${gateway.http}/api/health`)).json();
  expect(health).toMatchObject({
    waiting: { messages: 10 },
    nameConflicts: [{ name: "workshop", addresses: ["esp-a", "esp-b"] }],
  });
  const page = await (await fetch(`${gateway.http}/?lang=en`)).text();
  expect(page).toContain("Two devices use the name “workshop” (esp-a, esp-b)");
});
