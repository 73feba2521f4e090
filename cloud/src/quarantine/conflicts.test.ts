import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;
beforeEach(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterEach(() => subject.remove());

const publish = async (value: number) => {
  const client = await subject.connect();
  const readings = [{ at: NOW, sensor: "sds011", values: { pm2_5: value } }];
  const document = { boot: "aaaaaaaa", seq: 1, clock: "ntp", readings };
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(document), { qos: 1 });
};
const conflicts = async () =>
  (await subject.getAsAdministrator("/api/v1/conflicts")).body as {
    total: number;
    conflicts: { id: number; station: string; points: object[] }[];
  };
const decide = (id: number | undefined, choose: string) =>
  subject.getAsAdministrator(`/api/v1/conflicts/${id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ choose }),
  });
const value = async () => {
  const { body } = await subject.get("/api/v1/stations/ab/latest");
  return (body as { values: { value: number }[] }).values.map((one) => one.value);
};

test("a person chooses the value that came later, and may change their mind", async () => {
  await publish(5);
  await publish(7);
  expect(await conflicts()).toMatchObject({
    total: 1,
    conflicts: [
      {
        station: "ab",
        points: [{ sensor: "sds011", quantity: "pm2_5", kept: 5, offered: 7 }],
      },
    ],
  });
  const { id } = (await conflicts()).conflicts[0] ?? {};
  expect((await subject.get("/api/v1/conflicts")).status).toBe(401);
  expect((await decide(id, "neither")).status).toBe(400);
  expect((await decide(id, "offered")).body).toEqual({ decided: 1 });
  expect(await value()).toEqual([7]);
  expect((await decide(id, "kept")).status).toBe(404);
  await subject.restart();
  expect(await value()).toEqual([7]);
  expect(await conflicts()).toMatchObject({ total: 0 });

  // What was first kept is still there: the same value again is a repeat of it.
  await publish(5);
  expect(await conflicts()).toMatchObject({ total: 0 });
  await publish(9);
  const [next] = (await conflicts()).conflicts;
  expect(next?.points).toMatchObject([{ kept: 5, offered: 9 }]);
  await decide(next?.id, "kept");
  expect(await value()).toEqual([5]);
});
