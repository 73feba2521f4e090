import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import fc from "fast-check";
import { expect, inject, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { batch, crash, message, openStore, payloadOf, today } from "../store/store.fixture.ts";
import type { Message } from "./outbox.ts";
import { openPacking } from "./packing.ts";
import { openStreet } from "./street.fixture.ts";

const none: ReadonlySet<number> = new Set();
const everything = { limit: 1_000_000, except: none };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const minuteOf = openStreet();
const always = { most: 1_000_000, before: Number.MAX_SAFE_INTEGER };

const readingsIn = (messages: readonly Message[]) =>
  messages.flatMap(({ topic, payload }) => {
    const parsed = parsePayload(Batch, payload);
    if (!parsed.ok) throw new Error(parsed.detail);
    return parsed.value.readings.map(({ at, values, flags }) =>
      JSON.stringify([topic, at, values, flags]),
    );
  });

const sizeOf = (store: ReturnType<typeof openStore>): number => {
  const { pages } = store.database
    .prepare("select (select * from pragma_page_count) pages")
    .get() as { pages: number };
  return pages * 4096;
};

test("ten sensors a minute take less than 60 MB in 30 days, and each reading is there to the last digit", async () => {
  // The whole month: OUTBOX_HOURS=720.
  const hours = Number(process.env.OUTBOX_HOURS ?? 6);
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  let now = today;
  const packing = openPacking(store.outbox, () => now);
  const sent: string[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const messages = Array.from({ length: 60 }, (_, minute) => minuteOf(hour * 60 + minute)).flat();
    sent.push(...readingsIn(messages.map((each) => ({ ...each, id: 0 }))));
    await Promise.all(messages.map((each) => store.outbox.append(each)));
    now += hourMs;
    await packing.byAge();
  }
  const kept = store.outbox.next(everything);
  expect(readingsIn(kept).toSorted()).toEqual(sent.toSorted());
  const readings = hours * 600;
  expect(store.outbox.waiting()).toEqual({ messages: kept.length, readings, oldest: today });
  expect(kept.length).toBeLessThan(hours * 10 + 1300);
  const packed = store.database
    .prepare("select sum(length(payload)) bytes, sum(readings) readings from message where packed")
    .get() as { bytes: number; readings: number };
  expect(packed.readings).toBeGreaterThan(readings - 1900);
  // 432 000 readings of 20 bytes are 9 MB; the rest is the newest hours and keys of what left.
  expect(packed.bytes / packed.readings).toBeLessThan(20);
  expect(sizeOf(store)).toBeLessThan(60e6);
  if (hours > 6)
    process.stdout.write(
      `${readings} readings: ${(sizeOf(store) / 1e6).toFixed(1)} MB, ${(packed.bytes / packed.readings).toFixed(1)} bytes a packed reading\n`,
    );
}, 3_600_000);

test("packed batches come newest first with what is loose, and are removed as one message each", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  for (let minute = 0; minute < 30; minute++)
    await Promise.all(minuteOf(minute).map((each) => store.outbox.append(each)));
  await store.outbox.pack({ ...always, before: today + 20 * minuteMs });
  const taken = store.outbox.next(everything);
  expect(taken).toHaveLength(10 + 100);
  const newest = taken.map(({ topic, payload }) => {
    const parsed = parsePayload(Batch, payload);
    return parsed.ok ? (parsed.value.readings.at(-1)?.at ?? 0) : topic;
  });
  expect(newest).toEqual(newest.toSorted((one, other) => Number(other) - Number(one)));
  await store.outbox.remove(taken.map(({ id }) => id));
  expect(store.outbox.waiting()).toEqual({ messages: 0, readings: 0 });
  expect(store.outbox.loose()).toBe(0);
});

test("what is under way is not packed: its acknowledgement removes what was sent and nothing else", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const messages = Array.from({ length: 5 }, (_, minute) => minuteOf(minute)[0]).flatMap(
    (each) => each ?? [],
  );
  for (const each of messages) await store.outbox.append(each);
  const [newest, second] = store.outbox.next({ limit: 2, except: none });
  await store.outbox.pack(always);
  expect(store.outbox.waiting()).toMatchObject({ messages: 3, readings: 5 });
  await store.outbox.remove([newest?.id ?? 0]);
  expect(store.outbox.waiting()).toMatchObject({ messages: 2, readings: 4 });
  store.outbox.giveBack([second?.id ?? 0]);
  await store.outbox.pack(always);
  // One that is alone stays as it came, and is not looked at again.
  expect(store.outbox.waiting()).toMatchObject({ messages: 2, readings: 4 });
  expect(store.outbox.loose()).toBe(0);
});

test("a station that repeats what was packed meanwhile is known", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const messages = [...minuteOf(0), ...minuteOf(1)];
  for (const each of messages) await store.outbox.append(each);
  await store.outbox.pack(always);
  for (const each of messages)
    expect(await store.outbox.append(each)).toEqual({ ok: true, value: "repeat" });
});

test("what nobody can read, and the other runs of a station, keep to themselves", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const topic = "dcz/1/workshop/readings";
  const nonsense = Buffer.from([0xff, 0x00]);
  await store.outbox.append(message(topic, nonsense));
  for (const boot of ["boot0001", "boot0002"])
    for (const seq of [1, 2, 3])
      await store.outbox.append(message(topic, payloadOf({ ...batch(seq, today + seq), boot })));
  await store.outbox.pack(always);
  const taken = store.outbox.next(everything);
  expect(taken).toHaveLength(3);
  expect(Buffer.from(taken[2]?.payload ?? [])).toEqual(nonsense);
  const runs = taken.slice(0, 2).map(({ payload }) => parsePayload(Batch, payload));
  expect(runs.map((run) => run.ok && [run.value.boot, run.value.seq])).toEqual([
    ["boot0002", 3],
    ["boot0001", 3],
  ]);
});

test("a batch ends where the station's clock was set, forward or back", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const topic = "dcz/1/workshop/readings";
  const unset = Date.UTC(2000, 0, 1);
  const instants = [unset, unset + minuteMs, today, today + minuteMs, today - hourMs, today];
  for (const [seq, at] of instants.entries())
    await store.outbox.append(message(topic, payloadOf(batch(seq, at))));
  await store.outbox.pack(always);
  const packed = store.outbox.next(everything).map(({ payload }) => {
    const parsed = parsePayload(Batch, payload);
    return parsed.ok && [parsed.value.seq, ...parsed.value.readings.map(({ at }) => at)];
  });
  expect(packed).toEqual([
    [5, today - hourMs, today],
    [3, today, today + minuteMs],
    [1, unset, unset + minuteMs],
  ]);
});

test("a backlog that comes in at once is packed while it is kept", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const packing = openPacking(store.outbox, () => today);
  for (let minute = 0; minute < 500; minute++) {
    await Promise.all(minuteOf(minute).map((each) => store.outbox.append(each)));
    await packing.byNumber();
  }
  await packing.stop();
  expect(store.outbox.waiting().readings).toBe(5000);
  expect(store.outbox.loose()).toBeLessThanOrEqual(2000);
  expect(store.outbox.waiting().messages).toBeLessThan(2100);
});

test("a cut of power at any step of packing loses nothing and doubles nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 6 }),
      fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 8 }),
      async (minutes, turns, acknowledged) => {
        let store = openStore(temporaryFolder());
        const sent: string[] = [];
        for (let minute = 0; minute < minutes; minute++) {
          const messages = minuteOf(minute);
          sent.push(...readingsIn(messages.map((each) => ({ ...each, id: 0 }))));
          await Promise.all(messages.map((each) => store.outbox.append(each)));
        }
        const taken = store.outbox.next({ limit: 12, except: none });
        const cut = new AbortController();
        const packing = store.outbox.pack({ ...always, signal: cut.signal });
        // Somewhere within: each turn of the event loop is a transaction at most.
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        const gone = acknowledged.flatMap((index) => taken[index] ?? []);
        await store.outbox.remove(gone.map(({ id }) => id));
        cut.abort();
        store = crash(store);
        await packing;
        const left = readingsIn(store.outbox.next(everything));
        const expected = new Set(sent).difference(new Set(readingsIn(gone)));
        expect(left.toSorted()).toEqual([...expected].toSorted());
        expect(store.outbox.waiting().readings).toBe(expected.size);
        store.close();
      },
    ),
    { numRuns: Math.ceil((24 * inject("propertyPercent")) / 100) },
  );
}, 120_000);

test("what was packed is thinned like the rest", async () => {
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  for (let minute = 0; minute < 3 * 60; minute++)
    await Promise.all(minuteOf(minute).map((each) => store.outbox.append(each)));
  await store.outbox.pack({ ...always, before: today + hourMs });
  expect(store.outbox.thin({ most: 10, readingsToo: true })).toBe(10);
  expect(store.outbox.givenUp()).toMatchObject({ messages: 10, readings: 600 });
  expect(store.outbox.waiting().readings).toBe(1200);
});
