import { Batch } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { Status } from "@datacityzen/hardware/wire/status";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../config.ts";
import { openEdge } from "../edge.ts";
import { startBroker, temporaryFolder } from "../edge-process.fixture.ts";
import { ch340, fakeMachine } from "./fake-machine.fixture.ts";

const patient = { timeout: 60_000 };

/** An SDS011 by its number, and what it measures, in tenths of a microgram. */
const sds011 = (serial: readonly [number, number], tenths: number) => {
  const data = [tenths, 0, tenths, 0, ...serial];
  const sum = data.reduce((total, byte) => total + byte, 0) & 0xff;
  return { says: Uint8Array.of(0xaa, 0xc0, ...data, sum, 0xab) };
};
const north = sds011([0x58, 0xd9], 50);
const south = sds011([0x01, 0x02], 90);

test("with nothing configured the station finds its sensors, keeps their names when their ports are swapped, and says when one is gone", async () => {
  const machine = fakeMachine();
  const broker = await startBroker();
  const sockets = [
    { usb: ch340, socket: "1-1.1" },
    { usb: ch340, socket: "1-1.2" },
  ] as const;
  const settings = readConfig({
    ...{ STATION_ID: "test-station", DATA_DIR: temporaryFolder(), SAMPLE_EVERY: "PT1S" },
    GATEWAY_MQTT_URL: broker.url,
  });
  if (!settings.ok) throw new Error(settings.sentences.join("\n"));
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) });
  const opened = await openEdge(settings.value, log, Date.now, { devices: machine.trees });
  if (!opened.ok) throw new Error(opened.sentence);
  onTestFinished(opened.edge.stop);
  await expect
    .poll(() => lines, patient)
    .toContainEqual(expect.stringContaining("No sensor is plugged in"));

  const first = await machine.plug("ttyUSB0", sockets[0], north);
  const second = await machine.plug("ttyUSB1", sockets[1], south);
  const sensors = () =>
    broker
      .heard("hello")
      .flatMap((hello) => Hello.parse(hello).sensors.map(({ id }) => id))
      .slice(-2);
  await expect.poll(() => sensors().toSorted(), patient).toEqual(["sds011-0102", "sds011-58d9"]);
  expect(lines).toContainEqual(`sds011 found on ${first.path}.`);

  const unpluggedAt = performance.now();
  first.unplug();
  second.unplug();
  const gone = () => lines.filter((line) => line === "sensor unplugged").length;
  await expect.poll(gone, { ...patient, interval: 20 }).toBe(2);
  expect(performance.now() - unpluggedAt).toBeLessThan(1000);
  const states = () =>
    Status.parse(broker.heard("status").at(-1)).health?.lines?.map(
      ({ state, advice }) => `${state} ${advice}`,
    );
  await expect.poll(states, patient).toEqual(Array(2).fill("closed port_unplugged"));

  const pluggedAt = Date.now();
  await machine.plug("ttyUSB0", sockets[0], south);
  await machine.plug("ttyUSB1", sockets[1], north);
  const since = () =>
    broker
      .heard("readings")
      .flatMap((batch) => Batch.parse(batch).readings)
      .filter(({ at }) => at > pluggedAt + 1000);
  await expect.poll(() => new Set(since().map(({ sensor }) => sensor)).size, patient).toBe(2);
  for (const { sensor, values } of since())
    expect(values.pm2_5).toBe(sensor === "sds011-58d9" ? 5 : 9);
  // Ten seconds, and the interval that sums the first frames up.
  expect(Date.now() - pluggedAt).toBeLessThan(12_000);
  await expect.poll(states, patient).toEqual(Array(2).fill("speaking undefined"));
}, 120_000);
