import { and, eq, gte } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { smtpRefusal } from "../mail/smtp.fixture.ts";
import { outboxMessage } from "../outbox/tables.ts";
import { tokenIn } from "../people/people.fixture.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { median } from "../quality/checks/statistics.ts";
import { atmo } from "../quality/indices/classes.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Half past seven in Paris. */
const MORNING = Date.UTC(2026, 10, 24, 6, 30);
const SEVEN = MORNING - HOUR / 2;
let now = MORNING - HOUR;
let subject: PlacesUnderTest;
let jeanne: Host;
let commune = "";
let empty = "";

interface Answer {
  readonly day: string | null;
  readonly to: string;
  readonly facts: {
    readonly stations: number;
    readonly judged: number;
    readonly air: { readonly level: number } | null;
    readonly particles: { readonly value: number } | null;
  };
  readonly sentences: readonly {
    readonly section: string;
    readonly fr: string;
    readonly en: string;
    readonly figures: { readonly [name: string]: number };
  }[];
}

/** What stations measured, of each hour of the two days before eight o'clock: the test's own list. */
const measured = new Map<string, Map<number, number>>();

const measure = async (name: string, valueAt: (hour: number) => number | undefined) => {
  const hours = new Map<number, number>();
  const readings = [];
  for (let hour = SEVEN - 2 * DAY; hour < SEVEN + HOUR; hour += HOUR) {
    const value = valueAt(hour);
    if (value === undefined) continue;
    hours.set(hour, value);
    for (let at = hour; at < hour + HOUR && at < MORNING; at += HOUR / 4)
      readings.push({ at, sensor: "sds011", values: { pm2_5: value } });
  }
  measured.set(name, hours);
  const client = await subject.connect(`edge-${name}`);
  for (let start = 0; start < readings.length; start += 100)
    await client.publishAsync(
      `dcz/1/${name}/readings`,
      JSON.stringify({
        ...{ boot: "abcdefgh", seq: 500 + start, clock: "ntp" },
        readings: readings.slice(start, start + 100),
      }),
      { qos: 1 },
    );
  await client.endAsync();
};

/** Made of the list, and of nothing of the program that is tested: means of 24 hours, where 18 are there. */
const expectedAt = (names: readonly string[], to: number) => {
  const means = names.flatMap((name) => {
    const hours = [...(measured.get(name) ?? [])].filter(([at]) => at >= to - DAY && at < to);
    return hours.length < 18
      ? []
      : [{ mean: hours.reduce((sum, [, value]) => sum + value, 0) / hours.length, hours }];
  });
  const bounds = atmo.bounds.pm2_5 as readonly number[];
  const levels = means
    .map(({ mean }) => 1 + bounds.filter((bound) => mean > bound).length)
    .toSorted((one, other) => one - other);
  return {
    judged: means.length,
    value: Number(median(means.map(({ mean }) => mean)).toFixed(1)),
    level: levels[Math.floor(levels.length / 2)],
    percent: Math.round(
      (100 * means.reduce((sum, { hours }) => sum + hours.length / 24, 0)) / means.length,
    ),
  };
};

const ask = async (path: string, method = "GET", body?: object) => {
  const { status, body: answer } = await subject.get(`/api/v1/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status, answer: answer as never };
};
const bulletin = async (path = commune) => (await ask(`bulletins/${path}`)).answer as Answer;
const mailsTo = async (address: string) =>
  (await subject.mails()).filter(({ recipient }) => recipient === address);

const subscribed = async (address: string, code: string): Promise<string> => {
  const asked = await ask("alerts", "POST", { address, bulletins: [code] });
  expect(asked.status).toBe(202);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(1);
  const token = tokenIn((await mailsTo(address))[0]?.text ?? "");
  return ((await ask("alerts/confirm", "POST", { token })).answer as { key: string }).key;
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  const communesHere = async () =>
    (
      (await ask("territories?kind=commune&limit=50")).answer as {
        territories: { key: string; name: string; label?: { lat: number; lon: number } }[];
      }
    ).territories.filter(({ label }) => label !== undefined);
  // The invented territory comes in soon after the start.
  const communes = await vi.waitFor(
    async () => {
      const found = await communesHere();
      if (found.length < 2) throw new Error("The demonstration's communes are not there yet.");
      return found;
    },
    { timeout: 20_000, interval: 200 },
  );
  const [here] = communes;
  if (here?.label === undefined) throw new Error("The demonstration has no commune.");
  commune = here.key;
  const { lat, lon } = here.label;
  const hourOfDay = (hour: number) => new Date(hour).getUTCHours();
  const values: { readonly [name: string]: (hour: number) => number | undefined } = {
    quai: (hour) => 10 + hourOfDay(hour),
    pont: (hour) => (hourOfDay(hour) % 6 === 0 ? undefined : 30),
    rue: () => 12,
    salon: () => 80,
    // Too few hours.
    cave: (hour) => (hour >= SEVEN - 6 * HOUR ? 90 : undefined),
  };
  for (const [index, [name, valueAt]] of Object.entries(values).entries()) {
    // As all of its hour.
    await subject.hosted(name, jeanne, valueAt(SEVEN - HOUR));
    await subject.share(jeanne, name, "public");
    await subject.place(jeanne, name, {
      ...{ lat: lat + index / 100_000, lon, exposure: name === "salon" ? "indoor" : "outdoor" },
      since: new Date(SEVEN - 10 * DAY).toISOString(),
    });
  }
  const far = communes.find(
    ({ key, label }) =>
      key !== commune &&
      label !== undefined &&
      Math.hypot(label.lat - lat, (label.lon - lon) * 0.7) > 0.1,
  );
  empty = far?.key ?? "";
  for (const [name, valueAt] of Object.entries(values)) await measure(name, valueAt);
}, 120_000);
afterAll(() => subject.remove());

/** Of each sentence the figures, compared with what the test's own list gives. */
const compare = ({ facts, sentences, to }: Answer, at: number) => {
  expect(Date.parse(to)).toBe(at);
  const expected = expectedAt(["quai", "pont", "rue", "cave"], at);
  expect(facts).toMatchObject({ stations: 4, judged: expected.judged });
  const found = (start: string) => sentences.find(({ fr }) => fr.startsWith(start))?.figures;
  expect(found("L'air a été")).toEqual({ level: expected.level, highest: 6 });
  expect(found("Particules fines")).toEqual({
    ...{ value: expected.value, stations: expected.judged, guideline: 15 },
  });
  expect(found("Stations qui comptent")).toEqual({
    ...{ judged: expected.judged, stations: 4, percent: expected.percent },
  });
};

test("the bulletin of the hour says in both languages what the readings give, rooms and short days left out", async () => {
  const found = await bulletin();
  expect(found.day).toBeNull();
  compare(found, SEVEN - HOUR);
  expect(found.sentences.map(({ fr }) => fr).join(" ")).toContain("Le bruit n'est pas connu");
});

test("where nobody measures near, nothing is known, and a code that nobody has is refused", async () => {
  const { facts, sentences } = await bulletin(empty);
  expect(facts).toMatchObject({ stations: 0, air: null, particles: null });
  expect(sentences.map(({ fr }) => fr).join(" ")).toContain("On ne sait pas comment était l'air");
  expect(sentences.some(({ section }) => section === "advice")).toBe(false);
  expect((await ask("bulletins/99999")).status).toBe(404);
  expect((await ask(`bulletins/${commune}/days/2026-11-24`)).status).toBe(404);
  expect((await ask(`bulletins/${commune}/days/yesterday`)).status).toBe(400);
});

test("who confirmed gets the edition once, with the sentences of its page; what comes later does not change it", async () => {
  const address = "matin@example.org";
  const key = await subscribed(address, commune);
  expect((await ask(`alerts/mine?key=${key}`)).answer).toMatchObject({
    conditions: [],
    bulletins: [{ key: commune }],
  });
  now = MORNING;
  await expect
    .poll(async () => (await mailsTo(address)).length, { timeout: 40_000, interval: 500 })
    .toBe(2);
  const edition = await bulletin(`${commune}/days/2026-11-24`);
  compare(edition, SEVEN);
  const [, mail] = await mailsTo(address);
  const text = (mail?.text ?? "").replaceAll("\u00a0", " ").replaceAll(/\s+/g, " ");
  for (const { fr } of edition.sentences) expect(text).toContain(fr);
  expect(mail?.title).toMatch(/bulletin du mardi 24 novembre$/);
  expect(text).toContain(`/bulletin/${commune}/2026-11-24`);
  const { answer } = await ask(`bulletins/${commune}/days`);
  expect((answer as { bulletins: Answer[] }).bulletins).toEqual([edition]);
  await subject.publish("quai", SEVEN - HOUR + 60_000, 900);
  await subject.restart();
  expect(await bulletin(`${commune}/days/2026-11-24`)).toEqual(edition);
  expect(await mailsTo(address)).toHaveLength(2);
  const stopped = await ask(`alerts/mine/bulletins/${commune}?key=${key}`, "DELETE");
  expect(stopped.answer).toMatchObject({ bulletins: [] });
}, 90_000);

test("whoever stops gets no edition that still waits, and where nobody is known none is sent again", async () => {
  const [leaves, gone, stays] = ["part@example.org", "inconnue@example.org", "reste@example.org"];
  const key = await subscribed(leaves, commune);
  const one = await subscribed("un-de-moins@example.org", commune);
  const bounced = await subscribed(gone, commune);
  await subscribed(stays, commune);
  for (const address of [leaves, "un-de-moins@example.org", stays])
    subject.refusals.set(address, smtpRefusal(451, "4.7.1 Later"));
  subject.refusals.set(gone, smtpRefusal(550, "5.1.1 Nobody here"));
  now = MORNING + DAY;
  await expect
    .poll(() => new Set(subject.refused()), { timeout: 60_000 })
    .toEqual(new Set([leaves, "un-de-moins@example.org", gone, stays]));
  // An attempt is over once it is written down: what is under way cannot be taken back.
  await expect
    .poll(
      () =>
        subject.records.db.$count(
          outboxMessage,
          and(eq(outboxMessage.state, "waiting"), gte(outboxMessage.attempts, 1)),
        ),
      { timeout: 60_000 },
    )
    .toBe(3);
  expect((await ask(`alerts/mine?key=${key}`, "DELETE")).status).toBe(204);
  expect((await ask(`alerts/mine/bulletins/${commune}?key=${one}`, "DELETE")).status).toBe(200);
  await expect
    .poll(async () => (await ask(`alerts/mine?key=${bounced}`)).answer, { timeout: 10_000 })
    .toMatchObject({ bounced: expect.any(String) });
  subject.refusals.clear();
  const had = (count: number) =>
    expect
      .poll(async () => (await mailsTo(stays)).length, { timeout: 60_000, interval: 500 })
      .toBe(count);
  // Whoever stays shows that what waited is tried again.
  now += HOUR;
  await had(2);
  now += DAY;
  await had(3);
  for (const address of [leaves, "un-de-moins@example.org", gone])
    expect(await mailsTo(address), address).toHaveLength(1);
}, 150_000);

test("what a clock that was ahead has made and sent keeps nobody from the edition of today", async () => {
  const right = now;
  now += 30 * DAY;
  await expect
    .poll(async () => (await mailsTo("reste@example.org")).length, { timeout: 60_000 })
    .toBe(4);
  now = right + DAY;
  await expect
    .poll(async () => (await mailsTo("reste@example.org")).length, { timeout: 60_000 })
    .toBe(5);
}, 150_000);
