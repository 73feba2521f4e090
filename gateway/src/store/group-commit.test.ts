import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { numbered, openStore } from "./store.fixture.ts";

test("what is handed over in one turn shares one transaction", async () => {
  let groups = 0;
  const store = openStore(temporaryFolder(), {
    hasRoom: () => {
      groups += 1;
      return true;
    },
  });
  await Promise.all([1, 2, 3].map((seq) => store.outbox.append(numbered(seq))));
  expect(groups).toBe(1);
  await store.outbox.append(numbered(4));
  expect(groups).toBe(2);
  store.close();
});

test("a promise resolves only after the transaction has ended", async () => {
  const { commits, database, close } = openStore(temporaryFolder());
  let inside: boolean | undefined;
  const done = commits.run(() => {
    inside = database.isTransaction;
    return 7;
  });
  expect(inside).toBeUndefined();
  expect(await done).toEqual({ ok: true, value: 7 });
  expect(inside).toBe(true);
  expect(database.isTransaction).toBe(false);
  close();
});

test("a fault in one piece of work leaves its neighbours alone", async () => {
  const { commits, outbox, close } = openStore(temporaryFolder());
  const before = outbox.append(numbered(1));
  const broken = commits.run(() => {
    throw new Error("a bug");
  });
  const after = outbox.append(numbered(2));
  await expect(broken).rejects.toThrow("a bug");
  expect(await before).toEqual({ ok: true, value: "kept" });
  expect(await after).toEqual({ ok: true, value: "kept" });
  expect(outbox.waiting().messages).toBe(2);
  close();
});
