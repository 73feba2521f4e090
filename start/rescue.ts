import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Rescue } from "../dcz/rescue/finding.ts";
import { openSpool } from "../edge/src/spool.ts";
import { rescueOutbox } from "../gateway/src/store/rescue-outbox.ts";

const rescueGateway = (folder: string, now: number): Finding => {
  const place = join(folder, "outbox.sqlite");
  const found = rescueOutbox(folder, now);
  if (found.state === "absent")
    return { process: "gateway", place, state: "absent", isWhole: true };
  if (found.state !== "opened")
    return { process: "gateway", place, state: found.state, detail: found.detail, isWhole: false };
  const { waiting, damage } = found;
  if (damage === undefined)
    return { process: "gateway", place, state: "sound", present: waiting, isWhole: true };
  const { rescued, missing, setAside } = damage;
  return {
    ...{ process: "gateway", place, state: "rescued", present: waiting, rescued, missing },
    ...(setAside === undefined ? {} : { setAside }),
    isWhole: missing === 0,
  };
};

/** A station's file that cannot be read is put aside whole: what waited in it is not read back. */
const rescueStation = (place: string, now: number): Finding => {
  const opened = openSpool(place, now);
  if (!opened.ok)
    return { process: "edge", place, state: opened.reason, detail: opened.detail, isWhole: false };
  const { spool, setAside } = opened;
  const present = spool.left.length;
  spool.close();
  return setAside === undefined
    ? { process: "edge", place, state: "sound", present, isWhole: true }
    : { process: "edge", place, state: "rescued", present, setAside, isWhole: false };
};

const rescueStations = (folder: string, now: number): Finding[] => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /^spool-.*\.sqlite$/.test(name))
    .map((name) => rescueStation(join(folder, name), now));
};

/** Opens what each process keeps in the data folder, as its own start would; none of them may run. */
export const rescueData =
  (now: () => number): Rescue =>
  async (dataDir) => [
    rescueGateway(join(dataDir, "gateway"), now()),
    ...rescueStations(join(dataDir, "edge"), now()),
  ];
