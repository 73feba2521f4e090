/**
 * npm run torture:alerts -- [--times 40] [--seed 1]: kills the cloud at random while it judges, answers and sends alerts.
 * Ends with 1 when a crossing was not answered exactly once.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeFolder } from "../folders.ts";
import { mulberry32 } from "../torture/random.ts";
import { killWhileAlerting } from "./kill.ts";

const { values } = parseArgs({
  options: { times: { type: "string", default: "40" }, seed: { type: "string", default: "1" } },
});
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) {
  process.stderr.write(`--times must be a whole number from 1, not "${values.times}".\n`);
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), "dcz-alerts-kill-"));
const { missed, unanswered, toldTwice, lost, strange, changed, ...counts } =
  await killWhileAlerting({
    ...{ folder, times, random: mulberry32(Number(values.seed)), report: say },
  }).finally(() => removeFolder(folder));
say(JSON.stringify(counts));
const faults = { missed, unanswered, toldTwice, lost, strange, changed };
for (const [what, names] of Object.entries(faults))
  for (const name of names.slice(0, 20)) say(`${what}: ${name}`);
const count = Object.values(faults).flat().length;
say(
  `${times} kills: ${count === 0 ? "each crossing was answered exactly once" : `${count} faults`}`,
);
process.exit(count === 0 ? 0 : 1);
