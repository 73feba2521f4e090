import { parseArgs } from "node:util";
import { mulberry32 } from "../torture/random.ts";
import { damageOnce, isFailure } from "./damage.ts";

// `npm run attack:damage -- [--times N] [--seed S]`: damages a file of a process, restarts it, and looks.
const { values } = parseArgs({
  options: {
    times: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const times = Number(values.times);
const seed = Number(values.seed);
if (!Number.isInteger(times) || times < 1 || !Number.isInteger(seed)) {
  process.stderr.write("--times must be a whole number from 1, and --seed a whole number.\n");
  process.exit(2);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`seed ${seed}`);
const random = mulberry32(seed);
let failures = 0;
for (let index = 0; index < times; index++) {
  const result = await damageOnce(index % 2 === 0 ? "gateway" : "cloud", random);
  const { damage, outcome, missing, detail } = result;
  if (isFailure(result)) failures++;
  say(
    `${isFailure(result) ? "FAILED" : "held  "} ${damage.file} ${damage.kind} at ${damage.offset} (${damage.length} bytes): ${outcome}, ${missing} missing${detail === "" ? "" : `\n        ${detail}`}`,
  );
}
say(`${times - failures} of ${times} held`);
process.exit(failures === 0 ? 0 : 1);
