import { connect as connectTcp } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8, 30);
const HOUR = 3_600_000;
let subject: CloudUnderTest;

beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
  const client = await subject.connect();
  const send = (kind: string, document: object) =>
    client.publishAsync(`dcz/1/venus/${kind}`, JSON.stringify(document), {
      qos: 1,
    });
  await send("hello", {
    kit: "workshop-table",
    sensors: [{ id: "sds011-58d9", model: "sds011", every: 600_000 }],
    software: {},
  });
  // Every ten minutes from 06:00 to 08:20, with a hole from 07:00 to 07:30.
  const instants = Array.from({ length: 15 }, (_, index) => NOW - 2.5 * HOUR + index * 600_000);
  await send("readings", {
    boot: "abcdefgh",
    seq: 1,
    clock: "ntp",
    readings: instants
      .filter((at) => at < NOW - 1.5 * HOUR || at >= NOW - HOUR)
      .map((at, index) => ({
        at,
        sensor: "sds011-58d9",
        values: { pm2_5: index + 1 },
        flags: ["replayed"],
      })),
  });
});
afterAll(() => subject.remove());

const series = (query: string) =>
  subject.get(
    `/api/v1/series${query.includes("every=") ? "/means" : ""}?station=venus&quantity=pm2_5&${query}`,
  );

test("raw points keep their instants, arrival and flags", async () => {
  const { status, body } = await series("from=2026-11-24T06:00:00Z&until=2026-11-24T06:20:00Z");
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
  const { body } = await series(
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

test.each([
  ["from=2026-11-24T06:00:00&until=2026-11-24T07:00:00Z", "invalid_request", "from"],
  ["from=yesterday", "invalid_request", "yesterday"],
  ["every=P1X", "invalid_request", "every"],
  ["every=P1D&zone=Europe/Nowhere", "invalid_request", "Europe/Nowhere"],
  ["every=P1DT1H&zone=Europe/Paris", "invalid_request", "mixes dates and hours"],
  ["every=PT0.5S", "invalid_request", "whole seconds"],
  ["from=2026-11-25&until=2026-11-24", "range_invalid", "not before"],
  ["from=2020-01-01&until=2026-01-01&every=PT1S", "too_many_points", "intervals"],
  ["from=-271821-04-20T00:00Z", "invalid_request", "1970 to 9999"],
  ["until=%2B275760-09-13T00:00Z", "invalid_request", "1970 to 9999"],
  ["from=1970-01-01&every=P100000000D", "invalid_request", "a century at most"],
])("%s is refused as %s", async (query, code, said) => {
  const { status, type, body } = await series(query);
  expect(status).toBe(400);
  expect(type).toContain("application/problem+json");
  expect(body).toMatchObject({ code, status: 400 });
  expect((body as { detail: string }).detail).toContain(said);
});

test("the first and the last instant, and the longest mean, are answered", async () => {
  const { status, body } = await series("from=1970-01-01&until=9999-12-31&every=P36525D");
  expect(status).toBe(200);
  expect(body).toMatchObject({ series: [{ points: [{ count: 12 }] }] });
  expect((await series("until=1970-01-01")).status).toBe(200);
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
  const { body } = await series(
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

test("the same comes as CSV and as NDJSON, by suffix and by Accept", async () => {
  const range = "station=venus&quantity=pm2_5&from=2026-11-24T06:00Z&until=2026-11-24T06:20Z";
  const csv = await subject.get(`/api/v1/series.csv?${range}`);
  expect(csv.type).toContain("text/csv");
  expect(String(csv.body).split("\r\n").slice(0, 2)).toEqual([
    "station,sensor,origin,quantity,unit,at,value,received,flags,first",
    "venus,sds011-58d9,replayed,pm2_5,ug/m3,2026-11-24T06:00:00.000Z,1,2026-11-24T08:30:00.000Z,replayed,",
  ]);
  const accept = { headers: { accept: "text/csv" } };
  expect((await subject.get(`/api/v1/series?${range}`, accept)).body).toBe(csv.body);
  const lines = await subject.get(`/api/v1/series/means.ndjson?${range}&every=PT1H`);
  expect(JSON.parse(String(lines.body).split("\n")[0] ?? "")).toMatchObject({
    origin: "replayed",
    mean: 1.5,
    until: "2026-11-24T06:20:00.000Z",
    partial: true,
  });
});

test("an unknown quantity is refused with those that there are", async () => {
  const { body } = await subject.get("/api/v1/series?station=venus&quantity=pm25");
  expect(body).toMatchObject({ code: "invalid_request" });
  expect((body as { detail: string }).detail).toMatch(/"quantity".*pm2_5/);
});

test.each([
  ["/api/v1/stations/nobody", "station_unknown"],
  ["/api/v1/stations/nobody/latest", "station_unknown"],
  ["/api/v1/stations/nobody/live", "station_unknown"],
  ["/api/v1/series?station=nobody&quantity=pm2_5", "station_unknown"],
  ["/api/v1/series?station=venus&quantity=pm2_5&sensor=ghost", "sensor_unknown"],
  ["/api/v1/nothing", "not_found"],
  ["/api", "not_found"],
  ["/api/v1/problems/nothing", "not_found"],
])("%s is answered as %s", async (path, code) => {
  const { status, body } = await subject.get(path);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code, instance: path });
});

test("an address that cannot be decoded is refused like any other", async () => {
  const { status, type, body } = await subject.get("/api/v1/stations/%E0%A4%A");
  expect(status).toBe(400);
  expect(type).toContain("application/problem+json");
  expect(body).toMatchObject({ code: "invalid_request" });
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

test("when the pages do not answer, a page in two languages says so", async () => {
  const { status, type, body } = await subject.get("/");
  expect(status).toBe(503);
  expect(type).toContain("text/html");
  expect(body).toContain("Les pages ne sont pas disponibles");
});

test.each([
  ["/api/v1/series?station=venus&quantity=pm2_5&to=2026-11-25", '"to"', 'Did you mean "until"?'],
  ["/api/v1/series?station=venus&quantity=pm2_5&step=PT1H", '"step"', "/api/v1/series/means"],
  ["/api/v1/series.csv?station=venus&quantity=pm2_5&every=P1D", "/api/v1/series/means.csv"],
  ["/api/v1/stations?stat=online", '"stat"', 'Did you mean "state"?'],
  ["/api/v1/quantities?constructor=1", '"constructor"', "no parameters"],
])("%s is refused for a parameter that does not exist", async (path, ...said) => {
  const { status, body } = await subject.get(path);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "unknown_parameter" });
  for (const part of said) expect((body as { detail: string }).detail).toContain(part);
});

test("what is the administrator's needs the token, wherever it is asked from", async () => {
  const { status, headers, body } = await subject.get("/metrics");
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toBe("Bearer");
  expect(body).toMatchObject({ code: "not_authenticated" });
  const wrong = { headers: { authorization: "Bearer nonsense" } };
  expect((await subject.get("/metrics", wrong)).status).toBe(401);
  expect((await subject.get("/api/v1/stations", wrong)).status).toBe(401);
  expect((await subject.getAsAdministrator("/metrics")).status).toBe(200);
  const proxys = { headers: { authorization: "Basic dXNlcjpwYXNz" } };
  expect((await subject.get("/api/v1/stations", proxys)).status).toBe(200);
});

test("other sites' pages may read public data and nothing else", async () => {
  const origin = { headers: { origin: "https://example.org" } };
  const { headers } = await subject.get("/api/v1/stations", origin);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  const figures = await subject.getAsAdministrator("/metrics", origin);
  expect(figures.headers.get("access-control-allow-origin")).toBeNull();
  const aside = await subject.getAsAdministrator("/api/v1/quarantine");
  expect(aside.status).toBe(200);
  expect(aside.headers.get("access-control-allow-origin")).toBeNull();
});

test("answers carry the headers that browsers heed", async () => {
  const { headers } = await subject.get("/api/v1/stations");
  expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(headers.get("strict-transport-security")).toBeNull();
  const page = await subject.get("/");
  expect(page.headers.get("content-security-policy")).toBeNull();
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
});

test("every operation of the OpenAPI document declares who may use it", async () => {
  const { body } = await subject.get("/api/openapi.json");
  const { paths } = body as { paths: { [path: string]: { [method: string]: object } } };
  for (const operations of Object.values(paths))
    for (const operation of Object.values(operations)) expect(operation).toHaveProperty("x-access");
  expect(paths["/api/v1/stations"]?.get).toMatchObject({ "x-access": "public" });
});

test("the OpenAPI document describes every route of the API and no page", async () => {
  const { body } = await subject.get("/api/openapi.json");
  const { paths, openapi } = body as { paths: object; openapi: string };
  expect(openapi).toBe("3.1.0");
  expect(Object.keys(paths).sort()).toEqual([
    "/api/v1/account",
    "/api/v1/account/acting",
    "/api/v1/account/consents",
    "/api/v1/account/email",
    "/api/v1/account/email/confirm",
    "/api/v1/account/erasure",
    "/api/v1/account/export.zip",
    "/api/v1/account/groups",
    "/api/v1/account/invitations",
    "/api/v1/account/invitations/{id}/accept",
    "/api/v1/account/keys",
    "/api/v1/account/keys/{id}",
    "/api/v1/account/links/look",
    "/api/v1/account/mandates/{id}/revoke",
    "/api/v1/account/parent",
    "/api/v1/account/passkeys",
    "/api/v1/account/passkeys/options",
    "/api/v1/account/passkeys/{id}",
    "/api/v1/account/password",
    "/api/v1/account/sessions",
    "/api/v1/account/sessions/{id}",
    "/api/v1/account/sign-in/confirm",
    "/api/v1/account/sign-in/link",
    "/api/v1/account/sign-in/passkey",
    "/api/v1/account/sign-in/passkey/options",
    "/api/v1/account/sign-in/password",
    "/api/v1/account/sign-in/printed",
    "/api/v1/account/sign-in/recovery",
    "/api/v1/account/sign-in/totp",
    "/api/v1/account/sign-out",
    "/api/v1/account/station-offers/{id}/acceptance",
    "/api/v1/account/stations",
    "/api/v1/account/totp",
    "/api/v1/account/totp/confirm",
    "/api/v1/account/totp/remove",
    "/api/v1/addresses",
    "/api/v1/admin/audit",
    "/api/v1/admin/backup",
    "/api/v1/admin/jobs",
    "/api/v1/admin/jobs/{id}",
    "/api/v1/admin/mail",
    "/api/v1/admin/outbox",
    "/api/v1/admin/outbox/{id}",
    "/api/v1/admin/outbox/{id}/retry",
    "/api/v1/admin/outbox/{id}/reveal",
    "/api/v1/admin/people",
    "/api/v1/admin/people/{id}",
    "/api/v1/admin/people/{id}/close",
    "/api/v1/admin/people/{id}/code",
    "/api/v1/admin/people/{id}/open",
    "/api/v1/admin/people/{id}/roles",
    "/api/v1/admin/people/{id}/roles/{grant}",
    "/api/v1/admin/roles",
    "/api/v1/admin/stations/waiting",
    "/api/v1/admin/stations/{id}/registration",
    "/api/v1/admin/stations/{id}/waiting",
    "/api/v1/admin/territories",
    "/api/v1/admin/territories/imports",
    "/api/v1/admin/territories/imports/{id}",
    "/api/v1/air/near",
    "/api/v1/air/stations",
    "/api/v1/air/territories",
    "/api/v1/air/territories/{code}",
    "/api/v1/alerts",
    "/api/v1/alerts/confirm",
    "/api/v1/alerts/confirm/look",
    "/api/v1/alerts/mine",
    "/api/v1/alerts/mine/conditions",
    "/api/v1/alerts/mine/conditions/{id}",
    "/api/v1/alerts/mine/history",
    "/api/v1/alerts/mine/history/{id}",
    "/api/v1/alerts/mine/history/{id}/verdict",
    "/api/v1/alerts/stop/{key}",
    "/api/v1/alerts/watched",
    "/api/v1/conflicts",
    "/api/v1/conflicts/{id}",
    "/api/v1/fleet",
    "/api/v1/groups",
    "/api/v1/groups/join",
    "/api/v1/groups/{id}",
    "/api/v1/groups/{id}/code",
    "/api/v1/groups/{id}/days",
    "/api/v1/groups/{id}/days.csv",
    "/api/v1/groups/{id}/leave",
    "/api/v1/groups/{id}/members",
    "/api/v1/groups/{id}/members/{person}",
    "/api/v1/groups/{id}/stations",
    "/api/v1/groups/{id}/stations/{station}",
    "/api/v1/health",
    "/api/v1/mail/stop/{token}",
    "/api/v1/map/coverage",
    "/api/v1/map/stations",
    "/api/v1/map/tiles/{layer}/{z}/{x}/{y}",
    "/api/v1/media",
    "/api/v1/media/{id}",
    "/api/v1/media/{id}/{size}",
    "/api/v1/organisations",
    "/api/v1/organisations/{id}",
    "/api/v1/organisations/{id}/batches",
    "/api/v1/organisations/{id}/batches/{batch}",
    "/api/v1/organisations/{id}/leave",
    "/api/v1/organisations/{id}/members",
    "/api/v1/organisations/{id}/members/{person}",
    "/api/v1/organisations/{id}/stations",
    "/api/v1/people",
    "/api/v1/people/{id}/code",
    "/api/v1/people/{id}/mandates",
    "/api/v1/people/{id}/mandates/{mandate}/revoke",
    "/api/v1/problems/{code}",
    "/api/v1/quality/annotations",
    "/api/v1/quality/annotations/{id}",
    "/api/v1/quality/arrivals",
    "/api/v1/quality/calibrations",
    "/api/v1/quality/calibrations/fit",
    "/api/v1/quality/calibrations/{id}",
    "/api/v1/quality/calibrations/{id}/activate",
    "/api/v1/quality/calibrations/{id}/end",
    "/api/v1/quality/calibrations/{id}/review",
    "/api/v1/quality/findings",
    "/api/v1/quality/lineage",
    "/api/v1/quality/pollen/seasons",
    "/api/v1/quality/recipes",
    "/api/v1/quality/recomputes",
    "/api/v1/quality/recomputes/{id}",
    "/api/v1/quality/recomputes/{id}/cancel",
    "/api/v1/quality/references",
    "/api/v1/quality/references/{station}",
    "/api/v1/quality/trust",
    "/api/v1/quantities",
    "/api/v1/quarantine",
    "/api/v1/quarantine/replay",
    "/api/v1/quarantine/{id}",
    "/api/v1/quarantine/{id}/replay",
    "/api/v1/readings",
    "/api/v1/series",
    "/api/v1/series.csv",
    "/api/v1/series.ndjson",
    "/api/v1/series/chart",
    "/api/v1/series/chart.csv",
    "/api/v1/series/chart.ndjson",
    "/api/v1/series/days",
    "/api/v1/series/days/{name}",
    "/api/v1/series/means",
    "/api/v1/series/means.csv",
    "/api/v1/series/means.ndjson",
    "/api/v1/series/means/stations",
    "/api/v1/series/means/stations.csv",
    "/api/v1/series/means/stations.ndjson",
    "/api/v1/station-photos",
    "/api/v1/station-terms",
    "/api/v1/stations",
    "/api/v1/stations/claims",
    "/api/v1/stations/{id}",
    "/api/v1/stations/{id}/credit",
    "/api/v1/stations/{id}/hand-over",
    "/api/v1/stations/{id}/latest",
    "/api/v1/stations/{id}/live",
    "/api/v1/stations/{id}/places",
    "/api/v1/stations/{id}/places/exact",
    "/api/v1/stations/{id}/places/{place}",
    "/api/v1/stations/{id}/secret",
    "/api/v1/stations/{id}/sensor-replacements",
    "/api/v1/stations/{id}/sensor-replacements/{replacement}",
    "/api/v1/stations/{id}/share",
    "/api/v1/stations/{id}/state",
    "/api/v1/stations/{id}/title",
    "/api/v1/territories",
    "/api/v1/territories/at",
    "/api/v1/territories/{code}",
  ]);
});
