import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { desc, eq } from "drizzle-orm";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createAudit } from "../audit/audit.ts";
import { createEventBus } from "../events/bus.ts";
import { openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { createAuthority } from "../requests/certificates.fixture.ts";
import { parseExceptions } from "../requests/exceptions.ts";
import { createRequests, type Requests } from "../requests/requests.ts";
import { countryOf } from "../territories/countries.ts";
import { createForecastFetching } from "./forecast-fetching.ts";
import { ListedSource } from "./forecasts/source-list.ts";
import { createForecastKeeper } from "./keep-forecasts.ts";
import { qualityForecast } from "./tables.ts";

const NOW = Date.UTC(2026, 3, 20, 8);
const HOUR_MS = 3_600_000;
const silent = pino({ level: "silent" });

/** What the source publishes, and what it was asked. */
let published: { status: number; headers: { [name: string]: string }; body: string | Buffer };
let asked: { path: string; headers: IncomingHttpHeaders }[];
const ofCloud: string[] = [];
const authority = createAuthority();
const authorities = getCACertificates("default");
const server = createServer(authority.certificate("IP:127.0.0.1"), (request, answer) => {
  // The cloud asks as soon as it has started, when there may be no territory yet.
  if (request.url?.startsWith("/garden.csv") === true) {
    ofCloud.push(request.url);
    answer.end("day;station;subject;value;scale\n2026-04-21;garden;pollen_betula;4;atmo-france\n");
    return;
  }
  asked.push({ path: request.url ?? "", headers: request.headers });
  const isKnown =
    published.headers.etag !== undefined &&
    request.headers["if-none-match"] === published.headers.etag;
  answer.writeHead(isKnown ? 304 : published.status, published.headers);
  answer.end(isKnown ? undefined : published.body);
});
const table = (level: number, more = "") =>
  `day;territory;subject;value;scale\n2026-04-21;commune-00001;pollen_betula;${level};atmo-france\n${more}`;

let subject: PlacesUnderTest;
let requests: Requests;
let folder: string;
let base: string;
beforeAll(async () => {
  // The door trusts what Node trusts: here, for as long as this file runs, the test's authority too.
  setDefaultCACertificates([...authorities, authority.ca]);
  asked = [];
  published = { status: 200, headers: { etag: '"first"' }, body: table(4) };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  base = `https://${host}`;
  const exceptions = parseExceptions(host);
  if (!exceptions.ok) throw new Error("exceptions");
  requests = createRequests({ exceptions: exceptions.value, version: "0", ca: authority.ca });
  folder = await mkdtemp(join(tmpdir(), "dcz-forecasts-"));
  const file = join(folder, "sources.json");
  const licence = { name: "Ville d'Exemple", licence: "Licence Ouverte 2.0" };
  await writeFile(
    file,
    JSON.stringify([{ source: "town", ...licence, url: `${base}/garden.csv?key=secret` }]),
  );
  subject = await openPlacesUnderTest(() => NOW, "on", {
    FORECAST_SOURCES_FILE: file,
    OUTGOING_EXCEPTIONS: host,
  });
});
afterAll(async () => {
  await subject.remove();
  requests.close();
  server.close();
  server.closeAllConnections();
  setDefaultCACertificates(authorities);
  authority.remove();
  await rm(folder, { recursive: true });
});

test("a source that the operator lists is fetched by itself; its licence stands beside what it says, its address nowhere", async () => {
  const host = await subject.signUp("host@example.org");
  await subject.hosted("garden", host);
  await subject.share(host, "garden", "public");
  const path = "/api/v1/quality/forecasts?station=garden";
  await vi.waitFor(
    async () => {
      const { body } = await subject.get(path);
      expect(body).toMatchObject({
        forecasts: [
          {
            ...{ source: "town", subject: "pollen_betula", day: "2026-04-21", value: 4 },
            ...{ scale: "atmo-france", station: "garden", says: { fr: "élevé" } },
          },
        ],
        sources: [
          {
            ...{ source: "town", name: "Ville d'Exemple", licence: "Licence Ouverte 2.0" },
            answered: new Date(NOW).toISOString(),
          },
        ],
      });
    },
    { timeout: 20_000 },
  );
  expect(JSON.stringify((await subject.get(path)).body)).not.toContain("secret");
  expect(ofCloud).toEqual(["/garden.csv?key=secret"]);
  // The invented commune is there from here on.
  await vi.waitFor(
    async () => {
      const { status } = await subject.get("/api/v1/territories/fr-commune-00001");
      expect(status).toBe(200);
    },
    { timeout: 30_000 },
  );
});

/** A fetching of its own on the same records, with a clock that the test moves. */
const fetchingOf = async (given: object) => {
  const own = await mkdtemp(join(tmpdir(), "dcz-forecasts-"));
  const clock = { at: NOW };
  const warned: string[] = [];
  const context = {
    ...{ requests, records: subject.records, folder: own, now: () => clock.at },
    knownStations: { find: () => undefined },
    territories: {
      ...{ country: countryOf("fr"), around: () => [], zoneOf: () => "Europe/Paris" },
    },
    audit: createAudit(() => clock.at),
    events: createEventBus({ onFault: () => undefined, onLeftOut: () => undefined }),
    log: Object.assign(Object.create(silent), {
      warn: ({ fault }: { fault: string }) => warned.push(fault),
    }),
  } as unknown as Parameters<typeof createForecastFetching>[0] &
    Parameters<typeof createForecastKeeper>[0];
  const source = ListedSource.parse({
    ...{ source: "town-two", name: "Town", licence: "CC BY 4.0", url: `${base}/table` },
    ...given,
  });
  const open = () => createForecastFetching(context, [source], createForecastKeeper(context));
  /** What it said last, whatever others say of that place. */
  const known = async () =>
    (
      await subject.records.db
        .select()
        .from(qualityForecast)
        .where(eq(qualityForecast.source, source.source))
        .orderBy(desc(qualityForecast.issued))
    )[0];
  return { clock, warned, open, known, folder: own, remove: () => rm(own, { recursive: true }) };
};

beforeEach(() => {
  asked = [];
});

test("what was said is remembered: no request before its time, none that repeats the table, and a restart forgets nothing", async () => {
  const one = await fetchingOf({ source: "remembered" });
  published = { status: 200, headers: { etag: '"a"' }, body: table(2) };
  const first = one.open();
  await Promise.all([first.fetchDue(), first.fetchDue()]);
  expect(asked).toHaveLength(1);
  expect(await one.known()).toMatchObject({ value: 2, scale: "atmo-france" });
  one.clock.at = NOW + 6 * HOUR_MS - 1;
  const again = one.open();
  await again.fetchDue();
  expect(asked).toHaveLength(1);
  one.clock.at = NOW + 6 * HOUR_MS;
  await again.fetchDue();
  expect(asked[1]?.headers["if-none-match"]).toBe('"a"');
  expect(again.credits()).toMatchObject([{ answered: NOW + 6 * HOUR_MS, fault: undefined }]);
  published = { status: 200, headers: { etag: '"b"' }, body: table(3) };
  one.clock.at = NOW + 12 * HOUR_MS;
  await again.fetchDue();
  expect(await one.known()).toMatchObject({ value: 3, issued: new Date(NOW + 12 * HOUR_MS) });
  await one.remove();
});

test("of a table that says neither when it was made nor that it is the same, the first sight counts", async () => {
  const one = await fetchingOf({ source: "unsaid", hours: 1 });
  published = { status: 200, headers: {}, body: table(5) };
  await one.open().fetchDue();
  one.clock.at = NOW + HOUR_MS;
  await one.open().fetchDue();
  expect(asked).toHaveLength(2);
  expect(await one.known()).toMatchObject({ value: 5, issued: new Date(NOW) });
  // The header says when it was made.
  published = {
    status: 200,
    headers: { "last-modified": "Mon, 20 Apr 2026 08:30:00 GMT" },
    body: table(6),
  };
  one.clock.at = NOW + 2 * HOUR_MS;
  await one.open().fetchDue();
  expect(await one.known()).toMatchObject({ issued: new Date(NOW + HOUR_MS / 2) });
  await one.remove();
});

test("rows that are refused do not stop the others, and the whole table is asked for again", async () => {
  const one = await fetchingOf({ source: "partly" });
  const more = "2026-04-21;commune-99999;atmo;3;\n2026-04-21;commune-00001;rose;3;\nbroken\n";
  published = { status: 200, headers: { etag: '"p"' }, body: table(1, more) };
  await one.open().fetchDue();
  expect(await one.known()).toMatchObject({ value: 1 });
  one.clock.at = NOW + 6 * HOUR_MS;
  await one.open().fetchDue();
  expect(asked[1]?.headers["if-none-match"]).toBeUndefined();
  await one.remove();
});

test.each([
  ["a status", { status: 503, headers: {}, body: "" }, "status 503"],
  ["a page", { status: 200, headers: {}, body: "<html>Sign in</html>" }, "no table of forecasts"],
  ["nothing", { status: 200, headers: {}, body: "" }, "no table of forecasts"],
  ["bytes", { status: 200, headers: {}, body: Buffer.alloc(100_000, 0xff) }, "no table"],
  [
    "rows of nowhere",
    { status: 200, headers: {}, body: "day;territory;atmo\n2026-04-21;commune-99999;3\n" },
    "no row of it could be kept",
  ],
])(
  "a source that answers with %s is said to fail, keeps what it said before, and is asked an hour later",
  async (_, answer, fault) => {
    const one = await fetchingOf({ source: "failing", hours: 24 });
    published = { status: 200, headers: {}, body: table(2) };
    const fetching = one.open();
    await fetching.fetchDue();
    published = answer;
    one.clock.at = NOW + 24 * HOUR_MS;
    await fetching.fetchDue();
    expect(one.warned).toEqual([expect.stringContaining(fault)]);
    expect(fetching.credits()).toMatchObject([{ answered: NOW, fault: expect.any(String) }]);
    expect(await one.known()).toMatchObject({ value: 2 });
    one.clock.at += HOUR_MS;
    await fetching.fetchDue();
    expect(asked).toHaveLength(3);
    await one.remove();
  },
);

test("the door's rules hold: an address inside is not asked, whatever the file says", async () => {
  const one = await fetchingOf({ source: "inside", url: "https://127.0.0.1:1/table" });
  const fetching = one.open();
  await fetching.fetchDue();
  expect(asked).toHaveLength(0);
  expect(one.warned).toEqual([expect.stringContaining("127.0.0.1")]);
  await one.remove();
});

test("a clock that was ahead, and a memory that is damaged, cost one request more and nothing else", async () => {
  const one = await fetchingOf({ source: "clocks" });
  published = { status: 200, headers: {}, body: table(3) };
  one.clock.at = NOW + 500 * HOUR_MS;
  await one.open().fetchDue();
  one.clock.at = NOW;
  await one.open().fetchDue();
  expect(asked).toHaveLength(2);
  await writeFile(join(one.folder, "quality", "forecast-sources.json"), "{");
  await one.open().fetchDue();
  expect(asked).toHaveLength(3);
  const text = await readFile(join(one.folder, "quality", "forecast-sources.json"), "utf8");
  expect(JSON.parse(text)).toMatchObject({ clocks: { answered: NOW } });
  expect(text).not.toContain(base);
  await one.remove();
});
