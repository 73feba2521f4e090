import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import pino from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { addressGroup } from "../api/address-group.ts";
import { createApi } from "../api/api.ts";
import { limitRate } from "../api/rate-limit.ts";
import { pagesProxy } from "../pages/proxy.ts";
import { createAttempts } from "./attempts.ts";
import { openPeopleUnderTest, type PeopleUnderTest } from "./people.fixture.ts";
import { createVisitors, VISITOR_HEADER } from "./visitors.ts";

let subject: PeopleUnderTest;
beforeAll(async () => {
  subject = await openPeopleUnderTest();
});
afterAll(() => subject.remove());

test.each([
  ["another site", { origin: "https://evil.example" }, 403],
  ["a sandboxed page", { origin: "null" }, 403],
  ["another site, as browsers say", { origin: "", "sec-fetch-site": "cross-site" }, 403],
  ["a site of the same domain", { "sec-fetch-site": "same-site" }, 403],
  ["our own page", { "sec-fetch-site": "same-origin" }, 200],
])("a change with a cookie from %s", async (_, headers, expected) => {
  const email = `csrf-${Math.random().toString(36).slice(2)}@example.org`;
  const { browser } = await subject.signUp(email);
  const { status, body } = await browser.ask("PATCH", "/api/v1/account", { name: "X" }, headers);
  expect(status).toBe(expected);
  if (expected === 403) expect(body).toMatchObject({ code: "other_origin" });
});

test("another site may not even sign somebody in", async () => {
  const headers = { origin: "https://evil.example" };
  const sent = { email: "x@example.org", password: "any" };
  const answer = await subject
    .browser()
    .ask("POST", "/api/v1/account/sign-in/password", sent, headers);
  expect(answer.body).toMatchObject({ code: "other_origin" });
});

test("no header that a client writes changes the address that is counted", async () => {
  const fresh = await openPeopleUnderTest();
  onTestFinished(() => fresh.remove());
  // Two more than SIGN_INS_PER_ADDRESS lets an address have.
  const attempts = Array.from({ length: 302 }, (_, index) => {
    const address = `10.0.${index % 2}.${index >> 1}`;
    const claimed = JSON.stringify({ address, isOwnOrigin: true, at: Date.now() });
    return fresh.browser().ask(
      "POST",
      "/api/v1/account/links/look",
      { token: "wrong" },
      {
        "x-forwarded-for": address,
        forwarded: `for=${address}`,
        "x-real-ip": address,
        "x-dcz-address": address,
        [VISITOR_HEADER]: `${Buffer.from(claimed).toString("base64url")}.AAAA`,
      },
    );
  });
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});

test("through the pages' process each visitor is counted alone, and a form of another site changes nothing", async () => {
  let now = Date.now();
  const key = Buffer.alloc(32, 7);
  const visitors = createVisitors(key, "https://measures.example.org", () => now);
  const seen: { header: string | undefined }[] = [];
  const pages = createServer((request, response) => {
    seen.push({ header: request.headers[VISITOR_HEADER] as string | undefined });
    response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => pages.once("listening", resolve));
  onTestFinished(() => void pages.close());
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
    trustedProxies: ["127.0.0.1"],
  });
  const limits = await limitRate(api, {
    most: 1,
    withinMs: 60_000,
    countedAs: visitors.countedAs,
  });
  api.get("/limited", { config: { access: "pages.read", ...limits } }, async () => "ok");
  await pagesProxy(
    api,
    `http://127.0.0.1:${(pages.address() as AddressInfo).port}`,
    visitors.headerFor,
  );
  const address = await api.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => api.close());
  const post = (headers: Record<string, string>) =>
    fetch(`${address}/form`, { method: "POST", headers });
  const read = (header: string | undefined) =>
    visitors.of({
      headers: { [VISITOR_HEADER]: header },
      ip: "127.0.0.1",
      method: "POST",
    } as never);
  await post({
    origin: "https://measures.example.org",
    "x-forwarded-for": "203.0.113.9",
    [VISITOR_HEADER]: "mine",
  });
  expect(read(seen[0]?.header)).toEqual({ address: "203.0.113.9", isOwnOrigin: true });
  await post({ origin: "https://evil.example", "x-forwarded-for": "203.0.113.10" });
  expect(read(seen[1]?.header)).toEqual({ address: "203.0.113.10", isOwnOrigin: false });
  await post({});
  expect(read(seen[2]?.header)).toMatchObject({ isOwnOrigin: false });
  const header = seen[0]?.header ?? "";
  const ask = async (from: string | undefined) =>
    (await fetch(`${address}/limited`, { headers: { [VISITOR_HEADER]: from ?? "" } })).status;
  expect(await ask(header)).toBe(200);
  expect(await ask(header)).toBe(429);
  expect(await ask(seen[1]?.header)).toBe(200);
  expect(read(`${header.slice(0, -2)}xx`)).toEqual({ address: "127.0.0.1", isOwnOrigin: false });
  now += 120_000;
  expect(read(header)).toEqual({ address: "127.0.0.1", isOwnOrigin: false });
});

test("the addresses of one home are one", () => {
  expect(addressGroup("203.0.113.9")).toBe("203.0.113.9");
  expect(addressGroup("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(addressGroup("2001:db8:1:2:aaaa::1")).toBe(addressGroup("2001:db8:1:2:bbbb:c:d:e"));
  expect(addressGroup("2001:db8:1:2::1")).not.toBe(addressGroup("2001:db8:1:3::1"));
  expect(addressGroup("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(addressGroup("::1")).toBe("0:0:0:0::/64");
});

test("attempts are counted in their time, and whoever draws keys fills no memory", () => {
  let now = 0;
  const attempts = createAttempts(() => now, 100);
  const limit = { most: 3, withinMs: 1_000 };
  expect([1, 2, 3, 4].map(() => attempts.take("a", limit))).toEqual([true, true, true, false]);
  now = 1_000;
  expect(attempts.take("a", limit)).toBe(true);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (most) => {
      const each = createAttempts(() => 0);
      const taken = Array.from({ length: 40 }, () => each.take("k", { most, withinMs: 1 }));
      expect(taken.filter((allowed) => allowed)).toHaveLength(most);
    }),
  );
  for (let key = 0; key < 10_000; key++) attempts.take(`k${key}`, limit);
  expect(attempts.take("k9999", limit)).toBe(true);
});
