import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../../cloud/src/records/records.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { atlasCommand } from "./command.ts";

let database: FreshDatabase;
let cloud: CloudUnderTest;
beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(Date.now, { databaseUrl: database.url });
});
afterAll(async () => {
  await cloud.remove();
  await database.remove();
});

const run = async (input: string, words: readonly string[], environment = {}) => {
  const { terminal, outcome } = captureTerminal(environment);
  const fed = { ...terminal, input: Readable.from([Buffer.from(input)]) };
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
  });
  await atlasCommand(fed, () => "2026-11-28", administration).parseAsync(["import", ...words], {
    from: "user",
  });
  return outcome();
};
const scheme = ["--as", "lieux-mediation"];
const HEADER = "id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,source";
const row = (id: string, name: string, latitude = 44.857) =>
  `${id},00000000000000,${name},Cenon,33150,33119,1 rue A,${latitude},-0.532,essai`;
const file = (...rows: string[]) => [HEADER, ...rows].join("\n");

test("a file of the scheme is tried, imported, and imported again without a change", async () => {
  const places = file(
    row("1", "Le Patio"),
    row("2", "Médiathèque Rivière"),
    row("3", "Mediatek Rivière"),
  );
  const counts =
    "New: 3. Changed: 0. Same: 0. Conflicts: 0. Refused: 0. To be reviewed among the new: 1.";
  const tried = await run(places, [...scheme, "--dry-run"]);
  expect(tried).toMatchObject({ code: 0, stderr: "" });
  expect(tried.stdout).toContain(`A trial, nothing is written. ${counts}`);
  expect(tried.stdout).toMatch(/^line 4: resembles “Médiathèque Rivière” \(line 3, \d+ %\)\.$/m);
  const imported = await run(places, scheme);
  expect(imported.stdout).toContain(counts);
  expect((await run(places, scheme)).stdout).toContain("New: 0. Changed: 0. Same: 3.");
  const french = await run(places.replace("Le Patio", "Le Grand Patio"), scheme, {
    LANG: "fr_FR.UTF-8",
  });
  expect(french.stdout).toContain("Nouveaux : 0. Modifiés : 1. Identiques : 2.");
  const { body } = await cloud.get("/api/v1/atlas/entries?search=patio");
  expect(body).toMatchObject({ entries: [{ name: "Le Grand Patio", source: "essai" }] });
});

test("rows that cannot be are named by their line, and the others are imported", async () => {
  const places = file(row("", "Sans clé"), row("5", "Au pôle", 95), '"', row("6", "Bon"));
  const { stdout, stderr, code } = await run(places, scheme);
  expect(code).toBe(0);
  expect(stderr).toContain("line 2: no identifier (id)");
  expect(stderr).toMatch(/^line 3: "latitude"/m);
  expect(stdout).toContain("New: 1.");
});

test.each([
  ["", scheme, "empty", 1],
  [file(), scheme, "Nothing was imported", 1],
  [file(row("1", "A")), [], "--as", 2],
  [file(row("1", "A")), [...scheme, "--family", "school"], "no such family", 2],
  [file(row("1", "A")), [...scheme, "--take", "mine"], "ours or theirs", 2],
] as const)("%j with %j says %s", async (input, words, says, code) => {
  const outcome = await run(input, words);
  expect(outcome.stderr).toContain(says);
  expect(outcome.code).toBe(code);
});

test("structures of data.inclusion come first, then the services that they offer", async () => {
  const structure = {
    ...{ source: "dora", id: "dora--s1", nom: "Maison des Lilas" },
    date_maj: "2026-01-02",
  };
  const service = {
    ...{ source: "dora", id: "dora--v1", structure_id: "dora--s1", nom: "Atelier ordinateur" },
    ...{ description: "Apprendre à se servir d'un ordinateur.", date_maj: "2026-01-02" },
    ...{ thematiques: ["numerique--maitriser-les-fondamentaux-du-numerique"], frais: "gratuit" },
  };
  const asked = (resource: string) => ["--as", "data-inclusion", "--resource", resource];
  const early = await run(JSON.stringify([service]), asked("services"));
  expect(early.stderr).toContain('no place of dora has the key "s1": import the places first.');
  expect((await run(JSON.stringify([structure]), asked("structures"))).stdout).toContain("New: 1.");
  expect((await run(JSON.stringify([service]), asked("services"))).stdout).toContain("New: 1.");
  const { body } = await cloud.get("/api/v1/atlas/entries?search=ordinateur");
  const [{ slug }] = (body as { entries: [{ slug: string }] }).entries;
  expect((await cloud.get(`/api/v1/atlas/entries/${slug}`)).body).toMatchObject({
    ...{ nature: "offer", related: [{ name: "Maison des Lilas" }] },
    sheet: { fees: ["Gratuit"], services: ["Maîtrise des outils numériques du quotidien"] },
  });
});

test("the scheme's own example is imported as it is", async () => {
  const path = "../../cloud/src/atlas/formats/lieux-mediation-exemple-valide.csv";
  const example = readFileSync(join(import.meta.dirname, path), "utf8");
  const { stdout, stderr } = await run(example, [...scheme, "--json"]);
  expect([stderr, JSON.parse(stdout)]).toMatchObject(["", { new: 1, refused: 0 }]);
});
