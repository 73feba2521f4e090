import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { crash, message, numbered, openStore, type Store } from "../store/store.fixture.ts";

const none: ReadonlySet<number> = new Set();
const everything = { limit: 10_000, except: none };

/** What an outbox must hold, kept in the simplest way: sequence numbers in order of arrival. */
interface Model {
  waiting: number[];
  sent: Set<number>;
}
interface Real {
  store: Store;
}
type Step = fc.AsyncCommand<Model, Real>;

const seqOf = (payload: Uint8Array): number => JSON.parse(Buffer.from(payload).toString()).seq;

const expectSame = (model: Model, { store }: Real): void => {
  const taken = store.outbox.next(everything);
  expect(taken.map(({ payload }) => seqOf(payload))).toEqual(model.waiting.toReversed());
  const { length } = model.waiting;
  expect(store.outbox.waiting()).toEqual({
    messages: length,
    readings: length,
    ...(length > 0 && { oldest: numbered(model.waiting[0] ?? 0).arrived }),
  });
};

const step = (name: string, run: (model: Model, real: Real) => Promise<void>): Step => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    expectSame(model, real);
  },
  toString: () => name,
});

/** Messages that arrive in one turn of the event loop. */
const append = (seqs: number[]): Step =>
  step(`append(${seqs.join()})`, async (model, { store }) => {
    const outcomes = await Promise.all(seqs.map((seq) => store.outbox.append(numbered(seq))));
    for (const [index, seq] of seqs.entries()) {
      const known = model.waiting.includes(seq) || model.sent.has(seq);
      if (!known) model.waiting.push(seq);
      expect(outcomes[index]).toEqual({ ok: true, value: known ? "repeat" : "kept" });
    }
  });

const acknowledge = (limit: number): Step =>
  step(`acknowledge(${limit})`, async (model, { store }) => {
    const taken = store.outbox.next({ limit, except: none });
    expect(taken).toHaveLength(Math.min(limit, model.waiting.length));
    const removed = store.outbox.remove(taken.map(({ id }) => id));
    for (const { payload } of taken) {
      model.waiting.splice(model.waiting.indexOf(seqOf(payload)), 1);
      model.sent.add(seqOf(payload));
    }
    expect(store.outbox.next(everything)).toHaveLength(model.waiting.length);
    await removed;
  });

/** Some messages are under way and must not be taken twice. */
const takeMore = (underWay: number, limit: number): Step =>
  step(`takeMore(${underWay}, ${limit})`, async (model, { store }) => {
    const first = store.outbox.next({ limit: underWay, except: none });
    const except = new Set(first.map(({ id }) => id));
    const more = store.outbox.next({ limit, except }).map(({ payload }) => seqOf(payload));
    expect(more).toEqual(model.waiting.toReversed().slice(underWay, underWay + limit));
  });

const crashNow = step("crash", async (_model, real) => {
  real.store = crash(real.store);
});

/** The power goes before the commit: nobody was told that these are safe. */
const crashBeforeCommit = (seqs: number[]): Step =>
  step(`crashBeforeCommit(${seqs.join()})`, async (_model, real) => {
    for (const seq of seqs) void real.store.outbox.append(numbered(seq));
    real.store = crash(real.store);
  });

const reopen = step("reopen", async (_model, real) => {
  real.store.close();
  real.store = openStore(real.store.folder);
});

const seqs = fc.array(fc.nat({ max: 30 }), { maxLength: 8 });
const steps = fc.commands(
  [
    seqs.map(append),
    seqs.map(append),
    fc.nat({ max: 5 }).map(acknowledge),
    fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).map(([a, b]) => takeMore(a, b)),
    seqs.map(crashBeforeCommit),
    fc.constant(crashNow),
    fc.constant(reopen),
  ],
  { maxCommands: 30 },
);

test("nothing kept is lost, nothing acknowledged is sent again, whatever happens in between", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const real: Real = { store: openStore(temporaryFolder()) };
      const setup = () => ({ model: { waiting: [], sent: new Set<number>() }, real });
      await fc.asyncModelRun(setup, commands);
      real.store.close();
    }),
    { numRuns: Math.ceil((60 * inject("propertyPercent")) / 100) },
  );
}, 60_000);

test("a payload that cannot be read is kept whole, and once", async () => {
  const store = openStore(temporaryFolder());
  const payload = Buffer.from([0xff, 0x00, 0x7b]);
  const broken = message("dcz/1/workshop/readings", payload);
  expect(await store.outbox.append(broken)).toEqual({ ok: true, value: "kept" });
  expect(await store.outbox.append(broken)).toEqual({ ok: true, value: "repeat" });
  const elsewhere = message("dcz/1/orchard/readings", payload);
  expect(await store.outbox.append(elsewhere)).toEqual({ ok: true, value: "kept" });
  const taken = store.outbox.next(everything);
  expect(taken.map((each) => each.topic)).toEqual([
    "dcz/1/orchard/readings",
    "dcz/1/workshop/readings",
  ]);
  expect(Buffer.from(taken[1]?.payload ?? [])).toEqual(payload);
  expect(store.outbox.waiting()).toMatchObject({ messages: 2, readings: 0 });
  store.close();
});

test("the newest is taken first, so that a backlog does not stand before fresh readings", async () => {
  const store = openStore(temporaryFolder());
  for (let seq = 0; seq < 500; seq++) void store.outbox.append(numbered(seq));
  await store.outbox.append(numbered(500));
  const underWay = store.outbox.next({ limit: 64, except: none });
  await store.outbox.append(numbered(501));
  const except = new Set(underWay.map(({ id }) => id));
  const next = store.outbox.next({ limit: 2, except });
  expect(next.map(({ payload }) => seqOf(payload))).toEqual([501, 436]);
  store.close();
});

test("the keys of what left are forgotten beyond a fortnight's worth", async () => {
  const store = openStore(temporaryFolder());
  for (let seq = 0; seq < 20_100; seq++) void store.outbox.append(numbered(seq));
  await store.outbox.append(numbered(0));
  await store.outbox.remove(store.outbox.next({ limit: 30_000, except: none }).map(({ id }) => id));
  const { kept } = store.database.prepare("select count(*) kept from sent").get() as {
    kept: number;
  };
  expect(kept).toBe(20_000);
  store.close();
});

test("what follows is given in parts of some bytes, one message at least, and without what left meanwhile", async () => {
  const { outbox, close } = openStore(temporaryFolder());
  for (let seq = 0; seq < 30; seq++) await outbox.append(numbered(seq), {});
  const size = numbered(10).payload.length;
  const part = (after: number, bytes: number) => outbox.following(after, bytes);
  expect(part(0, 1)).toHaveLength(1);
  const some = part(0, 10 * size);
  expect(some.length).toBeGreaterThanOrEqual(10);
  expect(some.length).toBeLessThan(13);
  // Under way to be removed: the end of the list must not seem to be there.
  const removing = outbox.remove(some.map(({ id }) => id));
  const [next] = part(0, 1);
  expect(next?.id).toBe((some.at(-1)?.id ?? 0) + 1);
  await removing;
  expect(part(0, 1e9)).toHaveLength(30 - some.length);
  close();
});
