import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { mulberry32 } from "../torture/random.ts";
import { attacks } from "./attacks.ts";
import { fuzzCodecs } from "./fuzz/codecs.ts";
import { liveFuzzers } from "./fuzz/live.ts";
import { groupsOf } from "./groups.ts";
import { judge, type Verdict } from "./judge.ts";
import { reportOf } from "./report.ts";
import { runGroup } from "./run.ts";
import { parseMemory } from "./small-machine.ts";
import { formatTable } from "./table.ts";

// `npm run attack -- [--short] [--only NAME] [--seed N] [--json] [--report FILE] [--list] [--fuzz SECONDS] [--memory 1G] [--times 10]`: see docs/how-to/attack.md.
const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    json: { type: "boolean", default: false },
    report: { type: "string" },
    list: { type: "boolean", default: false },
    fuzz: { type: "string" },
    memory: { type: "string" },
    times: { type: "string", default: "1" },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
};

const { short, only, json } = values;
const seed = Number(values.seed);
if (!Number.isInteger(seed)) refuse(`--seed must be a whole number, not "${values.seed}".`);
const times = Number(values.times);
if (!(times > 0 && times <= 1000))
  refuse(`--times must be a number from above 0 to 1000, not "${values.times}".`);
const unknown = only.find((name) => !attacks.some((attack) => attack.name === name));
if (unknown !== undefined) refuse(`There is no attack "${unknown}": --list names them.`);

if (values.list) {
  for (const { name, target, what } of attacks)
    say(`${name.padEnd(26)} ${target.padEnd(8)} ${what}`);
  process.exit(0);
}

const start = performance.now();
const memory = values.memory === undefined ? undefined : parseMemory(values.memory);
if (values.memory !== undefined && memory === undefined)
  refuse(`--memory must be an amount such as 1G or 768M, not "${values.memory}".`);
const fuzzSeconds = values.fuzz === undefined ? undefined : Number(values.fuzz);
if (fuzzSeconds !== undefined && !(fuzzSeconds >= 1 && fuzzSeconds <= 86_400))
  refuse(`--fuzz must be a number of seconds from 1 to 86400, not "${values.fuzz}".`);
/** Three codecs and two kinds of live ports share the time. */
const fuzzMs = ((fuzzSeconds ?? 0) * 1000) / 5;
const codecsHeld =
  fuzzSeconds === undefined ||
  fuzzCodecs(seed, fuzzMs, (line) => process.stderr.write(`${line}\n`));
const played = fuzzSeconds === undefined ? attacks : liveFuzzers(fuzzMs);
const chosen = played.filter(
  ({ name, longOnly }) =>
    only.includes(name) || (only.length === 0 && !(short && longOnly !== undefined)),
);
const verdicts: Verdict[] = [];
for (const group of groupsOf(chosen, short))
  for (const observed of await runGroup(group, {
    short,
    times,
    random: mulberry32(seed),
    memory,
  })) {
    const verdict = judge(observed);
    verdicts.push(verdict);
    // A long run is followed as it goes.
    for (const line of [verdict.attack, ...verdict.reasons.map((reason) => `  ! ${reason}`)])
      process.stderr.write(`${line}\n`);
  }
const failed = verdicts.filter(({ reasons }) => reasons.length > 0);
if (json) say(JSON.stringify({ seed, short, verdicts }, undefined, 2));
else {
  say(`\n${formatTable(verdicts)}`);
  say(`seed ${seed}, ${Math.round((performance.now() - start) / 1000)} s`);
  say(`${verdicts.length - failed.length} passed, ${failed.length} failed`);
}
if (values.report !== undefined) {
  mkdirSync(dirname(values.report), { recursive: true });
  writeFileSync(values.report, JSON.stringify(reportOf(verdicts, chosen.length)));
}
process.exit(failed.length === 0 && codecsHeld ? 0 : 1);
