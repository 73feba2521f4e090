import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlacesUnderTest, type PlacesUnderTest } from "./places.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 20, 10);
let subject: PlacesUnderTest;
beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
});
afterAll(() => subject.remove());

const square = (west: number, south: number) => [
  [
    [west, south],
    [west + 0.1, south],
    [west + 0.1, south + 0.1],
    [west, south + 0.1],
    [west, south],
  ],
];
const OUTLINE = JSON.stringify({
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { code: "97411", nom: "Saint-Denis", departement: "974", region: "04" },
      geometry: { type: "Polygon", coordinates: square(55.4, -20.95) },
    },
  ],
});
const COMMUNES = `TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,97411,04,974,974D,9741,0,SAINT DENIS,Saint-Denis,Saint-Denis,97499,
`;

const importFile = async (file: string, body: string) => {
  const imports = "/api/v1/admin/territories/imports";
  const { body: started } = await subject.getAsAdministrator(`${imports}?file=${file}`, {
    ...{ method: "POST", body, headers: { "content-type": "text/csv" } },
  });
  const { id } = started as { id: string };
  await expect
    .poll(async () => (await subject.getAsAdministrator(`${imports}/${id}`)).body, {
      timeout: 30_000,
    })
    .toMatchObject({ state: "imported" });
};

test("a station overseas has the zone of its island: its days, nights and pages are those of there", async () => {
  await importFile("v_commune_2026.csv", COMMUNES);
  await importFile("communes-1000m.geojson", OUTLINE);
  const jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const name of ["barachois", "nulle-part"]) {
    await subject.hosted(name, jeanne);
    await subject.share(jeanne, name, "public");
  }
  await subject.place(jeanne, "barachois", { lat: -20.88, lon: 55.45, exposure: "outdoor" });
  const client = await subject.connect("edge-barachois");
  // Ten past midnight in Saint-Denis, ten past nine in the evening in Paris.
  const batch = {
    ...{ boot: "abcdefgh", seq: 900, clock: "ntp" },
    readings: [{ at: NOW - 1000, sensor: "microphone", values: { laeq: 44 } }],
  };
  await client.publishAsync("dcz/1/barachois/readings", JSON.stringify(batch), { qos: 1 });
  await client.endAsync();
  const zone = async (path: string) =>
    ((await subject.get(path)).body as { zone: string | undefined }).zone;
  expect(await zone("/api/v1/stations/barachois")).toBe("Indian/Reunion");
  expect(await zone("/api/v1/stations/nulle-part")).toBe("Europe/Paris");
  expect(await zone("/api/v1/health")).toBe("Europe/Paris");
  expect(await zone("/api/v1/quality/pollen/seasons?station=barachois&taxa=poaceae")).toBe(
    "Indian/Reunion",
  );
  await expect
    .poll(async () => (await subject.get("/api/v1/air/stations?ids=barachois")).body)
    .toMatchObject({ stations: [{ noise: { period: "night" } }] });
});
