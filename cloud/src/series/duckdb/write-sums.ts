import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DAY_MS } from "../days/day-block.ts";
import {
  digestOfSums,
  type SumsTier,
  type SumsWriter,
  writeSumsFile,
} from "../sealed/sums-file.ts";
import { endOfSums, type SumsFile } from "./sums-files.ts";

/**
 * Writes a file of sums and reads it back; it is on disk when this resolves, and no part of the store yet. Undefined when there is
 * nothing to be written.
 */
export const writeSums = async (
  folder: string,
  { tier, day, zone }: { readonly tier: SumsTier; readonly day: number; readonly zone?: string },
  fill: (writer: SumsWriter) => Promise<void>,
): Promise<SumsFile | undefined> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sealing = randomUUID().slice(0, 8);
  const date = new Date(day * DAY_MS).toISOString().slice(0, tier === "days" ? 7 : 10);
  const name = `${date}-${tier}-${sealing}.parquet`;
  const path = join(folder, name);
  const about = { day, tier, sealing, ...(tier === "days" && zone !== undefined ? { zone } : {}) };
  const { numbers, rows, digest, ...written } = await writeSumsFile(path, about, fill);
  try {
    if ((await digestOfSums(path, written.bytes)) !== digest)
      throw new Error(`${name} does not hold the sums that were written into it`);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const [firstSensor, lastSensor] = [numbers[0], numbers.at(-1)];
  if (firstSensor === undefined || lastSensor === undefined) {
    await rm(path, { force: true });
    return undefined;
  }
  const until = endOfSums(tier, day);
  return { ...about, name, until, firstSensor, lastSensor, rows, pointsEver: 0, ...written };
};

/** Removes a file that was written and not named. Not when a commit may have named it: the next start knows. */
export const forgetSums = async (
  folder: string,
  file: SumsFile | undefined,
  isNamed: boolean,
): Promise<void> => {
  if (file !== undefined && !isNamed)
    await rm(join(folder, file.name), { force: true }).catch(() => undefined);
};
