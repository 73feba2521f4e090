import { expect, onTestFinished, test } from "vitest";
import { inFolder, MESSAGE } from "./store.fixture.ts";

test("large messages that come all at once, more than the database's memory holds, are all kept", async () => {
  const start = await inFolder();
  const { quarantine, fault, close } = await start();
  onTestFinished(close);
  const payload = Buffer.alloc(1024 * 1024, crypto.getRandomValues(new Uint8Array(65_535)));
  const added = Array.from({ length: 300 }, () => quarantine.add({ ...MESSAGE, payload }));
  expect(await Promise.race([Promise.all(added), fault])).not.toBeInstanceOf(Error);
  expect(quarantine.count()).toBe(300);
});
