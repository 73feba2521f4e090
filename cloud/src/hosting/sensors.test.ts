import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
  await subject.hosted("jardin", jeanne);
  expect(await subject.share(jeanne, "jardin", "public")).toBe(200);
});
afterAll(() => subject.remove());

const path = (name = "jardin") => `/api/v1/stations/${name}/sensor-replacements`;
const tell = ({ browser }: Host, body: object, name?: string) =>
  browser.ask("POST", path(name), body);
const replacements = async () =>
  ((await subject.get(path())).body as { replacements: { id: string }[] }).replacements;

test("a host says that a sensor was replaced, everybody who sees the station reads it, and a mistake goes", async () => {
  const at = "2026-11-20T09:00:00.000Z";
  const first = await tell(jeanne, { sensor: "sds011", at, reason: "worn" });
  expect(first).toMatchObject({ status: 201, body: { sensor: "sds011", at, reason: "worn" } });
  const now = await tell(jeanne, { sensor: "sds011", reason: "better", successor: "sps30" });
  expect(now).toMatchObject({ status: 201, body: { at: new Date(NOW).toISOString() } });
  // Said twice, it is one.
  const again = await tell(jeanne, { sensor: "sds011", at, reason: "broken" });
  expect(again).toMatchObject({ status: 201, body: { id: (first.body as { id: string }).id } });
  const [newest, oldest] = await replacements();
  expect(newest).toMatchObject({ reason: "better", successor: "sps30" });
  expect(oldest).toMatchObject({ at, reason: "broken" });
  expect(await replacements()).toHaveLength(2);

  const removed = () => jeanne.browser.ask("DELETE", `${path()}/${newest?.id}`);
  expect((await removed()).status).toBe(200);
  expect((await removed()).status).toBe(404);
  expect(await replacements()).toHaveLength(1);
});

test("what cannot be is refused in a sentence that names it", async () => {
  const before = await replacements();
  const refused = async (body: object) => {
    const { status, body: problem } = await tell(jeanne, body);
    return [status, (problem as { detail: string }).detail] as const;
  };
  expect(await refused({ sensor: "bme280", reason: "worn" })).toEqual([
    409,
    '"jardin" has no sensor "bme280". It has: sds011.',
  ]);
  expect((await refused({ sensor: "constructor", reason: "worn" }))[0]).toBe(409);
  const [status, detail] = await refused({
    ...{ sensor: "sds011", reason: "worn" },
    at: new Date(NOW + 3_600_000).toISOString(),
  });
  expect([status, detail]).toEqual([409, expect.stringContaining("still to come")]);
  const ancient = ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"].map((at) => ({
    ...{ sensor: "sds011", reason: "worn", at },
  }));
  for (const body of [{ sensor: "sds011" }, { sensor: "SDS 011", reason: "worn" }, ...ancient])
    expect((await tell(jeanne, body)).status).toBe(400);
  expect(await replacements()).toEqual(before);
});

test("nobody else changes it, and of a private station nobody else reads it", async () => {
  const [known] = await replacements();
  expect((await tell(paul, { sensor: "sds011", reason: "worn" })).status).toBe(404);
  expect((await paul.browser.ask("DELETE", `${path()}/${known?.id}`)).status).toBe(404);
  expect(await replacements()).toHaveLength(1);
  expect(await subject.share(jeanne, "jardin", "private")).toBe(200);
  expect((await subject.get(path())).status).toBe(404);
  expect((await jeanne.browser.ask("GET", path())).status).toBe(200);
  // Nothing tells it from one that there is not.
  expect((await subject.get(path("nowhere"))).status).toBe(404);
  // A station that nobody hosts, and one that nobody knows.
  expect((await tell(jeanne, { sensor: "sds011", reason: "worn" }, "nowhere")).status).toBe(404);
});

test("what was replaced in a home that was private stays hidden when the station has another host", async () => {
  await subject.hosted("cour", jeanne);
  expect(await subject.share(jeanne, "cour", "private")).toBe(200);
  const at = new Date(NOW - 3_600_000).toISOString();
  expect((await tell(jeanne, { sensor: "sds011", reason: "broken", at }, "cour")).status).toBe(201);
  const offer = { email: "paul@example.org" };
  const offered = await jeanne.browser.ask("POST", "/api/v1/stations/cour/hand-over", offer);
  expect(offered.status).toBe(202);
  const { body } = await paul.browser.ask("GET", "/api/v1/account/stations");
  const [first] = (body as { offers: { id: string }[] }).offers;
  const accept = `/api/v1/account/station-offers/${first?.id}/acceptance`;
  expect((await paul.browser.ask("POST", accept, {})).status).toBe(200);
  expect(await subject.share(paul, "cour", "public")).toBe(200);
  expect((await tell(paul, { sensor: "sds011", reason: "better" }, "cour")).status).toBe(201);
  for (const { body: told } of [
    await subject.get(path("cour")),
    await paul.browser.ask("GET", path("cour")),
  ])
    expect(told).toMatchObject({ replacements: [{ reason: "better" }] });
});
