import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { removeFolder } from "../folders.ts";
import { program, testWith } from "../real.ts";
import { besideTheSeries, type Fault, makeFaultyDisk } from "./faulty-disk.ts";
import { runTrial } from "./trial.ts";

const store = {
  cloud: { path: "series.duckdb", except: besideTheSeries },
  gateway: { path: "outbox.sqlite" },
} as const;

const cases: readonly (Omit<Fault, "path"> & { readonly name: keyof typeof store })[] = [
  { name: "cloud", call: "fsync", error: "EIO", nth: 2, lasting: false },
  { name: "cloud", call: "write", error: "ENOSPC", nth: 3, lasting: true },
  { name: "cloud", call: "write", error: "EROFS", nth: 1, lasting: true },
  // SQLite tries a fold of its log again without a word: of two calls in a row one is a commit's.
  { name: "gateway", call: "fsync", error: "EIO", nth: 1, times: 2, lasting: false },
  { name: "gateway", call: "write", error: "EIO", nth: 3, lasting: true },
  { name: "gateway", call: "write", error: "EROFS", nth: 1, lasting: true },
];

/** The disk works, fails, and works again, for so long each. */
const PART_MS = 3000;

for (const { name, ...fault } of cases)
  testWith(
    [program("gcc")],
    `a disk whose ${fault.call} fails with ${fault.error} ${fault.lasting ? "for a while" : (fault.times ?? 1) > 1 ? "twice" : "once"} loses and doubles nothing of the ${name}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "dcz-fault-"));
      try {
        const disk = makeFaultyDisk(folder, { ...fault, ...store[name] });
        const result = await runTrial({
          environments: { [name]: disk.environment },
          stations: [{ station: "honest-disk", to: name }],
          async befall() {
            await wait(PART_MS);
            disk.arm();
            await wait(PART_MS);
            disk.disarm();
            await wait(PART_MS);
          },
        });
        expect(result).toMatchObject({ lost: [], repeated: [], strange: [] });
        // All of the stations' readings come through in the end, and what happened is told.
        expect(result.acknowledged).toBeGreaterThan(50);
        expect(result.output[name]).toMatch(/"level":(50|60)/);
        for (const line of result.ended) expect(line).toMatch(/"level":(50|60)|\.$/);
      } finally {
        await removeFolder(folder);
      }
    },
  );
