import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createCounters } from "../counters.ts";
import { batch, numbered, payloadOf, today } from "../store/store.fixture.ts";
import { createMetrics } from "./metrics.ts";
import { createLocalPage, httpLimits, type LocalPageOptions } from "./server.ts";
import { noon, quiet, workshop } from "./view.fixture.ts";
import type { View } from "./view.ts";

const serve = (view: View, more: Partial<LocalPageOptions> = {}) =>
  createLocalPage({
    view: () => view,
    metrics: createMetrics(
      () => view,
      { ...createCounters(), relayed: 42 },
      () => 3,
      "1.2.3",
    ),
    ...{ outbox: { following: () => [] }, quarters: { following: () => [] }, version: "1.2.3" },
    broker: "mqtt://127.0.0.1:1884",
    log: pino({ level: "silent" }),
    ...more,
  });

const down: View = {
  ...quiet,
  link: { state: "waiting", since: noon - 60_000, fault: "refused", next: noon + 2000 },
  waiting: { messages: 2, readings: 3, oldest: noon - 90_000 },
  disk: { freeBytes: 5, trouble: { reason: "disk_full", detail: "full", since: noon - 1000 } },
  stations: [workshop],
};

test("the page follows the browser's language and the reader's choice", async () => {
  const app = await serve(quiet);
  const first = await app.inject("/");
  expect(first.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(first.body).toContain('<html lang="fr">');
  const headers = { "accept-language": "en-GB,en;q=0.9" };
  expect((await app.inject({ url: "/", headers })).body).toContain('<html lang="en">');
  expect((await app.inject({ url: "/?lang=fr", headers })).body).toContain('<html lang="fr">');
  expect((await app.inject("/?refresh=30")).body).toContain('content="30"');
  expect((await app.inject("/?refresh=0&lang=xx")).body).not.toContain("http-equiv");
});

test("the bench view is the gateway's as well, in the reader's language", async () => {
  const app = await serve({ ...quiet, stations: [workshop] });
  const french = await app.inject("/bench?lang=fr");
  expect(french.statusCode).toBe(200);
  expect(french.body).toContain("Toutes les stations sur l’établi");
  expect((await app.inject("/bench?lang=en&refresh=3600")).body).toContain('content="3600"');
  expect((await app.inject("/?lang=fr")).body).toContain('href="/bench?lang=fr"');
});

test("the page may load and run nothing, and its own style is allowed by its hash", async () => {
  const { headers } = await (await serve(quiet)).inject("/");
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='/,
  );
  expect(headers["cache-control"]).toBe("no-store");
});

test("programs read the latest values", async () => {
  const { stations } = (await (await serve(down)).inject("/api/latest")).json();
  expect(stations[0].station).toBe("workshop");
  expect(stations[0].values[1]).toEqual({
    sensor: "sds011-58d9",
    quantity: "pm10",
    unit: "ug/m3",
    at: "2026-11-24T11:58:55.000Z",
    received: "2026-11-24T11:59:59.000Z",
    value: 1014.5,
    flags: ["replayed", "humid"],
  });
});

test("programs read how the gateway is", async () => {
  expect((await (await serve(quiet)).inject("/api/health")).json()).toMatchObject({
    status: "ok",
    cloud: { state: "connected", since: "2026-11-24T11:57:00.000Z" },
    waiting: { messages: 0, readings: 0 },
    disk: { state: "ok" },
  });
  expect((await (await serve(down)).inject("/api/health")).json()).toEqual({
    status: "degraded",
    at: "2026-11-24T12:00:00.000Z",
    gateway: "fablab",
    cloud: {
      address: "platform.example:8883",
      state: "waiting",
      since: "2026-11-24T11:59:00.000Z",
      fault: "refused",
      next: "2026-11-24T12:00:02.000Z",
    },
    waiting: { messages: 2, readings: 3, oldest: "2026-11-24T11:58:30.000Z" },
    disk: {
      state: "disk_full",
      freeBytes: 5,
      since: "2026-11-24T11:59:59.000Z",
      detail: "full",
    },
    stations: [],
    givenUp: { messages: 0, readings: 0, averaged: 0, damaged: 0 },
    nameConflicts: [],
    misdirected: [],
    unreadable: [],
  });
});

test("Prometheus reads the metrics", async () => {
  const { body, headers } = await (await serve(down)).inject("/metrics");
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(body).toContain("\ndcz_gateway_relayed_total 42\n");
  expect(body).toContain("\ndcz_gateway_waiting_oldest_seconds 90\n");
  expect(body).toContain('\ndcz_gateway_mqtt_disconnections_total{reason="too_large"} 0\n');
  expect(body).toContain("\ndcz_gateway_store_up 0\n");
});

test("a balancer or an orchestrator asks whether the gateway lives and keeps messages", async () => {
  expect((await (await serve(down)).inject("/livez")).statusCode).toBe(200);
  const away: View = { ...down, disk: quiet.disk };
  const ready = await (await serve(away)).inject("/readyz");
  expect([ready.statusCode, ready.json()]).toEqual([200, { ready: true, store: "up" }]);
  const full = await (await serve(down)).inject("/readyz");
  expect([full.statusCode, full.json()]).toEqual([503, { ready: false, store: "down" }]);
});

test("another address is answered by a problem document", async () => {
  const answer = await (await serve(quiet)).inject("/nowhere");
  expect(answer.statusCode).toBe(404);
  expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(answer.json()).toMatchObject({ status: 404, code: "not_found" });
});

test("what polls an airRohr finds its names on /data.json and /values; a mistyped station is not found", async () => {
  const app = await serve(down);
  const data = await app.inject("/data.json");
  expect(data.json()).toEqual({
    software_version: "DataCityZen-1.2.3",
    age: "1",
    sensordatavalues: [
      { value_type: "SDS_P2", value: "8.25" },
      { value_type: "SDS_P1", value: "1014.50" },
      { value_type: "BME280_temperature", value: "-0.50" },
    ],
  });
  expect((await app.inject("/data.json?station=workshop")).json()).toEqual(data.json());
  expect((await app.inject("/data.json?station=elsewhere")).statusCode).toBe(404);
  expect((await (await serve(quiet)).inject("/data.json")).json().sensordatavalues).toEqual([]);
  const values = await app.inject("/values?lang=en");
  expect(values.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(values.body).toContain(
    '<td>SDS</td><th scope="row">SDS_P2</th><td class="value">8.25</td>',
  );
  expect((await app.inject("/values?station=<b>")).statusCode).toBe(404);
});

test("what is on the box is taken away as CSV, whole and in order, however much it is", async () => {
  const messages = Array.from({ length: 1234 }, (_, index) => ({
    ...{ id: index + 1, ...numbered(index) },
  }));
  const outbox: LocalPageOptions["outbox"] = {
    following: (after) => messages.filter(({ id }) => id > after).slice(0, 100),
  };
  const broken = { ...messages[0], id: 1235, payload: Buffer.from("{") } as (typeof messages)[0];
  messages.push(broken);
  const { payload } = await (await serve(quiet, { outbox })).inject("/readings.csv");
  const lines = payload.trimEnd().split("\n");
  expect(lines[0]).toBe("station,at,sensor,quantity,unit,value,flags");
  const { at } = batch(0).readings[0] ?? { at: today };
  const instant = new Date(at).toISOString();
  expect(lines[1]).toBe(`workshop,${instant},sds011-58d9,pm2_5,ug/m3,8.2,`);
  expect(lines).toHaveLength(1 + 2 * 1234);

  const quarters: LocalPageOptions["quarters"] = {
    following: (after) =>
      after === undefined
        ? [
            {
              ...{ station: "workshop", sensor: "sds011-58d9", quantity: "pm10", at: today },
              ...{ count: 15, mean: 8.123456, least: 1, most: 9 },
            },
          ]
        : [],
  };
  const means = await (await serve(quiet, { quarters })).inject("/quarters.csv");
  expect(means.headers["content-disposition"]).toBe('attachment; filename="quarters.csv"');
  expect(means.payload).toBe(
    "station,sensor,quantity,unit,from,until,readings,mean,minimum,maximum\n" +
      "workshop,sds011-58d9,pm10,ug/m3,2026-11-24T00:00:00.000Z,2026-11-24T00:15:00.000Z,15,8.12,1,9\n",
  );
});

test("two exports are under way at a time, each holds a part of one message, and pages are made between", async () => {
  const readings = Array.from({ length: 1000 }, (_, index) => ({
    ...{ at: today + index, sensor: "sds011-58d9", values: { pm2_5: 8.2, pm10: 14.5 } },
  }));
  const topic = "dcz/1/workshop/readings";
  let asked = 0;
  const outbox: LocalPageOptions["outbox"] = {
    following(after, bytes) {
      expect(bytes).toBeLessThanOrEqual(1024 * 1024);
      asked += 1;
      const payload = payloadOf({ ...batch(after), readings });
      return after === 50 ? [] : [{ ...numbered(after), topic, id: after + 1, payload }];
    },
  };
  const app = await serve(quiet, { outbox });
  onTestFinished(() => app.close());
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  // They read nothing of it.
  const idle = await Promise.all([1, 2].map(() => fetch(`http://127.0.0.1:${port}/readings.csv`)));
  expect(idle.map(({ status }) => status)).toEqual([200, 200]);
  const third = await fetch(`http://127.0.0.1:${port}/readings.csv`);
  expect(third.status).toBe(503);
  expect(third.headers.get("retry-after")).toBe("5");
  expect(await third.json()).toMatchObject({ code: "busy" });
  // A part waits for its reader: a message or two more than what the sockets hold.
  expect(asked).toBeLessThan(20);
  expect((await app.inject("/bench")).statusCode).toBe(200);
  await idle[0]?.body?.cancel();
  let next = third;
  await expect
    .poll(
      async () => {
        next = await fetch(`http://127.0.0.1:${port}/readings.csv`);
        return next.status;
      },
      { timeout: 10_000 },
    )
    .toBe(200);
  expect((await next.text()).trimEnd().split("\n")).toHaveLength(1 + 50 * 2000);
  await idle[1]?.body?.cancel();
}, 30_000);

test("pages beyond those that wait are refused with a remedy, and the probes of a supervisor never are", async () => {
  const view: View = {
    ...quiet,
    get stations(): View["stations"] {
      throw new Error("the probes need no station");
    },
  };
  const app = await serve(view, { limits: { ...httpLimits, waiting: 0 } });
  for (const path of ["/", "/bench", "/data.json", "/values", "/api/latest", "/metrics"])
    expect(await app.inject(path)).toMatchObject({
      statusCode: 503,
      headers: { "retry-after": "5" },
    });
  for (const path of ["/livez", "/readyz"]) expect((await app.inject(path)).statusCode).toBe(200);
});
