import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Flag } from "../flags.ts";
import { Batch } from "./batch.ts";
import { limits } from "./limits.ts";
import { QuarantineReason } from "./receipt.ts";
import { kinds } from "./topic.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/wire.md"), "utf8");
const firstColumn = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, name]) => name).sort();

const tableUnder = (head: string) => {
  const from = page.indexOf(`| ${head} | what it means |`);
  return page.slice(from, page.indexOf("\n\n", from) + 1 || undefined);
};
const rowsUnder = (head: string) =>
  [...tableUnder(head).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort();

test("docs/wire.md lists every topic, every flag and every reason for quarantine", () => {
  expect(firstColumn(/^\| `dcz\/1\/<station>\/(\w+)`/gm)).toEqual([...kinds].sort());
  expect(rowsUnder("flag")).toEqual([...Flag.options].sort());
  expect(rowsUnder("reason")).toEqual([...QuarantineReason.options].sort());
});

test("docs/wire.md tells the limits, each within the next", () => {
  const { document, read, relayed, unfinished } = limits;
  expect(document).toBeLessThan(read);
  expect(read).toBeLessThan(relayed);
  expect(relayed).toBeLessThan(unfinished);
  const section = /## Limits\n\n([\s\S]*?)\n\n##/.exec(page)?.[1] ?? "";
  expect([...section.matchAll(/(\d+) MiB/g)].map(([, mib]) => Number(mib) * 1024 * 1024)).toEqual([
    read,
    relayed,
    unfinished,
    limits.unfinishedTogether.gateway,
    limits.unfinishedTogether.cloud,
  ]);
  expect(/at most (\d+) KiB as JSON/.exec(section)?.[1]).toBe(String(document / 1024));
});

test("the batch that docs/wire.md shows is valid", () => {
  const [, example] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  expect(Batch.safeParse(JSON.parse(example ?? "")).success).toBe(true);
});
