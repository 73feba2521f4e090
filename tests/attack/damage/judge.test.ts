import { expect, test } from "vitest";
import { isFailure, judgeDamage } from "./judge.ts";

const warning = '{"level":50,"msg":"the outbox is damaged: 12 messages are missing"}\n';
const stack = "Error: malformed\n    at open (file:///cloud/src/duckdb/open.ts:12:3)\n";
const sentence = "The data cannot be read: run dcz rescue.\n";

test.each([
  [{ started: true, output: "", missing: 0 }, "whole", false],
  [{ started: true, output: warning, missing: 12 }, "missing, told", false],
  [{ started: true, output: "", shown: "missing: 12", missing: 12 }, "missing, told", false],
  [{ started: true, output: "", missing: 12 }, "missing in silence", true],
  [{ started: true, output: '{"level":30,"msg":"ready"}', missing: 1 }, "missing in silence", true],
  [{ started: false, output: sentence, missing: 3 }, "refused, told", false],
  [{ started: false, output: stack, missing: 3 }, "broken", true],
  [{ started: false, output: "", missing: 3 }, "broken", true],
] as const)("%j is %s", (seen, outcome, failure) => {
  expect(judgeDamage({ kind: "overwritten", ...seen })).toBe(outcome);
  expect(isFailure({ outcome })).toBe(failure);
});

test("a start that is refused for zeros at the end of a file is a failure", () => {
  const seen = { kind: "zeros appended", started: false, output: sentence, missing: 3 } as const;
  expect(judgeDamage(seen)).toBe("refused zeros");
  expect(isFailure({ outcome: judgeDamage(seen) })).toBe(true);
});
