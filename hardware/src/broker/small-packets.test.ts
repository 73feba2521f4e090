import { expect, test } from "vitest";
import { clientLimits } from "./limits.ts";
import { createSmallPackets } from "./small-packets.ts";

const [PUBLISH, PUBACK, PINGREQ] = [3, 4, 12];

/** How many packets of this type are within the rate, when all come at once. */
const atOnce = (type: number, judge: (type: number) => boolean): number => {
  for (let count = 0; count < 100_000; count++) if (!judge(type)) return count;
  return Number.POSITIVE_INFINITY;
};

test("requests and acknowledgements have a rate each, and a client may be ahead of it for a while", () => {
  let clock = 1000;
  const open = () => createSmallPackets(clientLimits.smallPackets, () => clock);
  const { requestsASecond, acknowledgementsASecond, aheadMs } = clientLimits.smallPackets;
  expect(atOnce(PINGREQ, open())).toBe((requestsASecond * aheadMs) / 1000);
  expect(atOnce(PUBACK, open())).toBe((acknowledgementsASecond * aheadMs) / 1000);
  expect(atOnce(PUBLISH, open())).toBe(Number.POSITIVE_INFINITY);
  const steady = open();
  for (let second = 0; second < 60; second++) {
    for (let count = 0; count < requestsASecond; count++) expect(steady(PINGREQ)).toBe(true);
    clock += 1000;
  }
});
