import { expect, test } from "vitest";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks.ts";
import { groupsOf } from "./groups.ts";

const attack = (
  name: string,
  target: Attack["target"],
  more: Pick<Attack, "light" | "fills"> = {},
): Attack => ({ name, target, what: name, ...more, run: async () => undefined });
const some = [
  attack("cloud-1", "cloud"),
  attack("light-1", "cloud", { light: true }),
  attack("gateway-1", "gateway"),
  attack("cloud-2", "cloud", { fills: true }),
  attack("cloud-3", "cloud"),
  attack("both-1", "both"),
  attack("cloud-4", "cloud"),
  attack("cloud-5", "cloud"),
  attack("cloud-6", "cloud"),
  attack("light-2", "both", { light: true }),
];
const namesOf = (short: boolean) =>
  groupsOf(some, short).map((lanes) => lanes.map((lane) => lane.map(({ name }) => name)));

test("a long run gives every attack but the light ones processes of its own", () => {
  expect(namesOf(false)).toEqual([
    ...[
      "cloud-1",
      "gateway-1",
      "cloud-2",
      "cloud-3",
      "both-1",
      "cloud-4",
      "cloud-5",
      "cloud-6",
    ].map((name) => [[name]]),
    [["light-1", "light-2"]],
  ]);
});

test("a short run attacks a cloud and a gateway side by side, three times each at most, and nothing follows what fills one", () => {
  expect(namesOf(true)).toEqual([
    [["cloud-1", "cloud-2"], ["gateway-1"]],
    [["cloud-3", "cloud-4", "cloud-5"]],
    [["cloud-6"]],
    [["both-1"]],
    [["light-1", "light-2"]],
  ]);
});

test.each([true, false])("every attack is in one group (short: %s)", (short) => {
  const played = groupsOf(attacks, short).flat(2);
  expect(played.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual(
    attacks.toSorted((one, other) => one.name.localeCompare(other.name)),
  );
  expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
});
