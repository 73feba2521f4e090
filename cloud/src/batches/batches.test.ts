import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Browser,
  openPeopleUnderTest,
  type PeopleUnderTest,
} from "../people/people.fixture.ts";

interface Prepared {
  readonly id: string;
  readonly stations: readonly {
    readonly station: string;
    readonly code: string;
    readonly secret: string;
  }[];
}

let subject: PeopleUnderTest;
let admin: Awaited<ReturnType<PeopleUnderTest["firstAdministrator"]>>;
let host: Awaited<ReturnType<PeopleUnderTest["signUp"]>>;
let leader: Awaited<ReturnType<PeopleUnderTest["signUp"]>>;
let organisation: string;
let elsewhere: string;

const addOrganisation = async (title: string): Promise<string> => {
  const { body } = await admin.browser.ask("POST", "/api/v1/organisations", {
    ...{ title, legalForm: "association" },
  });
  return (body as { id: string }).id;
};

beforeAll(async () => {
  subject = await openPeopleUnderTest();
  admin = await subject.firstAdministrator();
  host = await subject.signUp("host@example.org", "Jeanne");
  leader = await subject.signUp("leader@example.org", "Lina");
  organisation = await addOrganisation("Médias");
  elsewhere = await addOrganisation("Elsewhere");
  const given = await admin.browser.ask("POST", `/api/v1/admin/people/${leader.id}/roles`, {
    ...{ role: "mediator", scope: { kind: "thing", id: organisation } },
  });
  expect(given.status).toBe(201);
}, 120_000);
afterAll(() => subject.remove());

const prepare = (browser: Browser, count: number, of = organisation, title = "Atelier") =>
  browser.ask("POST", `/api/v1/organisations/${of}/batches`, { title, count });
const prepared = async (count: number): Promise<Prepared> => {
  const { status, body } = await prepare(leader.browser, count);
  expect(status).toBe(201);
  return body as Prepared;
};
const batches = async (): Promise<
  { id: string; title: string; stations: { station: string; state: string }[] }[]
> => {
  const { body } = await leader.browser.ask("GET", `/api/v1/organisations/${organisation}/batches`);
  return (body as { batches: [] }).batches;
};
const claim = (code: string) => host.browser.ask("POST", "/api/v1/stations/claims", { code });
const connect = ({ station, secret }: Prepared["stations"][number]) =>
  subject.connect(`edge-${station}`, { username: station, password: secret });
const publish = async (box: Prepared["stations"][number], seq: number): Promise<void> => {
  const client = await connect(box);
  await client.publishAsync(
    `dcz/1/${box.station}/readings`,
    JSON.stringify({
      ...{ boot: "k3v9x0qz", seq, clock: "ntp" },
      readings: [{ at: Date.now() - 60_000, sensor: "sds011", values: { pm2_5: 5 } }],
    }),
    { qos: 1 },
  );
  await client.endAsync();
};

test("boxes are prepared by mediators of the organisation, in it alone, and by nobody else", async () => {
  expect((await prepare(subject.browser(), 1)).status).toBe(401);
  expect((await prepare(host.browser, 1)).status).toBe(403);
  expect((await prepare(leader.browser, 1, elsewhere)).status).toBe(403);
  expect(
    (await host.browser.ask("GET", `/api/v1/organisations/${organisation}/batches`)).status,
  ).toBe(403);
  const nowhere = "019ac000-0000-7000-8000-000000000000";
  expect((await prepare(admin.browser, 1, nowhere)).status).toBe(404);
  expect((await prepare(leader.browser, 0)).status).toBe(400);
  expect((await prepare(leader.browser, 101)).status).toBe(400);
  expect((await prepare(leader.browser, 1, organisation, " ")).status).toBe(400);
});

test("a text with the one character that the records cannot keep is refused, whatever it is for", async () => {
  const answers = [
    await prepare(leader.browser, 1, organisation, "Atelier\0nord"),
    await admin.browser.ask("POST", "/api/v1/organisations", {
      ...{ title: "Club\0nord", legalForm: "association" },
    }),
  ];
  for (const { status, body } of answers)
    expect({ status, body }).toMatchObject({ status: 400, body: { code: "invalid_request" } });
});

test("the code of a prepared box is enough, once, and it measures under the name that was printed", async () => {
  const { id, stations } = await prepared(3);
  const [first, second] = stations;
  if (first === undefined || second === undefined) throw new Error("Three were prepared.");
  expect(new Set(stations.map(({ station }) => station)).size).toBe(3);
  for (const { station, code, secret } of stations) {
    expect(station).toMatch(/^station-[0-9a-hjkmnp-tv-z]{16}$/);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
  }
  // Before somebody has claimed it, it may be at their home already: nobody sees it.
  await publish(first, 1);
  expect((await subject.get(`/api/v1/stations/${first.station}`)).status).toBe(404);
  const { code } = first;
  expect(await claim(`${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase())).toMatchObject({
    ...{ status: 201, body: { station: first.station, state: "claimed" } },
  });
  expect((await claim(code)).status).toBe(403);
  await publish(first, 2);
  // One that was never switched on is claimed too, and starts afterwards.
  expect((await claim(second.code)).status).toBe(201);
  await publish(second, 1);
  const [batch] = await batches();
  expect(batch).toMatchObject({ id, title: "Atelier" });
  expect(batch?.stations.map(({ state }) => state).sort()).toEqual([
    "claimed",
    "claimed",
    "registered",
  ]);
});

test("codes and secrets are told once: the records keep hashes", async () => {
  const { stations } = await prepared(2);
  const text = JSON.stringify([
    await batches(),
    (await subject.records.db.execute("select * from label_code")).rows,
    (await subject.records.db.execute("select * from station_credential")).rows,
    (await subject.records.db.execute("select * from audit_entry")).rows,
  ]);
  for (const { station, code, secret } of stations) {
    expect(text).toContain(station);
    expect(text).not.toContain(code);
    expect(text).not.toContain(secret);
  }
});

test("a batch that is discarded is dead: codes, secrets and names; what was claimed stays", async () => {
  const { id, stations } = await prepared(2);
  const [taken, lost] = stations;
  if (taken === undefined || lost === undefined) throw new Error("Two were prepared.");
  expect((await claim(taken.code)).status).toBe(201);
  const discard = (browser: Browser) =>
    browser.ask("DELETE", `/api/v1/organisations/${organisation}/batches/${id}`);
  expect((await discard(host.browser)).status).toBe(403);
  expect(await discard(leader.browser)).toMatchObject({ status: 200, body: { discarded: 1 } });
  expect((await claim(lost.code)).status).toBe(403);
  await expect(connect(lost)).rejects.toThrow();
  await publish(taken, 1);
  expect(await discard(leader.browser)).toMatchObject({ status: 200, body: { discarded: 0 } });
  expect((await batches()).find((one) => one.id === id)?.stations).toEqual([
    { station: taken.station, state: "claimed" },
  ]);
  const nowhere = `/api/v1/organisations/${elsewhere}/batches/${id}`;
  expect((await admin.browser.ask("DELETE", nowhere)).status).toBe(404);
});

test("no organisation has more than five hundred boxes that nobody has claimed", async () => {
  const all = await Promise.all(
    Array.from({ length: 6 }, () => prepare(admin.browser, 100, elsewhere)),
  );
  expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409]);
  expect(all.find(({ status }) => status === 409)?.body).toMatchObject({
    code: "too_many_prepared",
  });
});
