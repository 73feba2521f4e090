import { expect, test } from "vitest";
import { apiQuery, type ListQuery, listAddress, listQuery } from "./list-query.ts";

const asked = (query: string) => listQuery(new URLSearchParams(query));
const nothing: ListQuery = {
  ...{ find: "", state: undefined, sort: "fault", place: undefined, after: undefined },
};

test("an address and what it asks for are the same", () => {
  const query = {
    ...({ find: "rue", state: "look", sort: "name" } as const),
    ...{ place: "fr-commune-33063", after: "rue-haute" },
  };
  const address = listAddress(query);
  expect(address).toBe(
    "/stations?find=rue&state=look&sort=name&place=fr-commune-33063&after=rue-haute",
  );
  expect(asked(new URL(address, "http://x").search)).toEqual(query);
  expect(listAddress(nothing)).toBe("/stations");
});

test("what the list does not know is passed over", () => {
  expect(asked("")).toEqual(nothing);
  expect(asked("state=broken&sort=size&place=../x&after=NO%20NAME&utm_source=x")).toEqual(nothing);
  expect(asked(`find=${"x".repeat(100)}`).find).toHaveLength(64);
});

test("where another order went on is the start of this one", () => {
  expect(asked("after=2~rue").after).toBe("2~rue");
  expect(asked("after=rue").after).toBeUndefined();
  expect(asked("sort=name&after=2~rue").after).toBeUndefined();
});

test("a group is asked for as one, a state as one", () => {
  expect(apiQuery({ ...nothing, state: "look" })).toEqual({ sort: "fault", group: "look" });
  expect(apiQuery({ ...nothing, state: "silent", after: "1~a" })).toEqual({
    ...{ sort: "fault", state: "silent", cursor: "1~a" },
  });
});
