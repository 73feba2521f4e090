import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openCloudUnderTest } from "../cloud/src/cloud.fixture.ts";
import { openSpool } from "../edge/src/spool.ts";
import { numbered, openStore } from "../gateway/src/store/store.fixture.ts";

// Data folders as machines leave them.

export const MESSAGES = 60;

export const dataFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-rescue-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ["cloud", "gateway", "edge"]) await mkdir(join(folder, name));
  return folder;
};

/** A gateway's files as a cut of power leaves them. */
export const fillGateway = async (dataDir: string): Promise<void> => {
  const store = openStore(join(dataDir, "running"));
  for (let seq = 0; seq < MESSAGES; seq++) await store.outbox.append(numbered(seq));
  await cp(store.folder, join(dataDir, "gateway"), { recursive: true });
  store.close();
};

/** A cloud's files as a cut of power leaves them: 20 points folded into the file, 20 in the log. */
export const fillCloud = async (dataDir: string): Promise<void> => {
  const cloud = await openCloudUnderTest();
  const publish = async (seq: number) => {
    const client = await cloud.connect(`station-${seq}`);
    const readings = Array.from({ length: 20 }, (_, index) => ({
      at: Date.UTC(2026, 10, 20, seq, index),
      ...{ sensor: "sds011", values: { pm2_5: 5 + index } },
    }));
    const batch = { boot: "aaaaaaaa", seq, clock: "ntp", readings };
    const topic = `dcz/1/station-${seq}/readings`;
    await client.publishAsync(topic, JSON.stringify(batch), { qos: 1 });
  };
  await publish(1);
  await cloud.restart();
  await publish(2);
  await cp(join(cloud.folder, "cloud"), join(dataDir, "cloud"), { recursive: true });
  await cloud.remove();
};

export const fillStation = (dataDir: string): string => {
  const path = join(dataDir, "edge", "spool-workshop.sqlite");
  const opened = openSpool(path, Date.now());
  if (!opened.ok) throw new Error(opened.detail);
  opened.spool.write({
    add: [{ boot: "boot0001", seq: 1, payload: randomBytes(100) }],
    remove: [],
  });
  opened.spool.close();
  return path;
};

export const overwrite = async (path: string, from: number, length: number): Promise<void> => {
  const bytes = await readFile(path);
  randomBytes(Math.min(length, bytes.length - from)).copy(bytes, from);
  await writeFile(path, bytes);
};
