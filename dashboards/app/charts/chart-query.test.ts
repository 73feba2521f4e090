import { expect, test } from "vitest";
import { chartQuery, keptFields, queryWith } from "./chart-query.ts";

const query = chartQuery(new URLSearchParams("quantity=pm10&range=week&from=&lang=fr"));

test("a link keeps what it does not change, and nothing that is empty or not ours", () => {
  expect(queryWith(query, { range: "month" })).toBe("?quantity=pm10&range=month");
  expect(queryWith(query, { range: null, with: "laeq" })).toBe("?quantity=pm10&with=laeq");
  expect(queryWith(query, {})).toBe("?quantity=pm10&range=week");
});

test("a form keeps the fields that it does not hold itself", () => {
  expect(keptFields(query, "range", "from", "to")).toEqual([["quantity", "pm10"]]);
});
