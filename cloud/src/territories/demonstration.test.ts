import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { freshDatabase } from "../records/records.fixture.ts";
import { banFile } from "./territories.fixture.ts";

/** A cloud with records of its own, with the invented territory or without. */
const openCloud = async (demonstration: "on" | "off"): Promise<CloudUnderTest> => {
  const database = await freshDatabase();
  const settings = { databaseUrl: database.url, demonstration };
  const cloud = await openCloudUnderTest(Date.now, settings);
  onTestFinished(async () => {
    await cloud.remove();
    await database.remove();
  });
  return cloud;
};

test("the invented territory is there soon after a first start, once, and ends with the first official list", async () => {
  const cloud = await openCloud("on");
  const get = async (path: string) => (await cloud.get(path)).body;
  const states = async () => {
    const { body } = await cloud.getAsAdministrator("/api/v1/admin/territories/imports");
    return (body as { imports: { state: string; counts?: { damaged: number } }[] }).imports;
  };
  await expect
    .poll(async () => (await states()).map(({ state }) => state), { timeout: 30_000 })
    .toEqual(Array(10).fill("imported"));
  expect((await states()).map(({ counts }) => counts?.damaged)).toEqual(Array(10).fill(0));
  expect(await get("/api/v1/territories/fr-commune-00001")).toMatchObject({
    name: "Ville-Exemple",
    demonstration: true,
    rural: false,
    parents: [{ kind: "epci" }, { kind: "departement" }, { kind: "region" }],
  });
  expect(await get("/api/v1/territories/at?lon=-5.11&lat=45.07")).toMatchObject({
    territories: [{ code: "00001" }, { kind: "epci" }, { kind: "departement" }, { kind: "region" }],
  });
  const { addresses } = (await get("/api/v1/addresses?search=3%20rue%20de%20l%27oeuvre")) as {
    addresses: object[];
  };
  expect(addresses[0]).toMatchObject({
    label: "3 Rue de l'Œuvre, 00140 Val d'Exemple",
    kind: "address",
  });

  await cloud.restart();
  expect(await states()).toHaveLength(10);
  const official =
    "REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n75,33063,3,X,Nouvelle-Aquitaine,Nouvelle-Aquitaine\n";
  await cloud.getAsAdministrator("/api/v1/admin/territories/imports?file=v_region.csv", {
    method: "POST",
    body: official,
  });
  await expect.poll(async () => (await states())[0]?.state, { timeout: 30_000 }).toBe("imported");
  expect(await get("/api/v1/territories")).toMatchObject({
    territories: [{ name: "Nouvelle-Aquitaine" }],
  });
});

test("a file that has gone before its import began is asked for again", async () => {
  const cloud = await openCloud("off");
  const path = "/api/v1/admin/territories/imports";
  // A long file first, so that the second one waits.
  const long = banFile(
    Array.from({ length: 3_000 }, (_, index) => ({
      street: `33063_${String(index).padStart(4, "0")}`,
      name: `Rue ${index} du Lac`,
      numbers: ["1", "2"],
      postcode: "33000",
      commune: "Bordeaux",
    })),
  );
  await cloud.getAsAdministrator(`${path}?file=long.csv`, { method: "POST", body: long });
  const { body } = await cloud.getAsAdministrator(`${path}?file=gone.csv`, {
    method: "POST",
    body: `${long}\n`,
  });
  const { id } = body as { id: string };
  await rm(join(cloud.folder, "cloud", "imports", id));
  await expect
    .poll(async () => (await cloud.getAsAdministrator(`${path}/${id}`)).body, { timeout: 30_000 })
    .toMatchObject({ state: "refused", refusal: { code: "gone" } });
});

test("nothing writes files of the invented territory any more when the cloud has closed", async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.remove());
  const settings = { databaseUrl: database.url, demonstration: "on" } as const;
  const cloud = await openCloudUnderTest(Date.now, settings);
  const folder = join(cloud.folder, "cloud", "imports");
  await expect.poll(() => existsSync(folder), { interval: 1, timeout: 30_000 }).toBe(true);
  // Closes it, and removes its folder: that fails when a file comes in meanwhile.
  await cloud.remove();
});
