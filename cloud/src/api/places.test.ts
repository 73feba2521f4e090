import { expect, test } from "vitest";
import { createPlaces } from "./places.ts";

const what = "large answers";
const refused = { kind: { code: "too_many_requests" } };

test("one address has so many at a time, another is not concerned", async () => {
  const places = createPlaces({ what, most: 10, mostOfAddress: 2 });
  const leave = await places.take("192.0.2.1");
  await places.take("192.0.2.1");
  await expect(places.take("192.0.2.1")).rejects.toMatchObject(refused);
  await places.take("192.0.2.2");
  leave();
  leave();
  await places.take("192.0.2.1");
  await expect(places.take("192.0.2.1")).rejects.toMatchObject(refused);
});

test("addresses of one IPv6 network count as one, and this machine is not limited by address", async () => {
  const places = createPlaces({ what, most: 10, mostOfAddress: 1 });
  await places.take("2001:db8:1:2::1");
  await expect(places.take("2001:db8:1:2::2")).rejects.toMatchObject(refused);
  await places.take("2001:db8::1:2:3:4");
  await expect(places.take("2001:db8::5:6:7:8")).rejects.toMatchObject(refused);
  for (const own of ["127.0.0.1", "127.0.0.1", "::1", "::1", "::ffff:127.0.0.1"])
    await places.take(own);
  expect(places.taken()).toBe(7);
});

test("who finds all places taken waits, and is refused when none becomes free", async () => {
  const places = createPlaces({ what, most: 1, mostOfAddress: 9, waitMs: 20, mostWaiting: 1 });
  const leave = await places.take("192.0.2.1");
  const second = places.take("192.0.2.2");
  await expect(places.take("192.0.2.3")).rejects.toMatchObject(refused);
  leave();
  const leaveToo = await second;
  await expect(places.take("192.0.2.3")).rejects.toMatchObject(refused);
  leaveToo();
  expect(places.taken()).toBe(0);
});
