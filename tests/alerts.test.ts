import { expect, test } from "vitest";
import { killWhileAlerting } from "./alerts-kill/kill.ts";
import { dataFolder } from "./records.fixture.ts";
import { mulberry32 } from "./torture/random.ts";

test("a cloud that is killed while it judges, answers and sends answers each crossing exactly once", async () => {
  const killed = await killWhileAlerting({
    folder: await dataFolder(),
    times: 6,
    random: mulberry32(20_261_128),
  });
  expect(killed).toMatchObject({
    ...{ missed: [], unanswered: [], toldTwice: [], lost: [], strange: [], changed: [] },
    kills: { judging: 2, answering: 2, sending: 1, taken: 1 },
  });
  expect(killed.told).toBeGreaterThan(20);
  // What was taken, and of which the cloud could not know: it comes again, and can be recognised.
  expect(killed.doubles).toBeGreaterThan(0);
});
