import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { Receipt } from "@datacityzen/hardware/wire/receipt";
import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { batch, NOW, valuesIn } from "./ingest.fixture.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let subject: CloudUnderTest;
let now = NOW;
beforeEach(async () => {
  now = NOW;
  subject = await openCloudUnderTest(() => now);
});
afterEach(() => subject.remove());

const nextMessage = (client: MqttClient): Promise<[topic: string, payload: Buffer]> =>
  new Promise((resolve) => {
    client.once("message", (topic, payload) => resolve([topic, payload]));
  });

const values = (station: string) => valuesIn(subject, station);

test("a batch that was acknowledged is there, in JSON and in CBOR", async () => {
  const client = await subject.connect();
  await client.publishAsync(
    "dcz/1/ab/readings",
    Buffer.from(encodePayload(batch(1, NOW - 1000, 5.5), "json")),
    { qos: 1 },
  );
  await client.publishAsync(
    "dcz/1/ab/readings",
    Buffer.from(encodePayload(batch(2, NOW, 6.5), "cbor")),
    { qos: 1 },
  );
  expect(await values("ab")).toEqual([5.5, 6.5]);
  await subject.restart();
  expect(await values("ab")).toEqual([5.5, 6.5]);
});

test("a message sent twice counts once", async () => {
  const client = await subject.connect();
  const payload = JSON.stringify(batch(1, NOW, 5));
  await Promise.all(
    [1, 2, 3].map(() => client.publishAsync("dcz/1/ab/readings", payload, { qos: 1 })),
  );
  await client.publishAsync("dcz/1/ab/readings", payload, { qos: 1 });
  expect(await values("ab")).toEqual([5]);
});

test("QoS 0 and QoS 2 are taken in too", async () => {
  const client = await subject.connect();
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(1, NOW - 2, 1)), { qos: 0 });
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(2, NOW - 1, 2)), { qos: 2 });
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(3, NOW, 3)), { qos: 1 });
  expect(await values("ab")).toEqual([1, 2, 3]);
});

test.each([
  ["malformed", "dcz/1/ab/readings", "{ not json", undefined],
  ["malformed", "dcz/1/ab/readings", "", undefined],
  ["malformed", "dcz/1/ab/readings", Buffer.from([0xbf, 0xff, 0xff]), undefined],
  ["invalid", "dcz/1/ab/readings", JSON.stringify({ ...batch(1, NOW, 1), extra: 1 }), undefined],
  [
    "invalid",
    "dcz/1/ab/readings",
    JSON.stringify({ ...batch(1, NOW, 1), readings: [] }),
    undefined,
  ],
  ["invalid", "dcz/1/ab/hello", JSON.stringify({ kit: "x" }), undefined],
  ["clock_ahead", "dcz/1/ab/readings", JSON.stringify(batch(7, NOW + 500 * DAY_MS, 1)), 7],
  ["too_large", "dcz/1/ab/readings", Buffer.alloc(1024 * 1024 + 1, 0x20), undefined],
] as const)(
  "%s: it is acknowledged, kept in quarantine and told on receipts",
  async (reason, topic, payload, seq) => {
    const client = await subject.connect("station", { username: "ab" });
    await client.subscribeAsync("dcz/1/ab/receipts", { qos: 1 });
    const message = nextMessage(client);
    await client.publishAsync(topic, typeof payload === "string" ? payload : Buffer.from(payload), {
      qos: 1,
    });
    const [receiptTopic, receipt] = await message;
    expect(receiptTopic).toBe("dcz/1/ab/receipts");
    expect(Receipt.parse(JSON.parse(receipt.toString()))).toMatchObject({
      at: NOW,
      outcome: "quarantined",
      reason,
      ...(seq === undefined ? {} : { boot: "abcdefgh", seq }),
    });
    expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 1 });
    expect((await subject.getAsAdministrator("/metrics")).body).toContain(
      `dcz_cloud_quarantined_total{reason="${reason}"} 1`,
    );
    await subject.restart();
    expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 1 });
  },
);

/** What a station reads on `receipts` for one message that it publishes. */
const receiptFor = async (payload: string): Promise<Receipt> => {
  const client = await subject.connect("station", { username: "ab" });
  await client.subscribeAsync("dcz/1/ab/receipts", { qos: 1 });
  const message = nextMessage(client);
  await client.publishAsync("dcz/1/ab/readings", payload, { qos: 1 });
  const [, receipt] = await message;
  return Receipt.parse(JSON.parse(receipt.toString()));
};

const points = async (quantity: string, range = "from=2026-11-01&until=2026-12-01") => {
  const { body } = await subject.get(`/api/v1/series?station=ab&quantity=${quantity}&${range}`);
  const { series } = body as {
    series: { points: { at: string; value: number; flags: string[] }[] }[];
  };
  return series.flatMap(({ points: found }) => found.map(({ value, flags }) => [value, ...flags]));
};

test("of twenty values of which one is null, nineteen are kept, and the receipt names the null", async () => {
  const values = Object.fromEntries(
    Array.from({ length: 19 }, (_, index) => [index, { pm2_5: index, pm10: index }]),
  );
  const readings = Object.values(values).map((each, index) => ({
    at: NOW - (index + 1) * 1000,
    sensor: "sds011-58d9",
    values: index === 7 ? { ...each, pm10: null } : each,
  }));
  const receipt = await receiptFor(JSON.stringify({ ...batch(3, NOW, 0), readings }));
  expect(receipt).toMatchObject({
    outcome: "quarantined",
    reason: "invalid",
    seq: 3,
    detail: expect.stringContaining("readings.7.values.pm10"),
  });
  expect(await points("pm2_5")).toHaveLength(19);
  expect(await points("pm10")).toHaveLength(18);
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 1 });
});

test("instants in seconds are kept as they were meant, marked, beside what came", async () => {
  const receipt = await receiptFor(JSON.stringify(batch(3, NOW / 1000 - 60, 5)));
  expect(receipt).toMatchObject({
    ...{ outcome: "quarantined", reason: "invalid", seq: 3 },
    detail: expect.stringContaining("readings.*.at: in seconds"),
  });
  expect(await points("pm2_5")).toEqual([[5, "clock_repaired"]]);
  expect(
    await points("pm2_5", "from=2026-11-24T07:58:30Z&until=2026-11-24T07:59:30Z"),
  ).toHaveLength(1);
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 1 });
});

test.each([
  ["pressure", 101_325, "Pa"],
  ["temperature", 293.15, "kelvin"],
  ["humidity", 250, ""],
  ["pm10", 65_535, ""],
])(
  "%s %d is kept and marked, and the receipt names the likely mistake",
  async (quantity, value, unit) => {
    const readings = [{ at: NOW, sensor: "any", values: { [quantity]: value, co2: 500 } }];
    const receipt = await receiptFor(JSON.stringify({ ...batch(3, NOW, 0), readings }));
    expect(receipt).toMatchObject({ outcome: "marked", reason: "implausible" });
    expect(receipt.detail).toContain(unit);
    expect(await points(quantity)).toEqual([[value, "implausible"]]);
    expect(await points("co2")).toEqual([[500]]);
  },
);

test("a likely mistake is reported once for each sensor and quantity", async () => {
  const client = await subject.connect("edge-ab");
  const told: string[] = [];
  client.on("message", (_, payload) => told.push(JSON.parse(payload.toString()).detail));
  await client.subscribeAsync("dcz/1/ab/receipts", { qos: 1 });
  const sensors = ["one", "one", "two"];
  for (const [seq, sensor] of sensors.entries()) {
    const readings = [{ at: NOW - seq * 1000, sensor, values: { pressure: 101_325 } }];
    const document = JSON.stringify({ ...batch(seq, NOW, 0), readings });
    await client.publishAsync("dcz/1/ab/readings", document, { qos: 1 });
  }
  const sentence =
    "No instrument gives 101325 hPa; most likely pascals: 1013.25 hPa. The value is kept and marked.";
  await expect
    .poll(() => told)
    .toEqual([`pressure of one: ${sentence}`, `pressure of two: ${sentence}`]);
});

test("an origin that stands at single values keeps only those out of the measured series", async () => {
  const client = await subject.connect();
  const reading = {
    at: NOW,
    sensor: "sds011-58d9",
    values: { pm2_5: 1, pm10: 2 },
    flags: ["humid"],
    value_flags: { pm10: ["simulated"], pm2_5: ["out_of_range"] },
  };
  const document = JSON.stringify({ ...batch(1, NOW, 0), readings: [reading] });
  await client.publishAsync("dcz/1/ab/readings", document, { qos: 1 });
  const originsOf = async (quantity: string) => {
    const { body } = await subject.get(
      `/api/v1/series?station=ab&quantity=${quantity}&from=2026-11-01&until=2026-12-01`,
    );
    return (body as { series: { origin: string }[] }).series.map(({ origin }) => origin);
  };
  expect(await originsOf("pm10")).toEqual(["simulated"]);
  expect(await originsOf("pm2_5")).toEqual(["measured"]);
});

test("another value for a point is a conflict: the first stays, the other is kept aside and told", async () => {
  const client = await subject.connect();
  const publish = (document: object) =>
    client.publishAsync("dcz/1/ab/readings", JSON.stringify(document), { qos: 1 });
  await publish(batch(1, NOW, 5));
  await publish(batch(1, NOW, 5));
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 0 });
  const other = {
    ...batch(1, NOW, 7),
    readings: [...batch(1, NOW, 7).readings, ...batch(1, NOW - 1000, 8).readings],
  };
  const receipt = await receiptFor(JSON.stringify(other));
  expect(receipt).toMatchObject({ outcome: "quarantined", reason: "conflict", boot: "abcdefgh" });
  expect(receipt.detail).toMatch(
    /pm2_5 of sds011-58d9 at 2026-11-24T08:00:00.000Z: 5 is kept, 7 came later \(and 1 more\)/,
  );
  expect(await points("pm2_5")).toEqual([[8], [5]]);
  const { body } = await subject.getAsAdministrator("/api/v1/quarantine?reason=conflict");
  const { messages } = body as { messages: { id: number }[] };
  const kept = await subject.getAsAdministrator(`/api/v1/quarantine/${messages[0]?.id}`);
  expect(JSON.parse((kept.body as { text: string }).text).readings).toEqual([
    { at: NOW, sensor: "sds011-58d9", values: { pm2_5: 7, pm10: 14 } },
  ]);
});

test.each([
  [
    "1024 weeks back by GPS",
    "gps",
    NOW - 1024 * 7 * DAY_MS - MINUTE_MS,
    "clock_repaired",
    "2026-11-01",
    "2026-12-01",
  ],
  [
    "three weeks back, unset",
    "free",
    NOW - 21 * DAY_MS,
    "clock_doubtful",
    "2026-11-01",
    "2026-12-01",
  ],
  ["an hour ahead", "ntp", NOW + 3_600_000, "clock_doubtful", "2026-11-01", "2026-12-01"],
  [
    "before the platform",
    "ntp",
    Date.UTC(2003, 0, 1),
    "clock_doubtful",
    "2003-01-01",
    "2003-02-01",
  ],
] as const)(
  "%s: the reading is kept and marked, and the station gets a receipt",
  async (_, clock, at, flag, from, until) => {
    const receipt = await receiptFor(JSON.stringify({ ...batch(3, at, 5), clock }));
    expect(receipt).toMatchObject({ outcome: "marked", reason: flag, seq: 3 });
    expect(await points("pm2_5", `from=${from}&until=${until}`)).toEqual([[5, flag]]);
    expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 0 });
  },
);

test("what was sent before the offset was known is repaired once it is", async () => {
  const client = await subject.connect();
  for (let seq = 0; seq < 6; seq++) {
    now = NOW + seq * MINUTE_MS;
    const at = now - MINUTE_MS - 21 * DAY_MS;
    const document = { ...batch(seq, at, seq), clock: "free" };
    await client.publishAsync("dcz/1/ab/readings", JSON.stringify(document), { qos: 1 });
  }
  expect(await points("pm2_5", "from=2026-11-01&until=2026-11-10")).toEqual([]);
  expect(await points("pm2_5", "from=2026-11-10&until=2026-12-01")).toEqual(
    [0, 1, 2, 3, 4, 5].map((value) => [value, "clock_repaired"]),
  );
});

test("topics that are not a station's own go to quarantine and to nobody", async () => {
  const client = await subject.connect("station", { username: "ab" });
  await client.subscribeAsync("dcz/1/ab/receipts");
  let forged = 0;
  client.on("message", () => forged++);
  for (const topic of ["weather", "dcz/2/ab/readings", "dcz/1/ab/receipts", "dcz/1/ab/config"])
    await client.publishAsync(topic, JSON.stringify({ at: NOW }), { qos: 1, retain: true });
  // What was forged would have come before this receipt.
  const receipt = nextMessage(client);
  await client.publishAsync("dcz/1/ab/readings", "?", { qos: 1 });
  await receipt;
  expect(forged).toBe(1);
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 5 });
});

test("a station's page can tell what of it was kept aside, also after a restart", async () => {
  const client = await subject.connect();
  await client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(1, NOW, 1)), { qos: 1 });
  await client.publishAsync("dcz/1/ab/status", "?", { qos: 1 });
  const ahead = JSON.stringify(batch(2, NOW + 500 * DAY_MS, 1));
  await client.publishAsync("dcz/1/ab/readings", ahead, { qos: 1 });
  await client.publishAsync("dcz/1/cd/readings", JSON.stringify(batch(1, NOW, 1)), { qos: 1 });
  const quarantined = {
    messages: 2,
    at: new Date(NOW).toISOString(),
    reason: "clock_ahead",
    detail: expect.stringContaining("500 days ahead of the cloud's clock"),
  };
  expect((await subject.get("/api/v1/stations/ab")).body).toMatchObject({ quarantined });
  await subject.restart();
  expect((await subject.get("/api/v1/stations/ab")).body).toMatchObject({ quarantined });
  expect((await subject.get("/api/v1/stations/cd")).body).not.toHaveProperty("quarantined");
});

const FORTY_YEARS_MS = 14_610 * DAY_MS;

test("what comes while our clock is put back by forty years is kept in its place, and right once the clock is", async () => {
  const client = await subject.connect();
  const publish = (seq: number) =>
    client.publishAsync("dcz/1/ab/readings", JSON.stringify(batch(seq, NOW + seq, seq)), {
      qos: 1,
    });
  await publish(1);
  now = NOW - FORTY_YEARS_MS;
  for (const seq of [2, 3]) await publish(seq);
  now = NOW + 4;
  await publish(4);
  expect(await values("ab")).toEqual([1, 2, 3, 4]);
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 0 });
  const { body } = await subject.get("/api/v1/stations/ab/latest");
  expect(body).toMatchObject({ values: [{ value: 8 }, { value: 4 }] });
  await subject.restart();
  expect(await values("ab")).toEqual([1, 2, 3, 4]);
});

test("a cloud that starts with a clock forty years behind keeps what comes once some stations agree that it is", async () => {
  now = NOW - FORTY_YEARS_MS;
  await subject.restart();
  const client = await subject.connect();
  const stations = ["ab", "cd", "ef"];
  for (const seq of [1, 2, 3]) {
    for (const station of stations)
      await client.publishAsync(
        `dcz/1/${station}/readings`,
        JSON.stringify(batch(seq, now + FORTY_YEARS_MS, seq)),
        { qos: 1 },
      );
    now += 10_000;
  }
  for (const station of stations) expect(await values(station)).toContain(3);
});
