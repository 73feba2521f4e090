import { expect, test } from "vitest";
import { listAddress, listQuery } from "./list-query.ts";

const asked = (query: string) => listQuery(new URLSearchParams(query));

test("an address and what it asks for are the same", () => {
  const query = { find: "rue", state: "offline", after: "rue-haute" } as const;
  expect(listAddress(query)).toBe("/stations?find=rue&state=offline&after=rue-haute");
  expect(asked(new URL(listAddress(query), "http://x").search)).toEqual(query);
  expect(listAddress({ find: "", state: undefined, after: undefined })).toBe("/stations");
});

test("what the list does not know is passed over", () => {
  const nothing = { find: "", state: undefined, after: undefined };
  expect(asked("")).toEqual(nothing);
  expect(asked("state=broken&after=NO%20NAME&page=2&utm_source=x")).toEqual(nothing);
  expect(asked(`find=${"x".repeat(100)}`).find).toHaveLength(64);
});
