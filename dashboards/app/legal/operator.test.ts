import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { operatorExample } from "../admin/operator-example.ts";
import { authorityOf, conformityOf, missingParts, readOperator, serviceFacts } from "./operator.ts";

const NOW = Date.UTC(2026, 10, 26);

test("each mistake is reported with its place, and the rest counts", () => {
  const read = readOperator(
    JSON.stringify({ name: "Médias-Cité", help: { phone: "ask us" }, adress: "x", phone: 5 }),
  );
  expect(read).toEqual({
    operator: { name: "Médias-Cité" },
    faults: [
      { field: "help.phone", message: "must be a telephone number" },
      { field: "adress", message: "is not known" },
      { field: "phone", message: "must be text" },
    ],
  });
});

test("a file that is no JSON is one fault, and nothing is known", () => {
  expect(readOperator('{ "name": ').faults[0]?.message).toMatch(/^no valid JSON: /);
  expect(readOperator("[]").faults).toEqual([{ message: "must be one object: { … }" }]);
});

test("reading never throws, and knows only what it checked", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
      const { operator } = readOperator(content);
      serviceFacts(operator, "fr", NOW);
    }),
  );
});

test.each([
  ["no audit", undefined, "none"],
  ["under one half", { date: "2026-01-10", by: "x", percent: 49.9 }, "none"],
  ["one half", { date: "2026-01-10", by: "x", percent: 50 }, "partial"],
  ["all but a little", { date: "2026-01-10", by: "x", percent: 99.9 }, "partial"],
  ["all", { date: "2026-01-10", by: "x", percent: 100 }, "full"],
  ["an audit on its last day", { date: "2023-11-27", by: "x", percent: 100 }, "full"],
  ["an audit of three years ago", { date: "2023-11-26", by: "x", percent: 100 }, "none"],
] as const)("conformity: %s", (_, audit, state) => {
  const accessibility = { established: "2026-01-10", ...(audit && { audit }) };
  expect(conformityOf({ accessibility }, NOW)).toBe(state);
});

test("with nothing filled in, all that is owed is missing, and France's authorities are named", () => {
  expect(missingParts({})).toHaveLength(10);
  expect(authorityOf({}, "privacy")?.name).toBe("CNIL");
  expect(authorityOf({ country: "BE" }, "privacy")).toBeUndefined();
});

test("the example of the how-to page is whole", () => {
  const page = join(import.meta.dirname, "../../../docs/how-to/fill-in-the-legal-pages.md");
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync(page, "utf8"))?.[1] ?? "";
  const { operator, faults } = readOperator(example);
  expect(faults).toEqual([]);
  expect(missingParts(operator)).toEqual([]);
});

test("the file that the administrator's page offers has all that is owed", () => {
  const { operator, faults } = readOperator(operatorExample);
  expect(faults).toEqual([]);
  expect(missingParts(operator)).toEqual([]);
});
