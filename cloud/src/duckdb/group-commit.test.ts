import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RefusedByStore } from "../refused-by-store.ts";
import { createGroupCommit } from "./group-commit.ts";

let instance: DuckDBInstance;
beforeEach(async () => {
  instance = await DuckDBInstance.create(":memory:");
});
afterEach(() => instance.closeSync());

const open = async (
  faults: string[] = [],
  closeWithinMs = 1000,
  afterCommit: (isBusy: boolean) => Promise<void> = async () => undefined,
) => {
  const connection = await instance.connect();
  await connection.run("CREATE TABLE IF NOT EXISTS entry (name VARCHAR)");
  const commits = createGroupCommit(connection, {
    onFault: (error) => faults.push(error.message),
    onRecovery: () => faults.push("recovered"),
    afterCommit,
    retryMs: 1,
    fullAtRows: 10,
    mostRowsInFault: 20,
    closeWithinMs,
  });
  const entries = async () =>
    (await (await instance.connect()).runAndReadAll("SELECT name FROM entry")).getRows().flat();
  const insert = (name: string) => async (on: typeof connection) => {
    await on.run("INSERT INTO entry VALUES ($1)", [name]);
  };
  return { commits, entries, insert };
};

test("work of one turn shares a group, and is there once the group is durable", async () => {
  const { commits, entries, insert } = await open();
  const group = commits.open();
  void group.add(insert("a"));
  expect(commits.open()).toBe(group);
  void commits.open().add(insert("b"));
  await group.durable;
  expect(await entries()).toEqual(["a", "b"]);
  expect(commits.open()).not.toBe(group);
  await commits.close();
});

test("a full group waits its turn while the next one fills, and each keeps its place", async () => {
  const { commits, entries, insert } = await open();
  const first = commits.open();
  void first.add(insert("a"));
  first.grow(9);
  expect(commits.open()).toBe(first);
  first.grow(1);
  const second = commits.open();
  expect(second).not.toBe(first);
  const gate = Promise.withResolvers<void>();
  void second.add(() => gate.promise);
  void second.add(insert("b"));
  await first.durable;
  expect(await entries()).toEqual(["a"]);
  gate.resolve();
  await second.durable;
  expect(await entries()).toEqual(["a", "b"]);
  await commits.close();
});

test("a group that follows another is filled for a while; one that comes alone waits for nothing", async () => {
  const connection = await instance.connect();
  const commits = createGroupCommit(connection, {
    onFault: (error) => {
      throw error;
    },
    onRecovery: () => undefined,
    // For ever, unless it becomes full or the store closes.
    pauseMs: () => 3_600_000,
    fullAtRows: 10,
  });
  /** Begins a group; gives what lets it go on. */
  const begin = async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const group = commits.open();
    void group.add(async () => {
      begun.resolve();
      await gate.promise;
    });
    await begun.promise;
    return { group, go: gate.resolve };
  };
  const alone = await begin();
  const second = commits.open();
  void second.add(async () => undefined);
  alone.go();
  await alone.group.durable;
  await new Promise((resolve) => setImmediate(resolve));
  expect(commits.open()).toBe(second);
  second.grow(10);
  const third = commits.open();
  expect(third).not.toBe(second);
  await second.durable;
  expect(commits.open()).toBe(third);
  await commits.close();
  await third.durable;
});

test("the last statement of a transaction is done with its COMMIT, and again when it is tried again", async () => {
  const connection = await instance.connect();
  await connection.run("CREATE TABLE counted (number INTEGER)");
  const found = async () =>
    (await connection.runAndReadAll("SELECT number FROM counted")).getRows().flat();
  const told: unknown[] = [];
  let number = 0;
  const commits = createGroupCommit(connection, {
    onFault: () => undefined,
    onRecovery: () => undefined,
    beforeCommit: () => `INSERT INTO counted VALUES (${number + 1})`,
    onCommitted: () => {
      number += 1;
      told.push(found());
    },
    retryMs: 1,
  });
  const failures = [undefined, new Error("no space left")];
  for (let round = 0; round < 2; round++)
    await commits.open().add(async () => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
    });
  await commits.close();
  expect(await Promise.all(told)).toEqual([[1], [1, 2]]);
});

test("closing commits every group that waits", async () => {
  const { commits, entries, insert } = await open();
  for (const name of ["a", "b", "c"]) {
    const group = commits.open();
    void group.add(insert(name));
    group.grow(10);
  }
  await commits.close();
  expect(await entries()).toEqual(["a", "b", "c"]);
});

test("a group that fails leaves nothing behind, and is tried again whole until it goes through", async () => {
  const faults: string[] = [];
  const { commits, entries, insert } = await open(faults);
  let attempts = 0;
  const group = commits.open();
  void group.add(insert("a"));
  void group.add(async () => {
    attempts += 1;
    if (attempts === 2) expect(commits.fault()).toBe("no space left");
    if (attempts < 4) throw new Error("no space left");
  });
  void group.add(insert("b"));
  await group.durable;
  expect(attempts).toBe(4);
  expect(faults).toEqual(["no space left", "recovered"]);
  expect(commits.fault()).toBeUndefined();
  expect(await entries()).toEqual(["a", "b"]);
  await commits.close();
});

test("while the disk takes nothing, only so much may wait; once it does, more is taken", async () => {
  const { commits, entries, insert } = await open();
  let isFull = true;
  const fill = (name: string) => {
    const group = commits.open();
    void group.add(insert(name));
    void group.add(async () => {
      if (isFull) throw new Error("no space left");
    });
    group.grow(10);
    return group.durable;
  };
  const first = fill("a");
  await expect.poll(commits.fault).toBe("no space left");
  const others = [fill("b"), fill("c")];
  expect(() => fill("d")).toThrow("the store does not commit");
  isFull = false;
  await Promise.all([first, ...others]);
  await fill("e");
  expect(await entries()).toEqual(["a", "b", "c", "e"]);
  await commits.close();
});

test("a store that DuckDB has given up has another error than one that waits for room", async () => {
  const connection = await instance.connect();
  const broken: string[] = [];
  const commits = createGroupCommit(connection, {
    onFault: () => undefined,
    onRecovery: () => undefined,
    onBroken: ({ message }) => broken.push(message),
    retryMs: 1,
  });
  const failures = ["no space left", "FATAL Error: the database has been invalidated because …"];
  const group = commits.open();
  void group.add(async () => {
    const failure = failures.shift();
    if (failure !== undefined) throw new Error(failure);
  });
  await group.durable;
  expect(broken).toEqual(["FATAL Error: the database has been invalidated because …"]);
  await commits.close();
});

test("closing commits what is open, and refuses more", async () => {
  const { commits, entries, insert } = await open();
  void commits.open().add(insert("a"));
  await commits.close();
  expect(await entries()).toEqual(["a"]);
  expect(() => commits.open()).toThrow("the store is closed");
});

test("closing gives a group up that the disk does not take: it is not called durable", async () => {
  const { commits, entries, insert } = await open([], 20);
  const group = commits.open();
  void group.add(insert("a"));
  void group.add(() => Promise.reject(new Error("no space left")));
  const never = group.add(insert("b"));
  await commits.close();
  await expect(never).rejects.toThrow("the store closed before the commit");
  await expect(group.durable).rejects.toThrow("the store closed before the commit");
  expect(await entries()).toEqual([]);
});

test("the store's own work is done after each group and shares no transaction", async () => {
  let committed: unknown[][] = [];
  const { commits, entries, insert } = await open([], 1000, async (isBusy) => {
    committed = [...committed, [isBusy, ...(await entries())]];
  });
  for (const name of ["a", "b"]) {
    const group = commits.open();
    void group.add(insert(name));
    group.grow(10);
  }
  await commits.close();
  expect(committed).toEqual([
    [true, "a"],
    [true, "a", "b"],
  ]);
});

test("work that the store refuses is refused alone, and its neighbours are committed", async () => {
  const faults: string[] = [];
  const { commits, entries, insert } = await open(faults);
  const group = commits.open();
  const poisoned = (on: Parameters<ReturnType<typeof insert>>[0]) =>
    on.run("INSERT INTO entry VALUES (CAST('x' AS INTEGER))").then(() => undefined);
  const outcomes = await Promise.allSettled([
    group.add(insert("a")),
    group.add(poisoned),
    group.add(insert("b")),
    group.add(insert("c")),
    group.add(poisoned),
    group.durable,
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") {
      expect(outcome.reason).toBeInstanceOf(RefusedByStore);
      expect(outcome.reason.message).toContain("Could not convert string 'x'");
    }
  expect(await entries()).toEqual(["a", "b", "c"]);
  expect(faults).toEqual([]);
  expect(commits.fault()).toBeUndefined();
  await commits.close();
});

test("shared work is divided by message until the one that is refused stands alone", async () => {
  const { commits, entries } = await open();
  const group = commits.open();
  const runs: number[] = [];
  const add = group.share<string>(async (on, names) => {
    runs.push(names.length);
    for (const name of names) {
      await on.run("INSERT INTO entry VALUES ($1)", [name]);
      if (name === "n13") throw new Error("Constraint Error: unlucky");
    }
  });
  const names = Array.from({ length: 64 }, (_, index) => `n${index}`);
  const outcomes = await Promise.allSettled(names.map(add));
  expect(outcomes.flatMap(({ status }, index) => (status === "rejected" ? [index] : []))).toEqual([
    13,
  ]);
  expect(await entries()).toEqual(names.filter((name) => name !== "n13"));
  expect(runs.length).toBeLessThan(15);
  await commits.close();
});

test("a shortage of memory refuses nobody: smaller groups are tried, and one message alone again", async () => {
  const faults: string[] = [];
  const { commits, entries, insert } = await open(faults);
  let alone = 0;
  const most = 2;
  let inGroup = 0;
  const group = commits.open();
  const share = group.share<string>(async (on, names) => {
    inGroup = names.length;
    if (inGroup > most) throw new Error("Out of Memory Error: could not allocate block");
    if (names.includes("c") && inGroup === 1 && ++alone < 3)
      throw new Error("Out of Memory Error: failed to pin block");
    if (names.includes("c") && inGroup > 1) throw new Error("Out of Memory Error: no room");
    for (const name of names) await insert(name)(on);
  });
  await Promise.all(["a", "b", "c", "d"].map(share));
  expect(await entries()).toEqual(["a", "b", "c", "d"]);
  expect(alone).toBe(3);
  expect(faults).toEqual(["Out of Memory Error: failed to pin block", "recovered"]);
  await commits.close();
});

test("a message for which there is never memory is refused alone, and the store goes on", async () => {
  const faults: string[] = [];
  const { commits, entries, insert } = await open(faults);
  const group = commits.open();
  const refused = group.add(async () => {
    throw new Error("Out of Memory Error: could not allocate block");
  });
  const taken = group.add(insert("b"));
  await expect(refused).rejects.toBeInstanceOf(RefusedByStore);
  await taken;
  expect(await entries()).toEqual(["b"]);
  expect(commits.fault()).toBeUndefined();
  await commits.close();
});

test("little work joins the next group in turn, though it is full, and none that must not come after it", async () => {
  const { commits } = await open();
  const groups = Array.from({ length: 3 }, () => {
    const group = commits.open();
    void group.add(async () => undefined);
    group.grow(10);
    return group;
  });
  const [first, second, third] = groups;
  const nobody = () => false;
  expect(commits.openNext(nobody)).toBe(first);
  expect(commits.openNext((group) => group === first || group === second)).toBe(second);
  first?.grow(2);
  expect(commits.openNext(nobody)).toBe(first);
  first?.grow(1);
  expect(commits.openNext(nobody)).toBe(second);
  expect(commits.openNext((group) => group === third)).toBe(third);
  third?.grow(3);
  const next = commits.openNext((group) => group === third);
  expect(groups).not.toContain(next);
  expect(commits.open()).toBe(next);
  await commits.close();
});
