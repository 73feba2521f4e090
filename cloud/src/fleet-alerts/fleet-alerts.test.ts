import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 8);
let now = NOW;
let asleep = 0;
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;
let carole: Host;

const told = async (address: string) =>
  (await subject.mails())
    .filter(
      ({ recipient, title }) => recipient === address && /^(Station|\d+ stations)/.test(title),
    )
    .map(({ text }) => text);
const wants = async ({ browser }: Host, of: string) => {
  const { status, body } = await browser.ask("PUT", "/api/v1/account/fleet-alerts", { of });
  expect([status, body]).toEqual([200, { of }]);
};
const say = async (as: string, name: string, kind: string, document: object, username?: string) => {
  const client = await subject.connect(as, username === undefined ? {} : { username });
  await client.publishAsync(`dcz/1/${name}/${kind}`, JSON.stringify(document), { qos: 1 });
  await client.endAsync();
};
let seq = 500;
const reading = (at: number, values: object = { pm2_5: 6 }, sensor = "sds011") => ({
  ...{ boot: "abcdefgh", seq: seq++, clock: "ntp" },
  readings: [{ at, sensor, values }],
});
/** A reading of these stations each minute, or each few, for some minutes. */
const goOn = async (names: readonly string[], minutes = 1, every = 1) => {
  for (let minute = 0; minute < minutes; minute += every) {
    now += every * MINUTE;
    for (const name of names) await say(`edge-${name}`, name, "readings", reading(now - 1_000));
  }
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(
    () => now,
    undefined,
    {},
    () => now - asleep,
  );
  await subject.firstAdministrator();
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
  carole = await subject.signUp("carole@example.org", "Carole");
  for (const [name, host] of [
    ["quai", jeanne],
    ["pont", jeanne],
    ["loin", paul],
  ] as const) {
    await subject.hosted(name, host);
    await subject.share(host, name, "public");
    await say(`edge-${name}`, name, "hello", {
      kit: "outdoor",
      sensors: [{ id: "sds011", model: "SDS011", every: MINUTE }],
      software: { edge: "0.1.0" },
    });
  }
  await wants(jeanne, "own");
  await wants(carole, "all");
  // The cloud has listened for longer than a grace.
  await goOn(["quai", "pont", "loin"], 6);
}, 60_000);
afterAll(() => subject.remove());

test("who has not asked is told nothing; a station that is late is no trouble", async () => {
  expect((await jeanne.browser.ask("GET", "/api/v1/account/fleet-alerts")).body).toEqual({
    of: "own",
  });
  expect((await paul.browser.ask("GET", "/api/v1/account/fleet-alerts")).body).toEqual({
    of: "none",
  });
  await goOn(["pont", "loin"], 6);
  now += 30_000;
  const { body } = await jeanne.browser.ask("GET", "/api/v1/fleet");
  expect(body).toMatchObject({ stations: [{ station: "quai", problems: [{ problem: "late" }] }] });
  // Silent a minute later: the one mail that comes shows that the looks before told nothing of lateness.
  await goOn(["pont", "loin"]);
  await expect
    .poll(() => told("jeanne@example.org"), { timeout: 30_000 })
    .toEqual([expect.stringContaining("La station quai ne donne plus de nouvelles")]);
});

test("it is told once, and once more when it is back", async () => {
  await wants(paul, "own");
  // Paul's own falls silent too: his mail shows that the stations were looked at.
  await goOn(["pont"], 15);
  await expect
    .poll(async () => (await told("paul@example.org")).length, { timeout: 30_000 })
    .toBe(1);
  expect(await told("jeanne@example.org")).toHaveLength(1);
  await goOn(["quai", "pont", "loin"]);
  await expect
    .poll(() => told("jeanne@example.org"), { timeout: 30_000 })
    .toEqual([expect.anything(), expect.stringContaining("La station quai est de retour")]);
  // Carole looks after no territory: what others host does not concern her.
  expect(await told("carole@example.org")).toEqual([]);
}, 90_000);

test("behind a gateway that is away nobody is silent; a low battery is told once, and not to who has stopped", async () => {
  const [mail = ""] = await told("paul@example.org");
  const link = /\/api\/v1\/mail\/stop\/\S+/.exec(mail)?.[0];
  const stop = await subject.get(String(link), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(stop.status).toBeLessThan(300);
  const toldPaul = (await told("paul@example.org")).length;
  await say(
    "relais",
    "relais",
    "hello",
    { kit: "gateway", sensors: [], software: {} },
    "gateway:relais",
  );
  const by = (name: string, kind: string, document: object) =>
    say("relais", name, kind, document, "gateway:relais");
  await by("quai", "readings", reading(now - 500));
  await by("relais", "status", { state: "offline", at: now });
  const before = await told("jeanne@example.org");
  for (let hours = 0; hours < 3; hours++) {
    now += 59 * MINUTE;
    await goOn(["loin", "pont"]);
    for (const name of ["pont", "loin"])
      await say(`edge-${name}`, name, "readings", reading(now - 2_000, { battery: 12 }, "box"));
  }
  await expect
    .poll(async () => (await told("jeanne@example.org")).length, { timeout: 30_000 })
    .toBe(before.length + 1);
  expect((await told("jeanne@example.org")).at(-1)).toContain(
    "La station pont a une batterie presque vide",
  );
  expect(await told("paul@example.org")).toHaveLength(toldPaul);
  await wants(paul, "own");
  const { body } = await jeanne.browser.ask("GET", "/api/v1/fleet");
  expect(body).toMatchObject({
    stations: expect.arrayContaining([
      expect.objectContaining({
        station: "quai",
        problems: [expect.objectContaining({ problem: "not_heard" })],
      }),
    ]),
  });
}, 90_000);

test("a battery is told to be charged again once it was for an hour", async () => {
  const before = (await told("jeanne@example.org")).length;
  await say("edge-pont", "pont", "readings", reading(now - 500, { battery: 95 }, "box"));
  const charged = now;
  await expect
    .poll(
      async () => {
        await goOn(["pont", "loin"], 5, 5);
        return (await told("jeanne@example.org")).slice(before);
      },
      { timeout: 60_000 },
    )
    .toEqual([expect.stringContaining("La station pont a une batterie rechargée")]);
  expect(now - charged).toBeGreaterThanOrEqual(60 * MINUTE);
}, 90_000);

test("while the machine slept, or before its clock was set, nobody was silent", async () => {
  for (const [step, charge] of [
    [26 * 60 * MINUTE, 8],
    [-60 * MINUTE, 9],
  ] as const) {
    const paul = (await told("paul@example.org")).length;
    const jeanne = (await told("jeanne@example.org")).length;
    now += step;
    asleep += step;
    // A mail about another station shows that all were looked at.
    await say("edge-pont", "pont", "readings", reading(now - 500, { battery: charge }, "box"));
    if (step > 0)
      await expect
        .poll(async () => (await told("jeanne@example.org")).slice(jeanne), { timeout: 30_000 })
        .toEqual([expect.stringContaining("La station pont a une batterie presque vide")]);
    expect(await told("paul@example.org")).toHaveLength(paul);
  }
  // Silent from then on, which is another matter.
  await expect
    .poll(
      async () => {
        await goOn(["pont"], 5, 5);
        return (await told("paul@example.org")).at(-1);
      },
      { timeout: 30_000 },
    )
    .toContain("La station loin ne donne plus de nouvelles");
}, 120_000);

test("after a restart nobody is told again, and what comes and goes is told once a day", async () => {
  const before = await told("jeanne@example.org");
  await subject.restart();
  // Nothing of any station came since: those of which nothing was told today are, in one mail.
  now += 25 * MINUTE;
  await expect
    .poll(async () => (await told("jeanne@example.org")).length, { timeout: 30_000 })
    .toBe(before.length + 1);
  const last = (await told("jeanne@example.org")).at(-1);
  expect(last).toContain("La station pont ne donne plus de nouvelles");
  expect(last).not.toContain("quai");
  // Paul has asked again after his stop, and "loin" is silent for the second time today.
  expect((await told("paul@example.org")).at(-1)).not.toContain("batterie");
}, 90_000);
