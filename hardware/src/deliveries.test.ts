import { expect, test } from "vitest";
import { type Delivery, deliveryInterval, withDelivery } from "./deliveries.ts";

const MINUTE = 60_000;

/** Deliveries at these minutes, each `lasting` ms. */
const at = (minutes: readonly number[], lasting = 5_000): readonly Delivery[] =>
  minutes.slice(1).reduce<readonly Delivery[]>(
    (known, minute, index) =>
      withDelivery(known, {
        start: minute * MINUTE,
        quiet: (minute - (minutes[index] ?? 0)) * MINUTE - lasting,
      }),
    [],
  );

test.each<[string, readonly Delivery[], number, number | undefined]>([
  ["half-hourly batches", at([0, 30, 60, 90, 120]), 120, 30],
  ["half-hourly batches of which one was lost", at([0, 30, 60, 120, 150]), 150, 30],
  ["too few to tell", at([0, 30, 60, 90]), 90, undefined],
  ["outages of any length", at([0, 30, 600, 660, 2000]), 2000, undefined],
  [
    "a station that sends between its outages",
    at([0, 30, 60, 90, 120], 20 * MINUTE),
    120,
    undefined,
  ],
  ["a station that sends all the time now", at([0, 30, 60, 90, 120]), 140, undefined],
  ["nothing", [], 0, undefined],
])("%s", (_, deliveries, last, minutes) => {
  expect(deliveryInterval(deliveries, last * MINUTE)).toBe(
    minutes === undefined ? undefined : minutes * MINUTE,
  );
});

test("a record keeps the newest few", () => {
  expect(at(Array.from({ length: 40 }, (_, index) => index * 30))).toHaveLength(6);
});
