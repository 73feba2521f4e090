import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { numbered, openStore, today } from "../store/store.fixture.ts";
import { openRelay, type Publication } from "./relay.ts";
import { createSuspects } from "./suspects.ts";
import { createWindow } from "./window.ts";

/** A link that carries one message after the other, each in `takesMs`; time goes on when a test says so. */
const openSlowLink = (backlog: number, takesMs: number) => {
  let now = today;
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  const underWay: { readonly seq: number; readonly acknowledged: () => void }[] = [];
  const arrived: { readonly seq: number; readonly at: number }[] = [];
  let most = 0;
  const publish = ({ payload }: Publication, acknowledged: () => void): void => {
    underWay.push({ seq: JSON.parse(Buffer.from(payload).toString()).seq, acknowledged });
    most = Math.max(most, underWay.length);
  };
  const relay = openRelay({
    ...{ outbox: store.outbox, retained: store.retained, suspects: createSuspects(() => now) },
    ...{ window: createWindow(), publish, onAcknowledged: () => {}, now: () => now },
  });
  onTestFinished(relay.end);
  return {
    relay,
    arrived,
    now: () => now,
    mostUnderWay: () => most,
    waiting: () => store.outbox.waiting().messages,
    fill: async () => {
      await Promise.all(
        Array.from({ length: backlog }, (_, seq) => store.outbox.append(numbered(seq))),
      );
      relay.pump();
    },
    append: async (seq: number) => {
      await store.outbox.append(numbered(seq));
      relay.pump();
    },
    /** One message crosses the link. */
    carry: async () => {
      now += takesMs;
      const next = underWay.shift();
      if (next !== undefined) arrived.push({ seq: next.seq, at: now });
      next?.acknowledged();
      await turn();
      await turn();
    },
  };
};

test("fresh readings arrive within 5 s while a backlog drains over a link of ten messages a second", async () => {
  const link = openSlowLink(2000, 100);
  await link.fill();
  const appended = new Map<number, number>();
  for (let step = 0; step < 600; step++) {
    // One a second, as ten sensors that measure every ten seconds give.
    if (step % 10 === 0) {
      appended.set(10_000 + step, link.now());
      await link.append(10_000 + step);
    }
    await link.carry();
  }
  const late = [...appended].map(([seq, since]) => {
    const found = link.arrived.find((each) => each.seq === seq);
    return (found?.at ?? Number.POSITIVE_INFINITY) - since;
  });
  // The last ones are still under way.
  expect(Math.max(...late.slice(0, -4))).toBeLessThan(5000);
  expect(link.arrived.filter(({ seq }) => seq < 2000).length).toBeGreaterThan(500);
});

test("over a quick link hundreds are under way at once, and each is sent once", async () => {
  const link = openSlowLink(3000, 0);
  await link.fill();
  while (link.arrived.length < 3000) await link.carry();
  expect(new Set(link.arrived.map(({ seq }) => seq)).size).toBe(3000);
  expect(link.mostUnderWay()).toBeGreaterThan(500);
  await expect.poll(link.waiting).toBe(0);
  await link.carry();
  expect(link.arrived).toHaveLength(3000);
});
