import { Hello } from "@datacityzen/hardware/wire/hello";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "./config.ts";
import { openEdge } from "./edge.ts";
import { countingSensor, startBroker, temporaryFolder } from "./edge-process.fixture.ts";

const ID = "sds011-58d9";
/** A minute of the station passes in a second. */
const FASTER = 60;

const startStation = async () => {
  const broker = await startBroker();
  const sensor = await countingSensor();
  const settings = readConfig({
    ...{ STATION_ID: "test-station", DATA_DIR: temporaryFolder(), SAMPLE_EVERY: "PT1M" },
    ...{ SENSORS: `sds011@${sensor.path}`, GATEWAY_MQTT_URL: broker.url },
  });
  if (!settings.ok) throw new Error(settings.sentences.join());
  const began = performance.now();
  const monotonic = () => FASTER * (performance.now() - began);
  const opened = await openEdge(
    settings.value,
    pino({ level: "silent" }),
    () => Date.UTC(2026, 10, 24, 8) + monotonic(),
    { monotonic, readSource: async () => "ntp" },
  );
  if (!opened.ok) throw new Error(opened.sentence);
  onTestFinished(opened.edge.stop);
  const hello = () =>
    Hello.parse(broker.heard("hello").at(-1) ?? { kit: "none yet", sensors: [], software: {} });
  return { broker, sensor, hello };
};

test("settings are kept when the sensors go on, and those before are back when one falls silent", async () => {
  const { broker, sensor, hello } = await startStation();
  const patient = { timeout: 40_000 };
  await expect.poll(() => hello().sensors, patient).toMatchObject([{ id: ID }]);
  broker.say("config", { version: 1, sensors: { [ID]: { label: "north" } } });
  // An SDS011 may be told to speak once in half an hour; this one speaks each second, and is judged by that.
  await expect.poll(hello, patient).toMatchObject({ config: { version: 1, state: "applied" } });

  broker.say("config", { version: 2, sensors: { [ID]: { label: "south" } } });
  await expect.poll(hello, patient).toMatchObject({
    config: { version: 2, state: "trial" },
    sensors: [{ label: "south" }],
  });
  sensor.fallSilent();
  await expect.poll(hello, patient).toMatchObject({
    config: { version: 2, state: "rolled_back", detail: `silent since then: ${ID}` },
    sensors: [{ label: "north" }],
  });
});
