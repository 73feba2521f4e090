import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { openApi } from "../api/client.ts";
import { askHealth, toldHealth } from "./health.ts";

const since = "2026-11-24T12:00:00.000Z";
const ok = { status: "ok", version: "1.0.0", startedAt: since, stations: 3, clients: 3 };

test("a sound service has nothing to tell", () => {
  expect(toldHealth(200, ok)).toEqual({ isWaiting: false });
});

test("a store that does not commit, a wrong clock and what is missing are reported", () => {
  const clock = { ahead: -90, stations: 3 };
  const missing = { commits: 2, since };
  const damages = [{ reason: "checksum", missingCommits: 2, isWhole: false }];
  expect(toldHealth(503, { ...ok, status: "degraded", clock, missing, damages })).toEqual({
    ...{ isWaiting: true, clock, missing, damages },
  });
});

test("records that are down are reported; those that are switched off are no fault", () => {
  expect(toldHealth(200, { ...ok, status: "degraded", records: "down" })).toEqual({
    isWaiting: false,
    areRecordsDown: true,
  });
  expect(toldHealth(200, { ...ok, records: "off" })).toEqual({ isWaiting: false });
});

test("an answer that is not the service's own says nothing of its health", () => {
  for (const body of [undefined, null, "Service Unavailable", { status: 503, code: "busy" }])
    expect(toldHealth(503, body)).toBeUndefined();
});

test("the body of a 503 is read, and no answer is no health", async () => {
  const server = createServer((_, response) => {
    response.writeHead(503, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...ok, status: "degraded" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const api = openApi(`http://127.0.0.1:${port}`, { headers: { connection: "close" } });
  const { signal } = new AbortController();
  expect(await askHealth(api, signal)).toEqual({ isWaiting: true });
  await new Promise((resolve) => server.close(resolve));
  expect(await askHealth(api, signal)).toBeUndefined();
});
