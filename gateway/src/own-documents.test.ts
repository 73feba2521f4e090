import { Hello } from "@datacityzen/hardware/wire/hello";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { expect, test } from "vitest";
import { noon } from "./local-page/view.fixture.ts";
import { newsIn, type OwnFacts, ownHello, ownStatus } from "./own-documents.ts";

const fine: OwnFacts = {
  ...{ now: noon, uptime: 60, waiting: 3, stations: 2, disk: "ok", freeBytes: 1_000_000 },
  damage: undefined,
  givenUp: { messages: 0, readings: 0, averaged: 0, damaged: 0 },
  leftOut: 0,
  renamed: undefined,
  nameConflicts: [],
  misdirected: [],
  turnedAway: 0,
  link: undefined,
  silent: [],
  late: [],
  unreadable: [],
  failedUpdate: undefined,
};

const bad: OwnFacts = {
  ...fine,
  disk: "disk_full",
  damage: {
    at: noon,
    setAside: "/home/ada/data/gateway/outbox.sqlite.damaged-1",
    rescued: 5,
    missing: 2,
  },
  givenUp: { messages: 4, readings: 240, averaged: 60, damaged: 1 },
  renamed: "copied",
  nameConflicts: Array.from({ length: 9 }, (_, index) => ({
    name: `edge-${index}-${"x".repeat(300)}`,
    addresses: ["192.168.1.20"],
    since: noon,
    last: noon,
  })),
  misdirected: [
    { topic: "dcz/1/Workshop/readings", client: "esp", meant: undefined, at: noon, count: 7 },
  ],
  turnedAway: 12,
  link: { by: "lora", since: noon - 60_000, outages: 3 },
  silent: ["orchard"],
  late: ["balcony"],
  unreadable: ["workshop"],
};

test("faults are sent upstream, within the wire's bounds", () => {
  const status = ownStatus(bad);
  const parsed = parsePayload(Status, encodePayload(status, "json"));
  expect(parsed).toEqual({ ok: true, value: status });
  expect(status.health).toMatchObject({
    dropped: 4,
    gateway: {
      disk: "disk_full",
      damage: { at: noon, rescued: 5, missing: 2 },
      thinned: { messages: 4, readings: 300 },
      changedByDisk: 1,
      renamed: "copied",
      wrongTopics: ["dcz/1/Workshop/readings"],
      turnedAway: 12,
      link: { by: "lora", since: noon - 60_000, outages: 3 },
      silent: ["orchard"],
      late: ["balcony"],
      unreadable: ["workshop"],
    },
  });
  expect(status.health?.gateway?.nameConflicts).toHaveLength(5);
});

test("addresses and paths of the house stay in the house", () => {
  const text = JSON.stringify(ownStatus(bad));
  expect(text).not.toContain("192.168");
  expect(text).not.toContain("/home");
});

test("only news are sent at once", () => {
  const news = newsIn(ownStatus(fine));
  expect(newsIn(ownStatus({ ...fine, freeBytes: 5, uptime: 900, waiting: 40 }))).toBe(news);
  expect(newsIn(ownStatus({ ...fine, disk: "disk_error" }))).not.toBe(news);
  const link = { by: "gprs", since: noon, outages: 0 } as const;
  const linked = newsIn(ownStatus({ ...fine, link: { ...link, spent: 3 } }));
  expect(linked).not.toBe(news);
  expect(newsIn(ownStatus({ ...fine, link: { ...link, spent: 4 } }))).toBe(linked);
});

test("a gateway introduces itself as one", () => {
  const hello = ownHello("0.1.0");
  expect(parsePayload(Hello, encodePayload(hello, "json"))).toEqual({ ok: true, value: hello });
  expect(hello.kit).toBe("gateway");
});
