import { afterAll, beforeAll, expect, test } from "vitest";
import { photograph } from "../media/pictures.fixture.ts";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";
import { startHosting } from "./queries.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const WHERE = { lat: 45.07, lon: -5.12, exposure: "outdoor" };
let subject: PlacesUnderTest;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
});
afterAll(() => subject.remove());

/** A photograph as a phone makes it, with its place in it; its identifier. */
const upload = async ({ browser }: Host, alt: string): Promise<string> => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ alt, author: "Alix", licence: "CC-BY-4.0" }))
    form.append(name, value);
  form.append("file", new Blob([new Uint8Array(await photograph())]), "boite.jpg");
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${subject.cloud().http}/api/v1/media`, {
    ...{ method: "POST", body: form, headers: { cookie, origin: subject.cloud().http } },
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
};

/** What everybody is told, and whether everybody gets the file. */
const photos = async (names: string) =>
  (
    (await subject.get(`/api/v1/station-photos?ids=${names}`)).body as {
      photos: { station: string; id: string; alt: string; files: { full: string } }[];
    }
  ).photos;
const fileStatus = async (id: string) =>
  (await fetch(`${subject.cloud().http}/api/v1/media/${id}/small`)).status;

const setUp = async (name: string, email: string) => {
  const host = await subject.signUp(email, "Alix");
  const station = await subject.hosted(name, host);
  expect(await subject.share(host, name, "public")).toBe(200);
  const since = new Date(NOW - 3_600_000).toISOString();
  expect(await subject.place(host, name, { ...WHERE, since })).toBe(201);
  const places = async () =>
    (
      (await host.browser.ask("GET", `/api/v1/stations/${name}/places/exact`)).body as {
        places: { id: string; photo?: string; photoPublic?: boolean }[];
      }
    ).places;
  const change = async (body: object) => {
    const [place] = await places();
    const path = `/api/v1/stations/${name}/places/${place?.id}`;
    return (await host.browser.ask("PATCH", path, body)).status;
  };
  return { host, station, places, change };
};

test("everybody sees the picture of a station while its host shows it, without the place and device that were in the file", async () => {
  const { host, places, change } = await setUp("box-1", "alix@example.org");
  const photo = await upload(host, "Une boîte sous un toit");
  expect(await change({ photo })).toBe(200);
  expect(await places()).toMatchObject([{ photo, photoPublic: false }]);
  expect(await photos("box-1")).toEqual([]);
  expect(await fileStatus(photo)).toBe(404);
  // To show where it is exactly is another choice.
  expect(await change({ exact: true })).toBe(200);
  expect(await photos("box-1")).toEqual([]);

  expect(await change({ photoPublic: true })).toBe(200);
  const [shown] = await photos("box-1,nobody-knows-it");
  expect(shown).toMatchObject({
    ...{ station: "box-1", id: photo, alt: "Une boîte sous un toit", author: "Alix" },
    licence: "CC-BY-4.0",
  });
  const file = await fetch(subject.cloud().http + shown?.files.full);
  expect(file.status).toBe(200);
  const bytes = Buffer.from(await file.arrayBuffer()).toString("latin1");
  expect(bytes).toMatch(/^RIFF.{4}WEBP/s);
  expect(bytes).not.toMatch(/Exif|GPS|http:\/\/ns\.adobe/);

  for (const [hide, back] of [
    [{ exposure: "indoor" }, { exposure: "outdoor" }],
    [{ photoPublic: false }, { photoPublic: true }],
  ] as const) {
    expect(await change(hide)).toBe(200);
    expect(await photos("box-1")).toEqual([]);
    expect(await fileStatus(photo)).toBe(404);
    expect(await change(back)).toBe(200);
    expect(await fileStatus(photo)).toBe(200);
  }
  expect(await subject.share(host, "box-1", "private")).toBe(200);
  expect(await photos("box-1")).toEqual([]);
  expect(await fileStatus(photo)).toBe(404);
});

test("a picture that its host replaces or takes off is nobody else's at once", async () => {
  const { host, change } = await setUp("box-2", "berthe@example.org");
  const [first, second] = [await upload(host, "Avant"), await upload(host, "Après")];
  expect(await change({ photo: first, photoPublic: true })).toBe(200);
  expect(await change({ photo: second })).toBe(200);
  expect(await photos("box-2")).toMatchObject([{ id: second, alt: "Après" }]);
  expect(await fileStatus(first)).toBe(404);
  expect(await change({ photo: null })).toBe(200);
  expect(await photos("box-2")).toEqual([]);
  expect(await fileStatus(second)).toBe(404);
});

test("nobody shows another's picture as theirs; a coordinator removes one, and the host's form knows it", async () => {
  const { host, places, change } = await setUp("box-3", "cleo@example.org");
  const other = await subject.signUp("dora@example.org", "Dora");
  expect(await change({ photo: await upload(other, "À Dora") })).toBe(404);
  const photo = await upload(host, "Un visage");
  expect(await change({ photo, photoPublic: true })).toBe(200);
  expect((await other.browser.ask("DELETE", `/api/v1/media/${photo}`)).status).toBe(403);
  const administrator = await subject.firstAdministrator();
  expect((await administrator.browser.ask("DELETE", `/api/v1/media/${photo}`)).status).toBe(204);
  expect(await photos("box-3")).toEqual([]);
  expect(await fileStatus(photo)).toBe(404);
  expect((await places())[0]).not.toHaveProperty("photo");
});

test("with another host, or at another place, the picture of before is not shown", async () => {
  const { host, station, change } = await setUp("box-4", "elsa@example.org");
  const photo = await upload(host, "Chez Elsa");
  expect(await change({ photo, photoPublic: true })).toBe(200);
  await subject.place(host, "box-4", { ...WHERE, lat: 45.08 });
  expect(await photos("box-4")).toEqual([]);
  expect(await fileStatus(photo)).toBe(404);

  expect(await change({ photo, photoPublic: true })).toBe(200);
  expect(await fileStatus(photo)).toBe(200);
  await subject.records.db.transaction((tx) => startHosting(tx, station, new Date(NOW + 60_000)));
  expect(await fileStatus(photo)).toBe(404);
});

test("too many names are refused, and a name that is none", async () => {
  for (const ids of ["", "a".repeat(300), Array.from({ length: 101 }, (_, n) => `s-${n}`).join()])
    expect((await subject.get(`/api/v1/station-photos?ids=${ids}`)).status).toBe(400);
});
