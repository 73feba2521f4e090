import { parseArgs } from "node:util";
import { backlogTorture } from "./backlog.ts";
import { mulberry32 } from "./random.ts";
import { torture } from "./torture.ts";

// `npm run torture -- --faults N [--seed S]`: the torture test for as long as one wants. With `--backlog R`, R readings
// wait at the gateway before the cloud comes.
const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "200" },
    backlog: { type: "string" },
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
const random = mulberry32(Number(values.seed));

if (values.backlog !== undefined) {
  const readings = Number(values.backlog);
  if (!Number.isInteger(readings) || readings < 1) {
    process.stderr.write(`--backlog must be a whole number from 1, not "${values.backlog}".\n`);
    process.exit(2);
  }
  const result = await backlogTorture({ readings, faults, random, report: say });
  say(
    `${result.faults.gateway} ends of the gateway, ${result.faults.cloud} of the cloud: ${result.acknowledged} readings acknowledged, ${result.found} found, ${result.conflicts} set aside as conflicts, ${result.lost.length} lost, ${result.repeated.length} found twice, ${result.strange.length} strange`,
  );
  for (const what of ["lost", "repeated", "strange"] as const)
    for (const name of result[what].slice(0, 20)) say(`${what}: ${name}`);
  process.exit(result.lost.length + result.repeated.length + result.strange.length === 0 ? 0 : 1);
}

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
  random,
  report: say,
});
say(
  `${killed.cloud} ends of the cloud, ${killed.gateway} of the gateway, ${killed.edge} of the edge (${spooled} readings on its disk): ${acknowledged} readings acknowledged, ${found} found, ${conflicts} set aside as conflicts, ${lost.length} lost, ${repeated.length} found twice, ${strange.length} strange`,
);
for (const [what, names] of Object.entries({ lost, repeated, strange }))
  for (const name of names.slice(0, 20)) say(`${what}: ${name}`);
process.exit(lost.length + repeated.length + strange.length === 0 ? 0 : 1);
