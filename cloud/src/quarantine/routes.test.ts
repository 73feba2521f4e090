import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

let now = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 24, 8);
  subject = await openCloudUnderTest(() => now);
});
afterEach(() => subject.remove());

const HOUR = 3_600_000;
const batch = (seq: number, at: number) =>
  JSON.stringify({
    boot: "abcdefgh",
    seq,
    clock: "ntp",
    readings: [{ at, sensor: "sds011", values: { pm2_5: seq } }],
  });

interface Page {
  messages: { id: number; reason: string }[];
  next?: number;
  total: number;
}
const list = async (query = "") =>
  (await subject.getAsAdministrator(`/api/v1/quarantine?${query}`)).body as Page;
const post = (path: string) =>
  subject.getAsAdministrator(`/api/v1/quarantine${path}`, { method: "POST" });

test("the administrator reads what was kept aside, and nobody else does", async () => {
  const client = await subject.connect("ab");
  await client.publishAsync("dcz/1/ab/readings", "? é", { qos: 1 });
  await client.publishAsync("dcz/1/ab/readings", Buffer.from([0xff, 0x00]), { qos: 1 });
  for (const [path, method] of [
    ["", "GET"],
    ["/0", "GET"],
    ["/0/replay", "POST"],
    ["/0", "DELETE"],
  ] as const)
    expect((await subject.get(`/api/v1/quarantine${path}`, { method })).status).toBe(401);

  const page = await list("limit=1");
  expect(page).toMatchObject({ total: 2, messages: [{ reason: "malformed", station: "ab" }] });
  const [first] = (await list(`cursor=${page.next}`)).messages;
  const { body } = await subject.getAsAdministrator(`/api/v1/quarantine/${first?.id}`);
  expect(body).toMatchObject({
    client: "ab",
    bytes: 4,
    text: "? é",
    payload: Buffer.from("? é").toString("base64"),
  });
  const [binary] = page.messages;
  const other = await subject.getAsAdministrator(`/api/v1/quarantine/${binary?.id}`);
  expect(other.body).not.toHaveProperty("text");
  const unknown = await subject.getAsAdministrator("/api/v1/quarantine/99");
  expect(unknown).toMatchObject({ status: 404, body: { code: "message_unknown" } });
});

test("what was ahead of our clock is accepted when our clock is right, and leaves the quarantine", async () => {
  const client = await subject.connect("ab");
  for (const seq of [1, 2])
    await client.publishAsync("dcz/1/ab/readings", batch(seq, now + 500 * 24 * HOUR + seq), {
      qos: 1,
    });
  await client.publishAsync("dcz/1/ab/readings", "?", { qos: 1 });
  const [, second, first] = (await list()).messages;
  const early = await post(`/${first?.id}/replay`);
  expect(early).toMatchObject({ status: 200, body: { outcome: "refused", reason: "clock_ahead" } });
  expect((await list()).total).toBe(3);

  now += 200 * 24 * HOUR;
  expect((await post(`/${first?.id}/replay`)).body).toEqual({ outcome: "accepted" });
  expect((await post(`/${first?.id}/replay`)).status).toBe(404);
  expect((await post("/replay")).status).toBe(400);
  const all = await post("/replay?station=ab");
  expect(all.body).toEqual({ accepted: 1, refused: 1, empty: 0 });
  expect((await list("reason=clock_ahead")).total).toBe(0);
  expect(second).toBeDefined();
  const { body } = await subject.get("/api/v1/stations/ab/latest");
  expect(body).toMatchObject({ values: [{ quantity: "pm2_5", value: 2 }] });

  const removed = await subject.getAsAdministrator("/api/v1/quarantine?reason=malformed", {
    method: "DELETE",
  });
  expect(removed.body).toEqual({ removed: 1 });
  expect((await list()).total).toBe(0);
  expect((await subject.get("/api/v1/stations/ab")).body).not.toHaveProperty("quarantined");
  // 401 days: a day later it is near enough.
  await client.publishAsync("dcz/1/ab/readings", batch(3, now + 401 * 24 * HOUR), { qos: 1 });
  expect((await list("reason=clock_ahead")).total).toBe(1);
  now += 30 * HOUR;
  await subject.restart();
  await expect.poll(async () => (await list("reason=clock_ahead")).total).toBe(0);
});
