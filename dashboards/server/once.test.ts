import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createOnce } from "./once.ts";

test("a form that is sent twice is done once, and both get what came of it", async () => {
  let done = 0;
  const once = createOnce(() => 0);
  const id = randomUUID();
  const run = async () => ({ ok: true, value: ++done });
  const [first, second] = await Promise.all([once(id, run), once(id, run)]);
  expect([first?.value, second?.value, done]).toEqual([1, 1, 1]);
  expect((await once(randomUUID(), run))?.value).toBe(2);
});

test("what failed may be sent again, and what was done long before is not done again", async () => {
  let now = 0;
  let tries = 0;
  const once = createOnce(() => now);
  const id = randomUUID();
  const run = async () => ({ ok: ++tries > 1 });
  expect(await once(id, run)).toEqual({ ok: false });
  expect(await once(id, run)).toEqual({ ok: true });
  now = 60_001;
  expect(await once(id, run)).toBeUndefined();
  expect(tries).toBe(2);
});
