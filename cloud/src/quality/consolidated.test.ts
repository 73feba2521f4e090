import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { sendHours } from "./hours.fixture.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 8, 10);
const HOURS = 3;
const START = Date.UTC(2026, 10, 24, 5);

let subject: PlacesUnderTest;
let host: Host;
const at = (ms: number) => new Date(ms).toISOString();
const json = (method: string, body: object) => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const sds = [
  { id: "sds", model: "sds011" },
  { id: "bme", model: "bme280" },
];
/** At 50 %, where the model's recipe divides by 1.00126. */
const dusty = (pm2_5: number) => () => ({
  bme: { humidity: 50 },
  sds: { pm2_5, pm10: 2 * pm2_5 },
});
const stand = async (name: string, lat: number, visibility = "public") => {
  await subject.hosted(name, host);
  await subject.share(host, name, visibility);
  await subject.place(host, name, {
    ...{ lat, lon: -0.58, exposure: "outdoor", since: at(START - 24 * HOUR) },
  });
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  host = await subject.signUp("host@example.org");
  for (const [name, lat, value] of [
    ["yard", 44.84, 30],
    ["north", 44.85, 20],
    ["south", 44.83, 22],
    ["west", 44.86, 27],
    ["hidden", 44.84, 900],
    ["far", 45.2, 900],
  ] as const) {
    await stand(name, lat, name === "hidden" ? "private" : "public");
    await sendHours(subject, name, {
      ...{ sensors: sds, start: START, hours: HOURS, valuesAt: dusty(value) },
    });
  }
});
afterAll(() => subject.remove());

interface Consolidated {
  readonly value: number;
  readonly uncertainty: number;
  readonly agrees?: boolean;
  readonly stored?: { readonly value: number };
}
const lineage = async (instant: number, station = "yard") => {
  const { body } = await subject.get(
    `/api/v1/quality/lineage?station=${station}&quantity=pm2_5&sensor=sds&at=${at(instant)}`,
  );
  return (body as { values: { consolidated?: Consolidated; whyNotConsolidated?: string }[] })
    .values?.[0];
};
const recompute = async () => {
  const { body } = await subject.getAsAdministrator(
    "/api/v1/quality/recomputes",
    json("POST", { tier: "consolidated", from: at(START), until: at(NOW) }),
  );
  const { id } = body as { id: string };
  const asked = async () =>
    (await subject.getAsAdministrator(`/api/v1/quality/recomputes/${id}`)).body as {
      state: string;
      values: number;
      changed: number;
    };
  await expect.poll(async () => (await asked()).state, { timeout: 90_000 }).toBe("done");
  return asked();
};

test("an hour is weighed with the median of the public stations around, and kept beside what it rests on", async () => {
  const instant = START + HOUR + 60_000;
  await expect.poll(async () => (await lineage(instant))?.consolidated?.value).toBeDefined();
  // 30 / 1.00126 ± 10; the median of 19.97, 21.97 and 26.97 ± 2.97 · √(1 + π/6): shares 0.118 and 0.882.
  const computed = await lineage(instant);
  expect(computed?.consolidated).toMatchObject({
    ...{ recipe: "consolidated", version: 1, from: at(START + HOUR) },
    own: { sensor: "sds", variant: "sds011-power@1", value: 29.96, uncertainty: 10 },
    around: { median: 21.97, stations: 3, share: expect.closeTo(0.882, 3) },
  });
  expect(computed?.consolidated?.value).toBeCloseTo(22.91, 2);
  expect(computed?.consolidated?.uncertainty).toBeCloseTo(3.44, 2);
  expect(computed?.consolidated).not.toHaveProperty("stored");

  // Four public stations near each other, two quantities, three hours; "hidden" has them around it as well, and
  // PM2.5 alone: nothing is made of its PM10.
  expect(await recompute()).toMatchObject({ tier: "consolidated", values: 27, changed: 0 });
  expect((await lineage(instant))?.consolidated).toMatchObject({ agrees: true, stored: {} });
  const range = `station=yard&quantity=pm2_5&from=${at(START)}`;
  const kept = await subject.get(`/api/v1/series?${range}&variant=consolidated@1`);
  expect(kept.body).toMatchObject({
    series: [
      {
        sensor: "sds",
        points: [0, 1, 2].map((hour) => ({ at: at(START + hour * HOUR), value: 22.91 })),
      },
    ],
  });
  // Neither the values on which it rests nor the air of the station are others.
  const air = await subject.get("/api/v1/air/stations?ids=yard");
  expect(JSON.stringify(air.body)).not.toContain("consolidated");
  expect(await recompute()).toMatchObject({ values: 27, changed: 0 });
}, 200_000);

test("a declared reference counts too, for those near it, and no more when it is none", async () => {
  await stand("town", 44.88);
  await sendHours(subject, "town", {
    ...{ sensors: [{ id: "fidas", model: "fidas200" }], start: START, hours: HOURS },
    valuesAt: () => ({ fidas: { pm2_5: 16 } }),
  });
  const path = "/api/v1/quality/references/town";
  const name = "Fidas of the town's air monitoring";
  expect((await subject.get(path, json("PUT", { name }))).status).toBe(401);
  expect((await host.browser.ask("PUT", path, { name })).status).toBe(403);
  expect((await subject.getAsAdministrator(path, json("PUT", { name }))).status).toBe(200);
  expect((await subject.get("/api/v1/quality/references")).body).toMatchObject({
    references: [{ station: "town", name }],
  });
  // 16 ± √(2² + 2.4²): 22.91 and 16 weighed by 1/3.437² and 1/3.124².
  const instant = START + HOUR;
  const found = await lineage(instant);
  expect(found?.consolidated).toMatchObject({
    agrees: false,
    reference: { station: "town", name, value: 16, uncertainty: expect.closeTo(3.1241, 4) },
  });
  expect(found?.consolidated?.value).toBeCloseTo(19.13, 2);
  expect(await recompute()).toMatchObject({ values: 27, changed: 15 });
  expect((await lineage(instant))?.consolidated).toMatchObject({ agrees: true });

  expect((await subject.getAsAdministrator(path, { method: "DELETE" })).status).toBe(200);
  expect((await subject.getAsAdministrator(path, { method: "DELETE" })).body).toMatchObject({
    code: "reference_unknown",
  });
  expect((await lineage(instant))?.consolidated?.value).toBeCloseTo(22.91, 2);
  const audit = await subject.getAsAdministrator("/api/v1/admin/audit");
  expect(JSON.stringify(audit.body)).toContain("quality.reference");
}, 200_000);

test("why there is no consolidated value is said", async () => {
  expect(await lineage(NOW)).toMatchObject({ whyNotConsolidated: "hour_not_over" });
  expect(await lineage(START + HOUR, "far")).toMatchObject({ whyNotConsolidated: "stands_alone" });
  await subject.publish("yard", START - 5 * HOUR, 12);
  await expect
    .poll(async () => {
      const { body } = await subject.get(
        `/api/v1/quality/lineage?station=yard&quantity=pm2_5&at=${at(START - 5 * HOUR)}`,
      );
      return body;
    })
    .toMatchObject({ values: [{ whyNotConsolidated: "not_reprocessed" }] });
});
