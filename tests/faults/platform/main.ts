/**
 * npm run attack:platform -- [--only full|read-only|unreadable]: the whole platform on a disk that is full, becomes
 * read-only, or cannot be read. Needs root on Linux, for its disks. Ends with 1 when something acknowledged is lost.
 */
import { parseArgs } from "node:util";
import { cases, reasonsOf } from "./cases.ts";

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true, default: [] } },
});
const names = Object.keys(cases) as (keyof typeof cases)[];
const unknown = values.only.find((name) => !names.some((one) => one === name));
if (unknown !== undefined) {
  process.stderr.write(`There is no case "${unknown}": choose among ${names.join(", ")}.\n`);
  process.exit(2);
}
let failed = 0;
for (const name of names.filter((one) => values.only.length === 0 || values.only.includes(one))) {
  const say = (line: string) => process.stdout.write(`${name}: ${line}\n`);
  const outcome = await cases[name](say).catch((error: Error) => error.message);
  const reasons = typeof outcome === "string" ? [outcome] : reasonsOf(outcome);
  if (typeof outcome !== "string") {
    const { acknowledged, records, edgeReadings, said, ends, asked } = outcome;
    say(
      `${acknowledged} readings acknowledged, ${records} records, ${edgeReadings} of the edge after`,
    );
    say(`said: ${JSON.stringify(said)}`);
    for (const line of ends) say(`ended: ${line}`);
    if (asked)
      say(
        `questions: ${asked.counts.length} answered whole, ${asked.broken} broken off, ${asked.refused.length} refused (${asked.refused[0] ?? ""})`,
      );
  }
  for (const reason of reasons) say(`! ${reason}`);
  say(reasons.length === 0 ? "held" : "FAILED");
  if (reasons.length > 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
