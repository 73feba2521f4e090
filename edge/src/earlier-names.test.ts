import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sendEarlierNames } from "./earlier-names.ts";
import { startBroker, temporaryFolder } from "./edge-process.fixture.ts";
import { openSpool } from "./spool.ts";

const log = () => {
  const said: string[] = [];
  const say = (_: unknown, text = "") => void said.push(text);
  return { said, info: say, warn: say, error: say };
};

const fill = (folder: string, name: string): string => {
  const path = join(folder, `spool-${name}.sqlite`);
  const opened = openSpool(path, 0);
  if (!opened.ok) throw new Error(opened.detail);
  const add = [0, 1, 2].map((seq) => ({
    ...{ boot: "k3v9x0qz", seq },
    payload: Buffer.from(JSON.stringify({ seq })),
  }));
  opened.spool.write({ add, remove: [] });
  opened.spool.close();
  return path;
};

const leftIn = (path: string): number => {
  const opened = openSpool(path, 0);
  if (!opened.ok) throw new Error(opened.detail);
  opened.spool.close();
  return opened.spool.left.length;
};

test("what waits under a name drawn before is sent under that name, once", async () => {
  const folder = temporaryFolder();
  const path = fill(folder, "station-abcdefgh");
  const broker = await startBroker("station-abcdefgh");
  const { said, ...to } = log();
  const options = { folder, station: "station-23456789", url: broker.url, now: () => 0, log: to };
  const first = sendEarlierNames(options);
  onTestFinished(first.stop);
  await expect.poll(() => said, { timeout: 10_000 }).toContain("sent under the earlier name");
  expect(broker.heard("readings")).toEqual([{ seq: 0 }, { seq: 1 }, { seq: 2 }]);
  expect(broker.heard("status")).toEqual([]);
  await first.stop();
  expect(leftIn(path)).toBe(0);
});

test("without a gateway it stops, and keeps what waits", async () => {
  const folder = temporaryFolder();
  const path = fill(folder, "station-abcdefgh");
  const { said, ...to } = log();
  const url = "mqtt://127.0.0.1:1";
  const { stop } = sendEarlierNames({
    folder,
    station: "station-23456789",
    url,
    now: () => 0,
    log: to,
  });
  await stop();
  expect(said.join()).toContain("they are sent under that name");
  expect(leftIn(path)).toBe(3);
});

test("the spool of a name that somebody chose is reported, and not touched", async () => {
  const folder = temporaryFolder();
  const path = fill(folder, "balcony");
  const { said, ...to } = log();
  const url = "mqtt://127.0.0.1:1";
  await sendEarlierNames({
    folder,
    station: "station-23456789",
    url,
    now: () => 0,
    log: to,
  }).stop();
  expect(said.join()).toContain("STATION_ID=balcony");
  expect(existsSync(path)).toBe(true);
  expect(leftIn(path)).toBe(3);
});
