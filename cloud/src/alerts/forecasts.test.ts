import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tokenIn } from "../people/people.fixture.ts";
import { openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { dayAfter } from "../quality/forecasts/forecast.ts";
import { askAsAnybody } from "./ask.fixture.ts";

const HOUR = 3_600_000;
/** 14:03 in Paris. */
const NOW = Date.UTC(2026, 3, 20, 12, 3);
const TODAY = "2026-04-20";
const TOMORROW = "2026-04-21";
/** In the invented commune 00001. */
const place = { lat: 45.072704, lon: -5.130763, name: "Ville-Exemple" };
let now = NOW;
let subject: PlacesUnderTest;
let issues = 0;

const ask = (method: string, path: string, body?: object) =>
  askAsAnybody(subject, method, `alerts${path}`, body);
const mailsTo = async (address: string) =>
  (await subject.mails()).filter(({ recipient }) => recipient === address);

/** Atmo France says the level of birch of a day, at another minute each time. */
const say = async (day: string, value: number, more: object = {}) => {
  issues += 1;
  const issued = new Date(now - HOUR + 1000 * issues).toISOString();
  const forecast = { subject: "pollen_betula", scale: "atmo-france", day, value, issued };
  const { status, body } = await subject.getAsAdministrator("/api/v1/quality/forecasts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      source: "atmo-france",
      forecasts: [{ territory: "commune-00001", ...forecast, ...more }],
    }),
  });
  expect({ status, body }).toMatchObject({ status: 200, body: { refused: 0 } });
};

const subscribed = async (address: string, conditions: readonly object[], wishes: object = {}) => {
  const asked = { address, quiet: null, everyMinutes: 0, ...wishes, conditions };
  expect((await ask("POST", "", asked)).status).toBe(202);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(1);
  const token = tokenIn((await mailsTo(address))[0]?.text ?? "");
  return String((await ask("POST", "/confirm", { token })).answer.key);
};
const birch = [{ watched: "pollen_betula:tomorrow", place, up: 3 }];

interface Row {
  readonly kind: string;
  readonly answer: string;
  readonly forecast: { readonly day: string } | null;
}
const historyOf = async (key: string) => {
  const { answer } = await ask("GET", `/mine/history?key=${key}`);
  return (answer.transitions as unknown as Row[])
    .map(({ kind, answer: what, forecast }) => `${forecast?.day} ${kind}: ${what}`)
    .toSorted();
};
const historyIs = (key: string, ...rows: readonly string[]) =>
  expect.poll(() => historyOf(key), { timeout: 15_000 }).toEqual(rows.toSorted());

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
  await vi.waitFor(
    async () => {
      const { body } = await subject.getAsAdministrator("/api/v1/admin/jobs");
      const { jobs } = body as { jobs: { state: string }[] };
      expect(jobs.length).toBeGreaterThan(1);
      expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(["done"]));
    },
    { timeout: 30_000 },
  );
}, 60_000);
afterAll(() => subject.remove());

const offered = async (where: string) => {
  const { answer } = await ask("GET", `/watched?${where}`);
  return (answer.watched as unknown as { name: string; over: string }[])
    .filter(({ over }) => over === "tomorrow")
    .map(({ name }) => name);
};

test("a forecast is offered where somebody makes it, and nowhere else", async () => {
  const here = `lat=${place.lat}&lon=${place.lon}`;
  expect(await offered(here)).toEqual([]);
  await say(TODAY, 1);
  expect(await offered(here)).toEqual(["pollen_betula:tomorrow"]);
  expect(await offered("lat=48.85&lon=2.35")).toEqual([]);
  expect((await offered("")).length).toBeGreaterThan(15);
  const long = { ...birch[0], forMinutes: 60 };
  const { status, answer } = await ask("POST", "", {
    address: "a@example.org",
    conditions: [long],
  });
  expect(`${status} ${answer.code}`).toBe("400 alert_threshold");
});

test("tomorrow's forecast is told once, however often it is imported or changed", async () => {
  const address = "tomorrow@example.org";
  const key = await subscribed(address, birch, { wantsEnd: true });
  await say(TODAY, 6);
  await say(TOMORROW, 4);
  await historyIs(key, `${TOMORROW} raised: told`);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(2);
  const [, mail] = await mailsTo(address);
  expect(mail?.title).toMatch(/^Ville-Exemple\s: info pollens$/);
  expect(mail?.text).toContain("le mardi 21 avril, élevé (niveau 4, Indice pollen d'Atmo France)");
  expect(mail?.text).toContain("mais une prévision\u00a0: atmo-france, lundi 20 avril");
  expect(mail?.text).toContain("à partir du niveau élevé (3 sur 4)");
  await say(TOMORROW, 5);
  await subject.restart();
  await say(TOMORROW, 2);
  // Lowered below the threshold: what was told is taken back, once.
  await historyIs(key, `${TOMORROW} raised: told`, `${TOMORROW} cleared: told`);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(3);
  expect((await mailsTo(address))[2]?.text).toContain(
    "La prévision pour le mardi 21 avril a changé",
  );
  await say(TOMORROW, 6);
  await say(dayAfter(TOMORROW, 1), 6);
  // The next day begins: its forecast of the day after is told, that of the day itself not once more.
  now = NOW + 24 * HOUR;
  await historyIs(
    key,
    `${TOMORROW} raised: told`,
    `${TOMORROW} cleared: told`,
    `${dayAfter(TOMORROW, 1)} raised: told`,
  );
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(4);
}, 60_000);

test("what comes at night is held, and is told in the morning if it still stands and its day is not over", async () => {
  // 23:30 in Paris, two days later.
  now = Date.UTC(2026, 3, 22, 21, 30);
  const [day, next] = ["2026-04-23", "2026-04-24"];
  const quiet = { from: "22:00", until: "07:00" };
  const night = { quiet, zone: "Europe/Paris" };
  const key = await subscribed("night@example.org", birch, night);
  const rare = await subscribed("rare@example.org", birch, { everyMinutes: 7 * 1440 });
  await say(day, 4);
  await historyIs(key, `${day} raised: held`);
  await historyIs(rare, `${day} raised: told`);
  now = Date.UTC(2026, 3, 23, 4, 30);
  await say(next, 5);
  await say(day, 1);
  // Taken back before anybody was told; the other day is not concerned.
  await historyIs(
    key,
    `${day} raised: over`,
    `${next} raised: held`,
    `${day} cleared: start_not_told`,
  );
  now = Date.UTC(2026, 3, 23, 5, 0, 30);
  await expect
    .poll(async () => (await mailsTo("night@example.org")).length, { timeout: 15_000 })
    .toBe(2);
  expect((await mailsTo("night@example.org"))[1]?.text).toContain("le vendredi 24 avril");
  // A message a week at most: when its time has come, the day is over.
  now = Date.UTC(2026, 3, 29, 22, 30);
  await historyIs(
    rare,
    `${day} raised: told`,
    `${next} raised: over`,
    `${day} cleared: end_not_wanted`,
  );
  expect(await mailsTo("rare@example.org")).toHaveLength(2);
}, 60_000);

test("a forecast whose day is over, or that had begun before somebody asked, is told to nobody", async () => {
  now = Date.UTC(2026, 4, 3, 10);
  const key = await subscribed("late@example.org", birch);
  await say("2026-05-02", 6);
  await say("2026-05-03", 6);
  // Level 3 of six is "moderate": below what was asked for.
  await say("2026-05-04", 3);
  await say("2026-05-04", 4);
  await historyIs(key, "2026-05-04 raised: told");
}, 60_000);
