import { existsSync } from "node:fs";
import { join } from "node:path";
import { rescueStore } from "../cloud/src/rescue.ts";
import type { Finding, Rescue } from "../dcz/rescue/finding.ts";
import { openSpool } from "../edge/src/spool.ts";
import { rescueOutbox } from "../gateway/src/store/rescue-outbox.ts";
import { notOpened, spoolsIn } from "./data-folder.ts";

/** Undefined when one of them is unknown. */
const sumOf = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );

const rescueCloud = async (folder: string, now: number): Promise<Finding> => {
  const place = join(folder, "series.duckdb");
  const cloud = { process: "cloud", place } as const;
  // The count of commits alone: the store is gone, and the count says how much was in it.
  if (!existsSync(place) && !existsSync(`${place}.commits`))
    return { ...cloud, state: "absent", isWhole: true };
  try {
    const { points, damages } = await rescueStore(folder);
    // The store keeps what it told at earlier starts.
    const found = damages.filter(({ at = now }) => at >= now);
    if (found.length === 0) return { ...cloud, state: "sound", present: points, isWhole: true };
    const aside = found.findLast((damage) => damage.aside !== undefined)?.aside;
    const rescued = sumOf(found.map(({ rescuedRows }) => rescuedRows));
    const missing = found.reduce((sum, { missingCommits }) => sum + missingCommits, 0);
    const isWhole = found.every((damage) => damage.isWhole);
    return {
      ...{ ...cloud, state: "rescued", present: points, isWhole },
      detail: found.map(({ reason }) => reason).join("; "),
      ...(rescued === undefined ? {} : { rescued }),
      // Damaged rows without a missing commit: how many is not always known.
      ...(missing === 0 && !isWhole ? {} : { missing }),
      ...(aside === undefined ? {} : { setAside: aside }),
    };
  } catch (error) {
    return { ...cloud, ...notOpened(error as Error) };
  }
};

/** What waits in a gateway's folder, rescued where it was damaged; it must not run. */
export const rescueGateway = (folder: string, now: number): Finding => {
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

const rescueStation = (place: string, now: number): Finding => {
  const opened = openSpool(place, now);
  if (!opened.ok)
    return { process: "edge", place, state: opened.reason, detail: opened.detail, isWhole: false };
  const { spool, damage } = opened;
  const present = spool.left.length;
  spool.close();
  if (damage === undefined)
    return { process: "edge", place, state: "sound", present, isWhole: true };
  const { rescued, lost, setAside } = damage;
  return {
    ...{ process: "edge", place, state: "rescued", present, rescued },
    ...(lost === undefined ? {} : { missing: lost }),
    ...(setAside === undefined ? {} : { setAside }),
    isWhole: lost === 0,
  };
};

/** The same of the stations in an edge's folder. */
export const rescueStations = (folder: string, now: number): Finding[] =>
  spoolsIn(folder).map((name) => rescueStation(join(folder, name), now));

/** Opens what each process keeps in the data folder, as its own start would; none of them may run. */
export const rescueData =
  (now: () => number): Rescue =>
  async (dataDir) => [
    await rescueCloud(join(dataDir, "cloud"), now()),
    rescueGateway(join(dataDir, "gateway"), now()),
    ...rescueStations(join(dataDir, "edge"), now()),
  ];
