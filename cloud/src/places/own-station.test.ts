import { afterAll, beforeAll, expect, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
});
afterAll(() => subject.remove());

test("a station that is not shown is as one that there is not, for whoever asks to change it", async () => {
  await subject.hosted("chez-clos", jeanne);
  expect(await subject.share(jeanne, "chez-clos", "private")).toBe(200);
  for (const name of ["chez-clos", "nowhere"]) {
    const of = (rest: string) => `/api/v1/stations/${name}/${rest}`;
    for (const [method, rest, body] of [
      ["GET", "share", undefined],
      ["GET", "places/exact", undefined],
      ["PUT", "credit", { credit: "Paul" }],
      ["POST", "places", { lat: 44.84, lon: -0.58, exposure: "outdoor" }],
    ] as const)
      expect((await paul.browser.ask(method, of(rest), body)).status, `${name} ${rest}`).toBe(404);
  }
});

test("a place since a year that records cannot keep is refused", async () => {
  await subject.hosted("chez-antan", jeanne);
  for (const since of ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"]) {
    const place = { lat: 44.84, lon: -0.58, exposure: "outdoor", since };
    expect(await subject.place(jeanne, "chez-antan", place), since).toBe(400);
  }
});
