import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openOutbox } from "./outbox/outbox.ts";
import { StartError } from "./start-error.ts";
import { openDatabase } from "./store/database.ts";
import { freeBytes, openRoom } from "./store/free-space.ts";
import { openGroupCommit } from "./store/group-commit.ts";
import { openIdentity } from "./store/identity.ts";
import { openLatest } from "./store/latest.ts";
import { openQuarters } from "./store/quarters.ts";
import { openRetained } from "./store/retained.ts";
import { openStations } from "./store/stations.ts";
import { forgetWayBack, wentBack } from "./store/way-back.ts";

/** Left free on the disk: room for SQLite's log, and for the machine to go on. */
const reservedBytes = 32 * 1024 * 1024;

/** For so long a full disk only refuses; then the oldest readings make room for new ones. */
const thinAfterMs = 15 * 60_000;
const thinAtOnce = 500;
const averageAtOnce = 20_000;

const dataFaults = {
  in_use: "is in use",
  newer: "comes from a newer version",
  refused: "cannot be written",
} as const;

const nameChanges = {
  copied: "these data come from another machine: this gateway has a new name",
  damaged: "the file with the gateway's name was damaged: this gateway has a new name",
} as const;

export interface KeptDataOptions {
  readonly config: Pick<Config, "GATEWAY_ID">;
  /** Of the gateway, in DATA_DIR. */
  readonly folder: string;
  /** Files in which the board says its serial number. */
  readonly boardFiles: readonly string[];
  /** Bytes that are free on the disk; asked of the system when undefined. */
  readonly free: (() => number) | undefined;
  readonly log: Logger;
  /** UTC ms. */
  readonly now: () => number;
  /** The data were damaged while the gateway ran. */
  readonly onBroken: (error: Error) => void;
}

/** Opens all that the gateway keeps on its disk; throws a `StartError` when that cannot be. */
export const openKeptData = (options: KeptDataOptions) => {
  const { config, folder, boardFiles, log, now, onBroken } = options;
  const takesBack = wentBack(folder);
  const opened = openDatabase(join(folder, "outbox.sqlite"), now(), { takesBack });
  if (!opened.ok)
    throw new StartError(
      `The gateway's data ${dataFaults[opened.reason]} (${opened.detail}): set DATA_DIR to another folder.`,
    );
  const { database, watermark, damage, takenBack } = opened;
  if (takesBack) forgetWayBack(folder);
  if (takenBack !== undefined)
    log.warn(takenBack, "data of a later version were put aside; what waits was carried over");
  if (damage !== undefined)
    log.error(
      damage,
      "the gateway's data was damaged: what could be read of it was carried over; check the card or disk",
    );

  const identity = openIdentity(folder, boardFiles, config.GATEWAY_ID);
  const { name } = identity;
  if (identity.changed !== undefined && config.GATEWAY_ID === undefined)
    log.warn({ ...identity.changed, gateway: name }, nameChanges[identity.changed.reason]);
  const changedName = config.GATEWAY_ID === undefined ? identity.changed : undefined;

  const free = options.free ?? (() => freeBytes(folder));
  const commits = openGroupCommit(database, {
    now,
    hasRoom: openRoom(database, { free, reserve: reservedBytes }),
    onTrouble: (trouble) =>
      trouble === undefined
        ? log.info("messages are kept again")
        : log.error({ ...trouble, freeBytes: free() }, "messages cannot be kept"),
    onDamage: (error) => {
      log.fatal({ err: error }, "the gateway's data is damaged: it is mended at the next start");
      onBroken(error);
    },
  });
  const outbox = openOutbox(database, commits, { onChange: watermark.write });
  commits.onFull(() => {
    const since = commits.trouble()?.since ?? now();
    // Stations hold what they measure for a while; after that the newest is worth more.
    const readingsToo = now() - since >= thinAfterMs;
    const thin = (all: boolean) => outbox.thin({ most: thinAtOnce, readingsToo: all });
    const average = () => outbox.average({ most: averageAtOnce, before: Number.MAX_SAFE_INTEGER });
    try {
      const made = thin(false) || (readingsToo ? average() || thin(true) : 0);
      if (made > 0) log.warn({ ...outbox.givenUp() }, "oldest messages reduced: disk full");
      return made > 0;
    } catch (error) {
      // Even a removal is written to the log first; the disk's trouble is told by what waits for it.
      log.warn({ err: error }, "no room can be made");
      return false;
    }
  });
  const retained = openRetained(database, commits);
  const stations = openStations(database, now, retained.forget);
  const latest = openLatest(database, now);
  const quarters = openQuarters(database, commits, now);
  return {
    ...{ database, watermark, damage, identity, changedName, free },
    ...{ commits, outbox, retained, stations, latest, quarters },
  };
};
