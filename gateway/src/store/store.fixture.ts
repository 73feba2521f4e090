import { copyFileSync, existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { type NewMessage, readMessage } from "../outbox/message.ts";
import { openOutbox } from "../outbox/outbox.ts";
import { openDatabase } from "./database.ts";
import { type GroupCommitOptions, openGroupCommit } from "./group-commit.ts";
import { openRetained } from "./retained.ts";
import { openStations } from "./stations.ts";

/** 2026-11-24T00:00:00Z */
export const today = 1_795_478_400_000;

/** The whole of what is on disk, opened in a folder. */
export const openStore = (folder: string, options: Partial<GroupCommitOptions> = {}) => {
  const opened = openDatabase(join(folder, "outbox.sqlite"), today);
  if (!opened.ok) throw new Error(opened.detail);
  const { database, watermark } = opened;
  const commits = openGroupCommit(database, {
    now: () => today,
    hasRoom: () => true,
    ...options,
  });
  return {
    folder,
    database,
    damage: opened.damage,
    commits,
    outbox: openOutbox(database, commits, { onChange: watermark.write }),
    retained: openRetained(database, commits),
    stations: openStations(database, () => today),
    close: (): void => {
      commits.flush();
      database.close();
      watermark.close();
    },
  };
};
export type Store = ReturnType<typeof openStore>;

/** What a power cut would leave behind: the files as they are at this moment, opened elsewhere. */
export const crash = (store: Store): Store => {
  const folder = mkdtempSync(join(store.folder, "crash-"));
  for (const name of ["outbox.sqlite", "outbox.sqlite-wal", "outbox.sqlite.mark"])
    if (existsSync(join(store.folder, name)))
      copyFileSync(join(store.folder, name), join(folder, name));
  store.close();
  return openStore(folder);
};

export const batch = (seq: number, at = today): Batch => ({
  boot: "boot0001",
  seq,
  clock: "ntp",
  readings: [{ at, sensor: "sds011-58d9", values: { pm2_5: 8.2, pm10: 14.5 } }],
});

export const payloadOf = (value: unknown): Uint8Array => encodePayload(value, "json");

/** A message as it arrives from a station. */
export const message = (topic: string, payload: Uint8Array, arrived = today): NewMessage => {
  const parsed = parseTopic(topic);
  if (parsed === undefined) throw new Error(`${topic} is none of ours`);
  return readMessage(parsed, payload, arrived).message;
};

export const numbered = (seq: number): NewMessage =>
  message("dcz/1/workshop/readings", payloadOf(batch(seq)), today + seq);
