import { expect, test } from "vitest";
import { assistedPeople } from "./assisted.ts";

const NOW = Date.UTC(2026, 10, 26);
const mandate = (id: string, until: string, revoked?: string) => ({
  ...{ id, since: "2026-01-01T00:00:00Z", until },
  ...(revoked === undefined ? {} : { revoked }),
});

test("each person has one line, with the mandate that counts; who is helped now comes first", () => {
  const people = assistedPeople(
    [
      { id: "a", name: "", mandate: mandate("1", "2026-11-26T00:00:00Z") },
      {
        id: "b",
        name: "Zoé",
        mandate: mandate("2", "2027-06-01T00:00:00Z", "2026-11-01T00:00:00Z"),
      },
      { id: "b", name: "Zoé", mandate: mandate("3", "2027-01-01T00:00:00Z") },
      { id: "b", name: "Zoé", mandate: mandate("4", "2026-12-01T00:00:00Z") },
    ],
    NOW,
  );
  expect(people.map(({ id, mandate: { id: of }, isActive }) => [id, of, isActive])).toEqual([
    ["b", "3", true],
    ["a", "1", false],
  ]);
});
