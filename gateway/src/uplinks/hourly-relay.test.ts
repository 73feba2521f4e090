import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { message, openStore, payloadOf, today } from "../store/store.fixture.ts";
import { createByteLedger, type Month } from "./byte-ledger.ts";
import { createSchedule, everyMs, openHourlyRelay } from "./hourly-relay.ts";
import { costOf } from "./metered-stream.ts";
import type { Publication } from "./relay.ts";
import { fiveMinutes } from "./street-station.fixture.ts";

/** A link that costs what it carries and acknowledges at once, from the 24th of a month on. */
const openLink = (budget: number, before?: Month) => {
  let now = today;
  let month: Month | undefined;
  const store = openStore(temporaryFolder());
  onTestFinished(store.close);
  const ledger = createByteLedger({
    ...{ budget, before, now: () => now },
    keep: (kept) => {
      month = kept;
    },
  });
  const arrived: Publication[] = [];
  const schedule = createSchedule();
  let withhold = false;
  const open = () =>
    openHourlyRelay({
      ...{ outbox: store.outbox, retained: store.retained, ledger, schedule, now: () => now },
      publish: (publication, acknowledged) => {
        ledger.note(costOf(publication.topic.length + publication.payload.length + 40));
        ledger.note(costOf(40));
        if (withhold) return;
        arrived.push(publication);
        acknowledged();
      },
      onAcknowledged: () => {},
    });
  let relay = open();
  let index = 0;
  const readings = () =>
    arrived.flatMap(({ payload }) => {
      const parsed = parsePayload(Batch, payload);
      return parsed.ok ? parsed.value.readings : [];
    });
  return {
    ...{ arrived, readings, store },
    month: () => month ?? { month: "", bytes: 0, leftOut: 0 },
    hour: async () => {
      await Promise.all(
        Array.from({ length: 12 }, () => store.outbox.append(fiveMinutes(index++))),
      );
      now += everyMs;
      relay.pump();
      await store.outbox.remove([]);
    },
    pump: () => relay.pump(),
    /** The clock is set. */
    step: (ms: number) => {
      now += ms;
    },
    withhold: (value: boolean) => {
      withhold = value;
    },
    reconnect: () => {
      relay.end();
      relay = open();
    },
  };
};

test("an hour is one batch, and nothing is sent between two hours", async () => {
  const link = openLink(1_000_000);
  await link.hour();
  await link.store.outbox.append(fiveMinutes(12));
  link.pump();
  expect(link.arrived).toHaveLength(1);
  expect(link.readings()).toHaveLength(36);
  await link.hour();
  expect(link.arrived).toHaveLength(2);
  expect(link.store.outbox.waiting().messages).toBe(0);
});

test("a clock that was years ahead and is set back keeps no hour from being sent", async () => {
  const link = openLink(1_000_000);
  const years = 4 * 365 * 24 * 3_600_000;
  link.step(years);
  await link.hour();
  expect(link.arrived).toHaveLength(1);
  link.step(-years);
  await link.hour();
  expect(link.arrived).toHaveLength(2);
});

test("a budget that is too small thins, counts what it leaves out, and is never exceeded", async () => {
  const budget = 40_000;
  const link = openLink(budget, { month: "2026-11", bytes: 32_500, leftOut: 0 });
  const hours = 36;
  for (let hour = 0; hour < hours; hour++) {
    await link.hour();
    expect(link.month().bytes).toBeLessThanOrEqual(budget);
  }
  const { leftOut } = link.month();
  const waiting = link.store.outbox.waiting().readings;
  expect(leftOut).toBeGreaterThan(100);
  // Nothing is lost without being counted.
  expect(link.readings().length + leftOut + waiting).toBe(hours * 36);
  const newest = Math.max(...link.readings().map(({ at }) => at));
  expect(newest).toBeGreaterThan(today + (hours - 18) * everyMs);
});

test("what was under way when the link broke goes with the next connection, once", async () => {
  const link = openLink(1_000_000);
  link.withhold(true);
  await link.hour();
  expect(link.store.outbox.waiting().messages).toBe(12);
  link.withhold(false);
  link.reconnect();
  link.pump();
  await link.store.outbox.remove([]);
  expect(link.readings()).toHaveLength(36);
  expect(link.store.outbox.waiting().messages).toBe(0);
});

test("a station's hello goes once, its status when it changes state; what cannot be read goes as it came", async () => {
  const link = openLink(1_000_000);
  const keep = (kind: string, document: object) =>
    link.store.retained.keep({
      ...{ topic: `dcz/1/workshop/${kind}`, payload: payloadOf(document), arrived: today },
    });
  await keep("hello", { kit: "street-station", sensors: [], software: {} });
  const health = (uptime: number) => ({ uptime, waiting: 0, dropped: 0, rejected: {} });
  await keep("status", { state: "online", at: today, health: health(60) });
  await link.store.outbox.append(message("dcz/1/workshop/readings", Buffer.from("{")));
  await link.hour();
  const kinds = () => link.arrived.map(({ topic, retain }) => `${topic.slice(6)} ${retain}`);
  expect(kinds().toSorted()).toEqual([
    "station-0a1b2c3d4e5f6g7h/readings false",
    "workshop/hello true",
    "workshop/readings false",
    "workshop/status true",
  ]);
  link.arrived.length = 0;
  await keep("status", { state: "online", at: today, health: health(120) });
  await link.hour();
  expect(kinds()).toEqual(["station-0a1b2c3d4e5f6g7h/readings false"]);
  link.arrived.length = 0;
  await keep("status", { state: "offline" });
  await link.hour();
  expect(kinds()).toContain("workshop/status true");
});
