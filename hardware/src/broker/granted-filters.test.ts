import { expect, test } from "vitest";
import { createGrantedFilters } from "./granted-filters.ts";

const always = () => true;
const never = () => false;

const subject = () => {
  const closed: object[] = [];
  const limits = { filtersOfClient: 2, filters: 3, refusedFilters: 2 };
  return { closed, filters: createGrantedFilters<object>(limits, (client) => closed.push(client)) };
};

test("a client has its share of filters, and all together have theirs", () => {
  const { filters } = subject();
  const [one, other] = [{}, {}];
  expect(filters.grant(one, "a", always)).toBe(true);
  expect(filters.grant(one, "b", always)).toBe(true);
  expect(filters.grant(one, "c", always)).toBe(false);
  // One that it has already costs nothing.
  expect(filters.grant(one, "a", never)).toBe(true);
  expect(filters.grant(other, "a", always)).toBe(true);
  expect(filters.grant(other, "b", always)).toBe(false);
  filters.remove(one, "a");
  filters.remove(one, "never granted");
  expect(filters.has(one, "a")).toBe(false);
  expect(filters.grant(other, "b", always)).toBe(true);
  filters.removeAll(other);
  expect(filters.has(other, "b")).toBe(false);
  expect(filters.grant(one, "c", always)).toBe(true);
});

test("a filter that is not allowed is refused, and who goes on asking is closed once", () => {
  const { filters, closed } = subject();
  const client = {};
  for (const filter of ["a", "b", "c"]) expect(filters.grant(client, filter, never)).toBe(false);
  expect(closed).toEqual([client]);
  expect(filters.has(client, "a")).toBe(false);
});
