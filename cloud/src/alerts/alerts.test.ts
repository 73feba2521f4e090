import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenIn } from "../people/people.fixture.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { askAsAnybody } from "./ask.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 3);
let now = NOW;
let subject: PlacesUnderTest;
let jeanne: Host;

/** A value of PM2.5 for each minute of a time. */
const minutes = async (name: string, from: number, until: number, value: number) => {
  const client = await subject.connect(`edge-${name}`);
  const readings = [];
  for (let at = from; at < until; at += MINUTE)
    readings.push({ at, sensor: "sds011", values: { pm2_5: value, pm10: value } });
  for (let start = 0; start < readings.length; start += 100) {
    sequence += 1;
    const batch = { boot: "abcdefgh", seq: sequence, clock: "ntp" };
    await client.publishAsync(
      `dcz/1/${name}/readings`,
      JSON.stringify({ ...batch, readings: readings.slice(start, start + 100) }),
      { qos: 1 },
    );
  }
  await client.endAsync();
};
let sequence = 1_000;

const ask = (method: string, path: string, body?: object) =>
  askAsAnybody(subject, method, `alerts${path}`, body);
const mailsTo = async (address: string) =>
  (await subject.mails()).filter(({ recipient }) => recipient === address);

/** Subscribes, confirms, and gives the key of the links. */
const subscribed = async (address: string, conditions: readonly object[], wishes: object = {}) => {
  const asked = await ask("POST", "", {
    address,
    quiet: null,
    everyMinutes: 0,
    ...wishes,
    conditions,
  });
  expect(asked.status).toBe(202);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(1);
  const token = tokenIn((await mailsTo(address))[0]?.text ?? "");
  const confirmed = await ask("POST", "/confirm", { token });
  expect(confirmed.status).toBe(200);
  return String(confirmed.answer.key);
};
const keyIn = (text: string) => /key=([\w-]+)/.exec(text)?.[1];

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const [name, lat] of [
    ["quai", 44.84],
    ["pont", 44.85],
    ["loin", 45.2],
    ["salon", 44.84],
  ] as const) {
    await subject.hosted(name, jeanne, 8);
    await subject.share(jeanne, name, "public");
    const exposure = name === "salon" ? "indoor" : "outdoor";
    await subject.place(jeanne, name, {
      ...{ lat, lon: -0.58, exposure, since: new Date(NOW - 72 * HOUR).toISOString() },
    });
  }
  for (const name of ["quai", "pont", "loin", "salon"])
    await minutes(name, NOW - HOUR, NOW, name === "salon" ? 90 : 8);
}, 60_000);
afterAll(() => subject.remove());

test("a confirmation holds nothing of what was written, and one a day goes to an address", async () => {
  const conditions = [
    { watched: "pm2_5:hour", place: { lat: 44.8412, lon: -0.5799, name: "Achetez ici" }, up: 25 },
  ];
  const address = "visitor@example.org";
  expect((await ask("POST", "", { address, conditions })).status).toBe(202);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 10_000 }).toBe(1);
  const [mail] = await mailsTo(address);
  const token = tokenIn(mail?.text ?? "");
  // A link is drawn, and may hold any letters.
  const words = `${mail?.title} ${mail?.text}`.replace(token, "");
  expect(words).not.toMatch(/Achetez|PM|44/);
  // Asked for again: the same mail's link confirms what was asked for last.
  const second = [{ watched: "eaqi2024", station: "quai", up: 4 }];
  expect((await ask("POST", "", { address, conditions: second })).status).toBe(202);
  const shown = await ask("POST", "/confirm/look", { token });
  expect(shown.answer).toMatchObject({
    state: "unconfirmed",
    conditions: [{ watched: "eaqi2024" }],
  });
  expect((await ask("POST", "/confirm", { token })).status).toBe(200);
  expect((await ask("POST", "/confirm", { token })).status).toBe(404);
  expect(await mailsTo(address)).toHaveLength(1);
});

test("what cannot be asked for is refused with its reason", async () => {
  const address = "wrong@example.org";
  const refused = async (condition: object) => {
    const { status, answer } = await ask("POST", "", { address, conditions: [condition] });
    return `${status} ${answer.code}`;
  };
  const place = { lat: 44.84, lon: -0.58, name: "Bordeaux" };
  expect(await refused({ watched: "pm2_5:hour", place, up: -3 })).toBe("400 alert_threshold");
  expect(await refused({ watched: "atmo", place, up: 2.5 })).toBe("400 alert_threshold");
  expect(await refused({ watched: "pm2_5:hour", place, up: 20, down: 30 })).toBe(
    "400 alert_threshold",
  );
  expect(await refused({ watched: "pm2_5:hour", up: 20 })).toBe("400 invalid_request");
  expect(await refused({ watched: "pm2_5:week", place, up: 20 })).toBe("400 invalid_request");
  expect(await refused({ watched: "pm2_5:hour", station: "salon", up: 20 })).toBe(
    "404 alert_station_unknown",
  );
  expect(await mailsTo(address)).toHaveLength(0);
});

test("who asked is told once when it crosses, and can see why, change it and stop", async () => {
  const address = "patient@example.org";
  const place = { lat: 44.8412, lon: -0.5799, name: "Quais" };
  const key = await subscribed(address, [{ watched: "pm2_5:hour", place, up: 25, down: 20 }]);
  now = NOW + 40 * MINUTE;
  for (const name of ["quai", "pont"]) await minutes(name, NOW, now, 60);
  await expect.poll(async () => (await mailsTo(address)).length, { timeout: 15_000 }).toBe(2);
  const [, mail] = await mailsTo(address);
  expect(mail?.title).toMatch(/^Quais\s: info air$/);
  expect(mail?.text).toContain("Médiane de 2 stations");
  expect(keyIn(mail?.text ?? "")).toBe(key);
  const { answer } = await ask("GET", `/mine/history?key=${key}`);
  expect(answer.transitions).toMatchObject([
    {
      ...{ kind: "raised", answer: "told" },
      counted: [{ station: "quai" }, { station: "pont" }],
      condition: { phase: "above", point: { lat: 44.84, lon: -0.58 } },
    },
  ]);
  const [{ id }] = answer.transitions as unknown as [{ id: string }];
  expect(
    (await ask("PUT", `/mine/history/${id}/verdict?key=${key}`, { verdict: "right" })).status,
  ).toBe(200);
  expect((await ask("GET", `/mine/history/${id}?key=${key}`)).answer).toMatchObject({
    verdict: "right",
  });
  const stopped = await subject.get(`/api/v1/alerts/stop/${key}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(stopped.status).toBe(204);
  expect((await ask("GET", `/mine?key=${key}`)).status).toBe(404);
  expect(await mailsTo(address)).toHaveLength(2);
});

test("what was crossed long ago when it is found out stands in the history and is told to nobody", async () => {
  const address = "late@example.org";
  const key = await subscribed(address, [{ watched: "pm2_5:hour", station: "loin", up: 25 }]);
  const since = now;
  now += 7 * HOUR;
  // The gateway was away: what is newest comes first, what is oldest last.
  await minutes("loin", now - 2 * HOUR, now, 8);
  await minutes("loin", since + 3 * HOUR, now - 2 * HOUR, 8);
  await minutes("loin", since + HOUR, since + 3 * HOUR, 90);
  await minutes("loin", since, since + HOUR, 8);
  const sides = async () => {
    const { answer } = await ask("GET", `/mine/history?key=${key}`);
    return (answer.transitions as unknown as { kind: string; answer: string }[])
      .filter(({ kind }) => kind === "raised" || kind === "cleared")
      .map(({ kind, answer: what }) => `${kind}: ${what}`);
  };
  await expect
    .poll(sides, { timeout: 20_000 })
    .toEqual(["cleared: start_not_told", "raised: too_old"]);
  expect(await mailsTo(address)).toHaveLength(1);
}, 60_000);

test("what is raised in quiet hours is told at their end, if it is still true", async () => {
  const quiet = { from: "21:00", until: "01:00" };
  const conditions = (station: string) => [{ watched: "pm2_5:hour", station, up: 25, down: 20 }];
  const still = await subscribed("still@example.org", conditions("quai"), { quiet, zone: "UTC" });
  const over = await subscribed("over@example.org", conditions("pont"), { quiet, zone: "UTC" });
  now = Date.UTC(2026, 10, 24, 21, 44);
  const begin = now;
  now = begin + HOUR;
  for (const name of ["quai", "pont"]) await minutes(name, begin, now, 60);
  const answers = async (key: string) => {
    const { answer } = await ask("GET", `/mine/history?key=${key}`);
    return (answer.transitions as unknown as { kind: string; answer: string }[]).map(
      ({ kind, answer: what }) => `${kind}: ${what}`,
    );
  };
  for (const key of [still, over])
    await expect.poll(() => answers(key), { timeout: 15_000 }).toEqual(["raised: held"]);
  now = begin + 3 * HOUR;
  await minutes("quai", begin + HOUR, now, 60);
  await minutes("pont", begin + HOUR, now, 5);
  await expect
    .poll(() => answers(over), { timeout: 15_000 })
    .toEqual(["cleared: start_not_told", "raised: over"]);
  expect(await mailsTo("still@example.org")).toHaveLength(1);
  now = Date.UTC(2026, 10, 25, 1, 0, 30);
  await minutes("quai", begin + 3 * HOUR, now, 60);
  await expect
    .poll(async () => (await mailsTo("still@example.org")).length, { timeout: 15_000 })
    .toBe(2);
  expect(await answers(still)).toEqual(["raised: told"]);
  expect(await mailsTo("over@example.org")).toHaveLength(1);
}, 90_000);

test("after a restart nobody is told again, and what is new is told", async () => {
  const before = (await subject.mails()).length;
  await subject.restart();
  // Above its threshold from the beginning: it is told at the first look after the confirmation.
  await subscribed("new@example.org", [{ watched: "pm2_5:hour", station: "quai", up: 10 }]);
  await expect
    .poll(async () => (await mailsTo("new@example.org")).length, { timeout: 15_000 })
    .toBe(2);
  expect(await subject.mails()).toHaveLength(before + 2);
}, 60_000);

test("dates that no calendar has, and a key that no address may have, are refused and break nothing", async () => {
  const key = await subscribed("calendar@example.org", [
    { watched: "pm2_5:hour", station: "quai", up: 900 },
  ]);
  for (const pausedUntil of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
    expect(await ask("PATCH", `/mine?key=${key}`, { pausedUntil }), pausedUntil).toMatchObject({
      status: 400,
      answer: { code: "invalid_request" },
    });
  const led = await subject.get(`/api/v1/alerts/stop/${encodeURIComponent("clé\u202e")}`, {
    redirect: "manual",
  });
  expect(led.status).toBe(303);
});

test("a clock that was ahead for a while makes nobody miss what comes after", async () => {
  // Nobody hosts it: after a restart the name of a hosted one needs a secret.
  await minutes("neuf", now - HOUR, now, 20);
  const key = await subscribed(
    "clock@example.org",
    [{ watched: "pm2_5:hour", station: "neuf", up: 10, down: 6 }],
    { wantsEnd: true, everyMinutes: 30 },
  );
  const historyIs = (whose: string, ...rows: readonly string[]) =>
    expect
      .poll(
        async () => {
          const { answer } = await ask("GET", `/mine/history?key=${whose}`);
          return (answer.transitions as unknown as { kind: string; answer: string }[])
            .map(({ kind, answer: what }) => `${kind}: ${what}`)
            .toReversed();
        },
        { timeout: 20_000 },
      )
      .toEqual(rows);
  await historyIs(key, "raised: told");
  const right = now;
  now += 40 * 24 * HOUR;
  // So far ahead nothing is known.
  await historyIs(key, "raised: told", "blind: told");
  const later = await subscribed("later@example.org", [
    { watched: "pm2_5:hour", station: "neuf", up: 0.5 },
  ]);
  now = right;
  const once = ["raised: told", "blind: told", "sighted: nothing_to_tell"];
  await historyIs(key, ...once);
  // Confirmed while the clock was ahead: it is followed from when it was right.
  await historyIs(later, "raised: told");
  now += 41 * 24 * HOUR;
  await historyIs(key, ...once, "blind: told");
  // Known again at the same instant as before: it stands there once, and nobody is kept from being told.
  now = right;
  await expect
    .poll(async () => (await ask("GET", `/mine?key=${key}`)).answer, { timeout: 20_000 })
    .toMatchObject({ conditions: [{ known: true }] });
  now = right + HOUR;
  await minutes("neuf", right, now, 1);
  await historyIs(key, ...once, "blind: told", "cleared: told");
}, 120_000);
