import { parseArgs } from "node:util";
import { mulberry32 } from "./random.ts";
import { torture } from "./torture.ts";

// `npm run torture -- --faults N [--seed S]`: the torture test for as long as one wants.
const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const faults = Number(values.faults);
if (!Number.isInteger(faults) || faults < 1) {
  process.stderr.write(`--faults must be a whole number from 1, not "${values.faults}".\n`);
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`seed ${values.seed}`);
const {
  acknowledged,
  found,
  conflicts,
  spooled,
  lost,
  repeated,
  strange,
  faults: killed,
} = await torture({
  faults,
  random: mulberry32(Number(values.seed)),
  report: say,
});
say(
  `${killed.cloud} ends of the cloud, ${killed.gateway} of the gateway, ${killed.edge} of the edge (${spooled} readings on its disk): ${acknowledged} readings acknowledged, ${found} found, ${conflicts} set aside as conflicts, ${lost.length} lost, ${repeated.length} found twice, ${strange.length} strange`,
);
for (const [what, names] of Object.entries({ lost, repeated, strange }))
  for (const name of names.slice(0, 20)) say(`${what}: ${name}`);
process.exit(lost.length + repeated.length + strange.length === 0 ? 0 : 1);
