import { connect as connectTcp } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NOW, openVenusUnderTest, type VenusUnderTest } from "./venus.fixture.ts";

let subject: VenusUnderTest;
beforeAll(async () => {
  subject = await openVenusUnderTest();
});
afterAll(() => subject.remove());

test("raw points keep their instants, arrival and flags", async () => {
  const { status, body } = await subject.series(
    "from=2026-11-24T06:00:00Z&until=2026-11-24T06:20:00Z",
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    station: "venus",
    quantity: "pm2_5",
    unit: "ug/m3",
    averaging: "arithmetic",
    from: "2026-11-24T06:00:00.000Z",
    until: "2026-11-24T06:20:00.000Z",
    series: [
      {
        sensor: "sds011-58d9",
        origin: "replayed",
        points: [1, 2].map((value, index) => ({
          at: `2026-11-24T06:${index}0:00.000Z`,
          received: "2026-11-24T08:30:00.000Z",
          value,
          flags: ["replayed"],
        })),
      },
    ],
  });
});

test("each mean says how many readings it has and how many it would have, whole", async () => {
  const { body } = await subject.series(
    "from=2026-11-24T06:00:00Z&until=2026-11-24T12:00:00%2B02:00&every=PT1H",
  );
  expect(body).toMatchObject({
    every: "PT1H",
    series: [
      {
        points: [
          {
            at: "2026-11-24T06:00:00.000Z",
            mean: 3.5,
            min: 1,
            max: 6,
            count: 6,
            expected: 6,
            flags: ["replayed"],
          },
          { at: "2026-11-24T07:00:00.000Z", count: 3, expected: 6 },
          // The hour is not over: what the future will bring is not missing.
          { at: "2026-11-24T08:00:00.000Z", count: 3, expected: 3 },
        ],
      },
    ],
  });
});

test("the first and the last instant, and the longest mean, are answered", async () => {
  const { status, body } = await subject.series("from=1970-01-01&until=9999-12-31&every=P36525D");
  expect(status).toBe(200);
  expect(body).toMatchObject({ series: [{ points: [{ count: 12 }] }] });
  expect((await subject.series("until=1970-01-01")).status).toBe(200);
});

test("whoever asks for the headers of a live answer gets them, and the end", async () => {
  const answer = await fetch(`${subject.cloud().http}/api/v1/stations/venus/live`, {
    method: "HEAD",
    signal: AbortSignal.timeout(2000),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  expect((await subject.getAsAdministrator("/metrics")).body).toContain(
    "dcz_cloud_live_watchers 0",
  );
});

test("days of a zone begin there at midnight, say when they are cut, and never begin before the range", async () => {
  const { body } = await subject.series(
    "from=2026-11-23T12:00Z&until=2026-11-25T12:00Z&every=P1D&zone=Europe/Paris",
  );
  expect(body).toMatchObject({
    zone: "Europe/Paris",
    series: [
      {
        origin: "replayed",
        points: [
          {
            at: "2026-11-23T23:00:00.000Z",
            until: "2026-11-24T23:00:00.000Z",
            local: "2026-11-24T00:00:00+01:00",
            // The day is not over.
            partial: true,
            count: 12,
          },
        ],
      },
    ],
  });
});

test("new values reach a watching page when they are durable", async () => {
  const aborted = new AbortController();
  const answer = await fetch(`${subject.cloud().http}/api/v1/stations/venus/live`, {
    signal: aborted.signal,
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const client = await subject.connect("live");
  const batch = {
    boot: "abcdefgh",
    seq: 2,
    clock: "ntp",
    readings: [{ at: NOW, sensor: "pmsx003", values: { pm10: 7 } }],
  };
  let text = "";
  const decoder = new TextDecoder();
  let published = false;
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (!published) {
      published = true;
      await client.publishAsync("dcz/1/venus/readings", JSON.stringify(batch), { qos: 1 });
    }
    if (text.includes("event: readings")) break;
  }
  const data = /event: readings\ndata: (.*)\n\n/.exec(text)?.[1] ?? "";
  expect(JSON.parse(data)).toEqual({
    station: "venus",
    values: [
      {
        sensor: "pmsx003",
        origin: "measured",
        quantity: "pm10",
        unit: "ug/m3",
        at: "2026-11-24T08:30:00.000Z",
        received: "2026-11-24T08:30:00.000Z",
        value: 7,
        flags: [],
      },
    ],
  });
  aborted.abort();
});

test("a page that watches and takes nothing in is disconnected", async () => {
  const client = await subject.connect("talkative");
  const batch = (seq: number) => ({
    boot: "abcdefgh",
    seq,
    clock: "ntp",
    readings: Array.from({ length: 1000 }, (_, index) => ({
      at: NOW - 1000 * (1000 * seq + index),
      sensor: "pmsx003",
      values: { pm1: 1, pm2_5: 2, pm10: 3 },
    })),
  });
  const publish = (seq: number) =>
    client.publishAsync("dcz/1/deaf/readings", JSON.stringify(batch(seq)), { qos: 1 });
  const watchers = async () =>
    /dcz_cloud_live_watchers (\d+)/.exec(
      String((await subject.getAsAdministrator("/metrics")).body),
    )?.[1];
  await publish(0);
  const { hostname, port } = new URL(subject.cloud().http);
  const deaf = connectTcp(Number(port), hostname);
  deaf.on("error", () => undefined);
  deaf.write("GET /api/v1/stations/deaf/live HTTP/1.1\r\nHost: cloud\r\n\r\n");
  await expect.poll(watchers).toBe("1");
  // More than the sockets' own buffers, many of them durable in the same turn.
  for (let seq = 1; seq <= 60 && (await watchers()) === "1"; seq += 10)
    await Promise.all(Array.from({ length: 10 }, (_, index) => publish(seq + index)));
  await expect.poll(watchers).toBe("0");
  deaf.destroy();
});
