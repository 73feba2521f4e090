import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { createGate } from "./gate.ts";

test("while the records are down everybody reads what is public, and accounts have to wait", async () => {
  const subject = await openCloudUnderTest();
  onTestFinished(() => subject.remove());
  const headers = { cookie: "dcz.session_token=abcdefghijabcdefghijabcdefghij.x" };
  expect((await subject.get("/api/v1/stations", { headers })).status).toBe(200);
  const { status, body } = await subject.get("/api/v1/account", { headers });
  expect({ status, body }).toMatchObject({ status: 503, body: { code: "records_unavailable" } });
  expect((await subject.get("/api/v1/account")).status).toBe(401);
});

test("a gate lets no more pass than it is made for, and everybody in the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (atATime, works) => {
        const gate = createGate(atATime);
        let inside = 0;
        let most = 0;
        const all = works.map((fails) =>
          gate(async () => {
            inside += 1;
            most = Math.max(most, inside);
            await delay(0);
            inside -= 1;
            if (fails) throw new Error("refused");
          }).catch(() => undefined),
        );
        await Promise.all(all);
        expect(most).toBeLessThanOrEqual(atATime);
        expect(inside).toBe(0);
      },
    ),
    { numRuns: 30 },
  );
});
