import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { calibrationsBy, eraseNamesIn, insertCalibration } from "./calibration-queries.ts";
import { sendHours } from "./hours.fixture.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 8, 10);
/** Each of them with six values. */
const HOURS = 60;
const START = Date.UTC(2026, 10, 24, 8) - HOURS * HOUR;

let now = NOW;
let subject: PlacesUnderTest;
let jeanne: Host;
let neighbour: Host;

const send = (
  name: string,
  sensors: readonly { readonly id: string; readonly model: string }[],
  valuesAt: Parameters<typeof sendHours>[2]["valuesAt"],
) => sendHours(subject, name, { sensors, start: START, hours: HOURS, valuesAt });
const truth = (hour: number) => 12 + 8 * Math.sin(hour / 5);

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  neighbour = await subject.signUp("paul@example.org", "Paul");
  for (const [name, lat] of [
    ["yard", 44.84],
    ["town", 44.84],
    ["next", 44.85],
  ] as const) {
    await subject.hosted(name, name === "yard" ? jeanne : neighbour);
    await subject.share(name === "yard" ? jeanne : neighbour, name, "public");
    await subject.place(name === "yard" ? jeanne : neighbour, name, {
      ...{ lat, lon: -0.58, exposure: "outdoor", since: new Date(START).toISOString() },
    });
  }
  const sds = [
    { id: "sds", model: "sds011" },
    { id: "bme", model: "bme280" },
  ];
  // At 50 % the model's recipe divides by 1 + 0.48756 · 0.5^8.60068.
  await send("yard", sds, (hour, index) => ({
    bme: { humidity: 50 },
    sds: { pm2_5: Number((2 * truth(hour) - 4 + (index % 2)).toFixed(1)), pm10: 60 },
  }));
  const fidas = [{ id: "fidas", model: "fidas200" }];
  for (const name of ["town", "next"])
    await send(name, fidas, (hour) => ({ fidas: { pm2_5: Number(truth(hour).toFixed(2)) } }));
});
afterAll(() => subject.remove());

const path = "/api/v1/quality/calibrations";
const at = (ms: number) => new Date(ms).toISOString();
const colocation = {
  ...{ station: "yard", sensor: "sds", quantity: "pm2_5", kind: "colocation" },
  ...{ from: at(START), until: at(START + HOURS * HOUR), reference: { station: "town" } },
};
interface Answer {
  readonly id: string;
  readonly state: string;
  readonly job?: string;
  readonly fit: { readonly [name: string]: number };
}
const post = (
  address: string,
  body: object,
  asks: PlacesUnderTest["get"] = subject.getAsAdministrator,
) =>
  asks(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const lineage = async (instant = NOW) => {
  const { body } = await subject.get(
    `/api/v1/quality/lineage?station=yard&quantity=pm2_5&at=${at(instant)}&sensor=sds`,
  );
  return (
    body as { values?: { reprocessed?: { recipe: string; version: number; agrees?: boolean } }[] }
  ).values?.[0]?.reprocessed;
};
const recipeOfAir = async () => {
  const { body } = await subject.get("/api/v1/air/stations?ids=yard");
  const { stations } = body as {
    stations: {
      sure: { words: { en: string } };
      quantities: { quantity: string; mean: { recipe: string | null; value: number } | null }[];
    }[];
  };
  const mean = stations[0]?.quantities.find(({ quantity }) => quantity === "pm2_5")?.mean;
  return { recipe: mean?.recipe, value: mean?.value, sure: stations[0]?.sure.words.en };
};

test("a host proposes, whoever proposed does not review, and from the moment it is in force everybody reads it", async () => {
  await expect.poll(async () => (await lineage())?.recipe).toBe("sds011-power");
  await expect.poll(async () => (await recipeOfAir()).recipe).toBe("sds011-power@1");

  const proposed = await jeanne.browser.ask("POST", path, colocation);
  expect(proposed).toMatchObject({
    status: 201,
    body: {
      ...{ state: "proposed", of: "sds011-power@1", variant: "colocation@1", own: true },
      ...{ reference: "town", fit: { n: HOURS } },
    },
  });
  const { id, fit } = proposed.body as Answer;
  // The sensor says twice as much, less 4, and half a unit for its second value of each hour.
  expect(fit.slope).toBeCloseTo(0.5 * (1 + 0.48756 * 0.5 ** 8.60068), 3);
  expect(fit.rmseAfter).toBeLessThan(0.05);
  expect(fit.rmseBefore).toBeGreaterThan(5);

  // A host has no say in whether it is good, and nobody at all in what they proposed.
  expect(
    (await jeanne.browser.ask("POST", `${path}/${id}/review`, { verdict: "accepted" })).status,
  ).toBe(403);
  expect(await post(`${path}/${id}/activate`, {})).toMatchObject({
    status: 409,
    body: { code: "calibration_state" },
  });
  expect(
    await post(`${path}/${id}/review`, { verdict: "accepted", note: "72 hours side by side" }),
  ).toMatchObject({
    status: 200,
    body: { state: "reviewed", own: false },
  });
  expect((await lineage())?.recipe).toBe("sds011-power");

  const active = await post(`${path}/${id}/activate`, { since: at(START) });
  expect(active).toMatchObject({ status: 200, body: { state: "active", since: at(START) } });
  const { job } = active.body as Answer;
  await expect
    .poll(async () => (await subject.getAsAdministrator(`/api/v1/quality/recomputes/${job}`)).body)
    .toMatchObject({ state: "done", station: "yard" });
  expect(await lineage()).toMatchObject({ recipe: "colocation", version: 1, agrees: true });
  // Raw values lie some four to sixteen above it; the mean of the last day is that of the town.
  now = NOW + 90_000;
  const mean = Array.from({ length: 24 }, (_, index) => truth(HOURS - 24 + index));
  await expect.poll(recipeOfAir).toEqual({
    recipe: "colocation@1",
    value: expect.closeTo(mean.reduce((sum, value) => sum + value, 0) / 24, 1),
    sure: expect.stringContaining("calibrated sensor, within ± 0"),
  });

  // What comes from now on is made by it at once.
  const client = await subject.connect("edge-yard");
  const newest = now - 5000;
  await client.publishAsync(
    "dcz/1/yard/readings",
    JSON.stringify({
      ...{ boot: "calibrat", seq: 900, clock: "ntp" },
      readings: [
        { at: newest, sensor: "bme", values: { humidity: 50 } },
        { at: newest, sensor: "sds", values: { pm2_5: 20, pm10: 30 } },
      ],
    }),
    { qos: 1 },
  );
  await client.endAsync();
  const range = `station=yard&quantity=pm2_5&from=${at(newest)}&variant=colocation@1`;
  await expect
    .poll(async () => (await subject.get(`/api/v1/series?${range}`)).body)
    .toMatchObject({ series: [{ sensor: "sds", points: [{ at: at(newest) }] }] });
  expect(await lineage(now)).toMatchObject({ recipe: "colocation", version: 1 });

  // Ended, the model's recipe counts again from then on; what was in force then still counts for then.
  expect(await post(`${path}/${id}/end`, {})).toMatchObject({ body: { state: "ended" } });
  expect(await lineage(newest)).toMatchObject({ recipe: "colocation", version: 1, agrees: true });
  now += 60_000;
  await subject.publish("yard", now - 1000, 30);
  expect((await post(`${path}/${id}/end`, {})).status).toBe(409);
  const audit = await subject.getAsAdministrator("/api/v1/admin/audit");
  for (const action of ["calibrate", "review", "activate", "end"])
    expect(JSON.stringify(audit.body)).toContain(`quality.${action}`);
});

test("the next line of a sensor ends the one before it at its own instant", async () => {
  const of = (number: number) => post(path, { ...colocation, note: `line ${number}` });
  const ids: string[] = [];
  for (const number of [2, 3]) {
    const { id } = (await of(number)).body as Answer;
    ids.push(id);
    await post(`${path}/${id}/review`, { verdict: "accepted" });
    const hour = START + (number === 2 ? 10 : 20) * HOUR;
    expect(await post(`${path}/${id}/activate`, { since: at(hour) })).toMatchObject({
      status: 200,
    });
  }
  const listed = await subject.get(`${path}?station=yard`);
  expect(listed.body).toMatchObject({
    calibrations: [
      { id: ids[1], variant: "colocation@3", state: "active", since: at(START + 20 * HOUR) },
      { id: ids[0], variant: "colocation@2", state: "ended", until: at(START + 20 * HOUR) },
      { variant: "colocation@1", state: "ended" },
    ],
  });
  // Anybody fits it again from its hours.
  const { body } = await subject.get(`${path}/${ids[1]}`);
  const { pairs, fit } = body as { pairs: { sensor: number; reference: number }[] } & Answer;
  expect(pairs).toHaveLength(HOURS);
  const meanOf = (name: "sensor" | "reference") =>
    pairs.reduce((sum, pair) => sum + pair[name], 0) / HOURS;
  expect((fit.intercept ?? 0) + (fit.slope ?? 0) * meanOf("sensor")).toBeCloseTo(
    meanOf("reference"),
    6,
  );
});

test("values of an instrument that is no station here, and stations around, give lines as well", async () => {
  const values = Array.from({ length: 50 }, (_, hour) => ({
    ...{ at: at(START + hour * HOUR), value: 3 + truth(hour) },
  }));
  const reference = { name: "Reference van of the town", values };
  expect(await post(path, { ...colocation, of: "raw", reference })).toMatchObject({
    status: 201,
    body: { of: "raw", reference: reference.name, fit: { n: 50 } },
  });
  const { reference: _, ...network } = { ...colocation, kind: "network" };
  // Two stations are no network.
  expect(await post(path, network)).toMatchObject({
    status: 409,
    body: { code: "calibration_no_line" },
  });
  await subject.hosted("third", neighbour);
  await subject.share(neighbour, "third", "public");
  await subject.place(neighbour, "third", {
    ...{ lat: 44.83, lon: -0.58, exposure: "outdoor", since: at(START) },
  });
  await send("third", [{ id: "fidas", model: "fidas200" }], (hour) => ({
    fidas: { pm2_5: Number(truth(hour).toFixed(2)) + 1 },
  }));
  await expect
    .poll(async () => await post(path, network))
    .toMatchObject({
      status: 201,
      body: { kind: "network", variant: expect.stringMatching(/^network@\d+$/), fit: { n: HOURS } },
    });
});

test("what gives no line, what is no recipe and whoever may not are refused; a hidden station is unknown", async () => {
  const refused = (body: object) => post(path, { ...colocation, ...body });
  expect((await refused({ sensor: "nobody" })).body).toMatchObject({ code: "calibration_no_line" });
  expect((await refused({ of: "epa-2021@7" })).body).toMatchObject({ code: "calibration_recipe" });
  for (const wrong of [
    { quantity: "wind_direction" },
    { kind: "network" },
    { until: colocation.from },
    { until: at(NOW + 400 * 24 * HOUR) },
  ])
    expect((await refused(wrong)).status).toBe(400);
  expect((await subject.get(path, { method: "POST" })).status).toBe(401);
  expect((await neighbour.browser.ask("POST", path, colocation)).status).toBe(403);

  await subject.share(jeanne, "yard", "private");
  expect((await subject.get(`${path}?station=yard`)).body).toEqual({ calibrations: [] });
  const { body } = await jeanne.browser.ask("GET", `${path}?station=yard`);
  const [own] = (body as { calibrations: Answer[] }).calibrations;
  expect((await subject.get(`${path}/${own?.id}`)).status).toBe(404);
  expect((await neighbour.browser.ask("POST", path, colocation)).status).toBe(404);
  const hidden = {
    ...colocation,
    station: "town",
    sensor: "fidas",
    reference: { station: "yard" },
  };
  expect((await neighbour.browser.ask("POST", path, hidden)).status).toBe(404);
  await subject.share(jeanne, "yard", "public");
});

test("a steward does not review what they proposed, and when they leave their name and words go", async () => {
  const { browser, id: person } = await subject.firstAdministrator();
  const note = "Beside the town's station behind the school";
  const { id } = (await browser.ask("POST", path, { ...colocation, note })).body as Answer;
  expect(await browser.ask("POST", `${path}/${id}/review`, { verdict: "accepted" })).toMatchObject({
    status: 403,
    body: { code: "calibration_own" },
  });
  const { db } = subject.records;
  expect(await calibrationsBy(db, person)).toMatchObject([{ id, note }]);
  await eraseNamesIn(db, person);
  expect(await calibrationsBy(db, person)).toEqual([]);
  expect((await subject.get(`${path}/${id}`)).body).not.toHaveProperty("note");
});

test("two stewards at once: both lines are proposed, one is in force", async () => {
  const propose = () => post(path, { ...colocation, sensor: "sds", quantity: "pm2_5" });
  const proposed = await Promise.all([propose(), propose(), propose()]);
  expect(proposed.map(({ status }) => status)).toEqual([201, 201, 201]);
  const ids = proposed.map(({ body }) => (body as Answer).id);
  const variants = proposed.map(({ body }) => (body as { variant: string }).variant);
  expect(new Set(variants).size).toBe(3);
  const reviews = await Promise.all(
    [0, 1, 2, 0].map((one) => post(`${path}/${ids[one]}/review`, { verdict: "accepted" })),
  );
  expect(reviews.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 409]);
  const activated = await Promise.all(ids.map((id) => post(`${path}/${id}/activate`, {})));
  expect(activated.map(({ status }) => status)).toEqual([200, 200, 200]);
  const { body } = await subject.getAsAdministrator(`${path}?station=yard&state=active`);
  expect((body as { calibrations: Answer[] }).calibrations).toHaveLength(1);
});

test("a line is fitted and told before anybody proposes it, and nothing is kept of it", async () => {
  const count = async () =>
    ((await subject.getAsAdministrator(`${path}?station=yard`)).body as { calibrations: object[] })
      .calibrations.length;
  const before = await count();
  const fitted = await jeanne.browser.ask("POST", `${path}/fit`, colocation);
  expect(fitted).toMatchObject({
    status: 200,
    body: { unit: "ug/m3", of: "sds011-power@1", reference: "town", fit: { n: HOURS } },
  });
  expect((fitted.body as { pairs: object[] }).pairs).toHaveLength(HOURS);
  expect(await count()).toBe(before);
  expect((await neighbour.browser.ask("POST", `${path}/fit`, colocation)).status).toBe(403);
  const other = { ...colocation, reference: { station: "nowhere" } };
  expect(await jeanne.browser.ask("POST", `${path}/fit`, other)).toMatchObject({
    ...{ status: 404, body: { code: "station_unknown" } },
  });
});

test("a line holds no more from the instant at which its sensor was replaced, and again when that was a mistake", async () => {
  const { id } = (await post(path, colocation)).body as Answer;
  await post(`${path}/${id}/review`, { verdict: "accepted" });
  await post(`${path}/${id}/activate`, { since: at(START) });
  await expect.poll(async () => (await lineage(START + HOURS * HOUR))?.recipe).toBe("colocation");
  const replacements = "/api/v1/stations/yard/sensor-replacements";
  const replaced = await jeanne.browser.ask("POST", replacements, {
    ...{ sensor: "sds", reason: "worn", at: at(START + HOURS * HOUR) },
  });
  expect(replaced.status).toBe(201);
  expect((await lineage(START + 59 * HOUR))?.recipe).toBe("colocation");
  // The newest value is of that instant.
  expect((await lineage(START + HOURS * HOUR))?.recipe).toBe("sds011-power");
  const mistake = (replaced.body as { id: string }).id;
  expect((await jeanne.browser.ask("DELETE", `${replacements}/${mistake}`)).status).toBe(200);
  expect((await lineage(START + HOURS * HOUR))?.recipe).toBe("colocation");
});

test("pages of the list and their cursors tell nothing of a station that is not seen", async () => {
  const { db } = subject.records;
  await subject.hosted("shed", jeanne);
  await subject.share(jeanne, "shed", "private");
  const line = (station: string) =>
    insertCalibration(db, {
      ...{ station, sensor: "sds", quantity: "pm2_5", kind: "colocation", of: "raw" },
      ...{ reference: "town", pairs: [], low: 0, high: 100, proposed: new Date(now) },
      fit: {
        ...{ n: 60, slope: 1, intercept: 0, slopeError: 0, interceptError: 0, r2: 1 },
        ...{ biasBefore: 0, rmseBefore: 0, rmseAfter: 0, lowest: 1, highest: 20 },
        ...{ from: START, until: NOW },
      },
    });
  const oldest = await line("town");
  const hidden = new Set<string>();
  for (let number = 0; number < 110; number++) hidden.add((await line("shed")).id);
  const newest = await line("town");

  type Page = { calibrations: Answer[]; next?: string };
  const ids = async (asks: PlacesUnderTest["get"]) => {
    const found: string[] = [];
    let address = path;
    for (;;) {
      const page = (await asks(address)).body as Page;
      found.push(...page.calibrations.map(({ id }) => id));
      if (page.next === undefined) return found;
      expect(page.next).toBe(page.calibrations.at(-1)?.id);
      address = `${path}?cursor=${page.next}`;
    }
  };
  const seen = await ids(subject.get);
  expect(seen.slice(0, 2)).toEqual([newest.id, oldest.id]);
  expect(seen.filter((id) => hidden.has(id))).toEqual([]);
  const all = await ids(subject.getAsAdministrator);
  expect(all).toHaveLength(seen.length + hidden.size);
});
