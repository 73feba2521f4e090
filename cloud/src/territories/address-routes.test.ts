import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ImportsUnderTest, openImportedUnderTest } from "./import-routes.fixture.ts";
import { banFile } from "./territories.fixture.ts";

let cloud: ImportsUnderTest;
beforeAll(async () => {
  cloud = await openImportedUnderTest();
}, 60_000);
afterAll(() => cloud.remove());

const streets = [
  {
    street: "33063_0001",
    name: "Rue de l'Église",
    numbers: ["1", "12", "12 bis"],
    postcode: "33000",
    commune: "Bordeaux",
  },
  {
    street: "33449_0001",
    name: "Rue de l'Église",
    numbers: ["12"],
    postcode: "33160",
    commune: "Saint-Médard-en-Jalles",
  },
  {
    street: "2A004_0001",
    name: "Cours Napoléon",
    numbers: ["4"],
    postcode: "20000",
    commune: "Ajaccio",
  },
  {
    street: "97411_0001",
    name: "Rue de l'Œuvre",
    numbers: ["7"],
    postcode: "97400",
    commune: "Saint-Denis",
  },
  {
    street: "75101_0001",
    name: "Rue de Rivoli",
    numbers: ["99"],
    postcode: "75001",
    commune: "Paris 1er Arrondissement",
  },
];

const labels = async (query: string): Promise<string[]> => {
  const { status, body } = await cloud.get(`/api/v1/addresses?${query}`);
  expect(status).toBe(200);
  return (body as { addresses: { label: string }[] }).addresses.map(({ label }) => label);
};

test("addresses of a packed file are searched, in a territory too", async () => {
  const damaged = banFile(streets).replace(";33063_0001_00001;", ";").concat("33063_x;;;;\n");
  expect(await cloud.importFile("adresses-33.csv.gz", gzipSync(damaged))).toMatchObject({
    state: "imported",
    counts: { lines: 8, damaged: 1 },
    damages: [{ line: 9, code: "fields" }],
  });
  expect(
    (await cloud.get("/api/v1/addresses?search=12%20bis%20r.%20de%20l%27eglise")).body,
  ).toEqual({
    addresses: [
      {
        label: "12 bis Rue de l'Église, 33000 Bordeaux",
        kind: "address",
        number: "12 bis",
        street: "Rue de l'Église",
        postcode: "33000",
        commune: "Bordeaux",
        code_insee: "33063",
        lon: -0.58,
        lat: 44.842,
        score: expect.any(Number),
      },
      expect.objectContaining({
        label: "12 Rue de l'Église, 33160 Saint-Médard-en-Jalles".replace("12 ", "12 "),
      }),
    ],
  });
  expect(await labels("search=eglise&territory=fr-commune-33449")).toEqual([
    "Rue de l'Église, 33160 Saint-Médard-en-Jalles",
  ]);
  expect(await labels("search=eglise&territory=fr-epci-243300316")).toHaveLength(2);
  expect(await labels("search=rivoli&territory=75056")).toEqual([
    "Rue de Rivoli, 75001 Paris 1er Arrondissement",
  ]);
  expect(await labels("search=rivoli&territory=33063")).toEqual([]);
  expect(await labels("search=cours%20napoleon%20ajaccio")).toEqual([
    "Cours Napoléon, 20000 Ajaccio",
  ]);
  expect(await labels("search=rue%20de%20l%27oeuvre%20st%20denis")).toEqual([
    "Rue de l'Œuvre, 97400 Saint-Denis",
  ]);
  expect((await cloud.get("/api/v1/addresses?search=eglise&territory=nowhere")).status).toBe(404);
  expect((await cloud.get(`/api/v1/addresses?search=${"x".repeat(301)}`)).status).toBe(400);
}, 60_000);

test("who asks for too many addresses must wait", async () => {
  const asked = await Promise.all(
    Array.from({ length: 700 }, () => cloud.get("/api/v1/addresses?search=ab")),
  );
  const refused = asked.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(50);
  expect(refused[0]?.body).toMatchObject({ code: "too_many_requests" });
});
