import { afterAll, beforeAll, expect, test } from "vitest";
import { openVenusUnderTest, type VenusUnderTest } from "./venus.fixture.ts";

let subject: VenusUnderTest;
beforeAll(async () => {
  subject = await openVenusUnderTest();
});
afterAll(() => subject.remove());

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
  const { status, type, body } = await subject.series(query);
  expect(status).toBe(400);
  expect(type).toContain("application/problem+json");
  expect(body).toMatchObject({ code, status: 400 });
  expect((body as { detail: string }).detail).toContain(said);
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
