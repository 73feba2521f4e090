import { afterAll, beforeAll, expect, test } from "vitest";
import {
  elsewhere,
  type Host,
  inTown,
  openPlacesUnderTest,
  type PlacesUnderTest,
  territoriesAreThere,
} from "../places/places.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const HOUR = 3_600_000;
let now = NOW;
let subject: PlacesUnderTest;
let admin: Host;
let jeanne: Host;
let paul: Host;

interface Fleet {
  readonly stations: readonly { station: string; isGateway: boolean }[];
}
const fleetOf = async ({ browser }: Host, search = ""): Promise<readonly string[]> => {
  const { status, body } = await browser.ask("GET", `/api/v1/fleet${search}`);
  expect(status).toBe(200);
  return (body as Fleet).stations.map(({ station }) => station);
};

const give = async (to: Host, role: string, kind: string, id?: string) => {
  const scope = { kind, ...(id === undefined ? {} : { id }) };
  const path = `/api/v1/admin/people/${to.id}/roles`;
  expect((await admin.browser.ask("POST", path, { role, scope })).status).toBe(201);
};

/** A gateway that relays a station, and goes. */
const relay = async (gateway: string, station: string) => {
  const client = await subject.connect(gateway, { username: `gateway:${gateway}` });
  const tell = (name: string, kind: string, document: object) =>
    client.publishAsync(`dcz/1/${name}/${kind}`, JSON.stringify(document), { qos: 1 });
  await tell(gateway, "hello", { kit: "gateway", sensors: [], software: { gateway: "0.0.1" } });
  await tell(station, "readings", {
    ...{ boot: "abcdefgh", seq: 99, clock: "ntp" },
    readings: [{ at: now - 500, sensor: "sds011", values: { pm2_5: 4 } }],
  });
  await tell(gateway, "status", { state: "offline", at: now });
  await client.endAsync();
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => now, "on");
  admin = await subject.firstAdministrator();
  await territoriesAreThere(subject);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
  await subject.hosted("bourg", jeanne);
  await subject.hosted("loin", paul);
  await subject.place(jeanne, "bourg", inTown);
  await subject.place(paul, "loin", elsewhere);
  await relay("passerelle", "bourg");
  await relay("autre-passerelle", "loin");
  now += 2 * HOUR;
});
afterAll(() => subject.remove());

test("a host sees the own stations and the gateways through which they are heard", async () => {
  expect(await fleetOf(jeanne)).toEqual(["bourg", "passerelle"]);
  expect(await fleetOf(paul)).toEqual(["autre-passerelle", "loin"]);
});

test("who coordinates a territory sees its stations and their gateways, and of others none", async () => {
  const { body } = await subject.get("/api/v1/territories/at?lon=-5.11&lat=45.07");
  const around = (body as { territories: { id: string }[] }).territories;
  expect(around.length).toBeGreaterThan(1);
  for (const [index, { id }] of around.entries()) {
    const coordinator = await subject.signUp(`c${index}@example.org`, `C${index}`);
    expect(await fleetOf(coordinator)).toEqual([]);
    await give(coordinator, "coordinator", "territory", id);
    expect(await fleetOf(coordinator), id).toEqual(["bourg", "passerelle"]);
  }
  const helper = await subject.signUp("helper@example.org", "Helper");
  await give(helper, "mediator", "platform");
  expect(await fleetOf(helper)).toEqual([]);
});

test("an administrator sees all, and of the own stations only those that are asked for", async () => {
  await subject.hosted("mairie", admin);
  expect(await subject.share(admin, "mairie", "public")).toBe(200);
  now += 2 * HOUR;
  expect(await fleetOf(admin)).toEqual([
    "autre-passerelle",
    "bourg",
    "loin",
    "mairie",
    "passerelle",
  ]);
  expect(await fleetOf(admin, "?hosted=own")).toEqual(["mairie"]);
  expect((await admin.browser.ask("GET", "/api/v1/fleet?problem=late")).body).toMatchObject({
    total: 0,
    counts: { silent: 3, not_heard: 2, late: 0 },
    lookedAfter: { stations: 3, gateways: 2, needHelp: 5 },
  });
});
