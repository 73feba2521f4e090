import { expect } from "vitest";
import { root, testWith } from "../../real.ts";
import { cases, reasonsOf } from "./cases.ts";

const SLOW = 900_000;

// Ext4 on a file and disks that cannot be read are tried by `npm run attack:platform`: containers seldom mount the one.
testWith(
  [root],
  "a disk that is full under cloud, records, gateway and edge loses nothing, and all come back by themselves",
  async () => {
    const outcome = await cases.full();
    expect(reasonsOf(outcome)).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(50);
    expect(outcome.records).toBeGreaterThan(20);
    expect(outcome.edgeReadings).toBeGreaterThan(0);
  },
  SLOW,
);
