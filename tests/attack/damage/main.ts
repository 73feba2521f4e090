import { parseArgs } from "node:util";
import { mulberry32 } from "../../torture/random.ts";
import { damageOnce, damagesOf } from "./damage.ts";
import { isFailure } from "./judge.ts";
import { damagedProcesses, type Snapshot, takeSnapshot } from "./snapshots.ts";

// `npm run attack:damage -- [--times N] [--seed S] [--only cloud|gateway|edge]`: damages a file of a process, restarts it, and looks.
const { values } = parseArgs({
  options: {
    times: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    only: { type: "string" },
  },
});
const times = Number(values.times);
const seed = Number(values.seed);
const chosen = damagedProcesses.filter((name) => values.only === undefined || name === values.only);
const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
};
if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed))
  refuse("--times must be a whole number from 1, and --seed a whole number.");
if (chosen.length === 0) refuse(`--only must be one of ${damagedProcesses.join(", ")}.`);

const say = (line: string) => process.stdout.write(`${line}\n`);
say(`seed ${seed}`);
const random = mulberry32(seed);
const snapshots: Snapshot[] = [];
let failures = 0;
try {
  for (const name of chosen) snapshots.push(await takeSnapshot(name));
  const lists = snapshots.map((snapshot) => ({ snapshot, damages: damagesOf(snapshot, random) }));
  for (let index = 0; index < times; index++) {
    const { snapshot, damages } = lists[index % lists.length] as (typeof lists)[number];
    const next = damages.next();
    if (next.done === true) break;
    const result = await damageOnce(snapshot, next.value, random);
    const { damage, file, outcome, acknowledged, missing, said } = result;
    if (isFailure(result)) failures++;
    say(
      `${isFailure(result) ? "FAILED" : "held  "} ${file} ${damage.kind} at ${damage.offset} (${damage.length} bytes): ${outcome}, ${missing} of ${acknowledged} missing`,
    );
    if (said !== "") say(`        ${said}`);
  }
} finally {
  await Promise.all(snapshots.map((snapshot) => snapshot.remove()));
}
say(`${times - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
