import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../../cloud/src/records/records.fixture.ts";
import type { Administration } from "../administration/cloud.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { territoriesCommand } from "./command.ts";

let database: FreshDatabase;
let cloud: CloudUnderTest;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(Date.now, { databaseUrl: database.url });
  folder = await mkdtemp(join(tmpdir(), "dcz-territories-"));
}, 60_000);
afterAll(async () => {
  await cloud.remove();
  await database.remove();
  await rm(folder, { recursive: true });
});

const run = async (
  words: readonly string[],
  changes: Partial<Administration> = {},
  LANG = "en_GB.UTF-8",
) => {
  const { terminal, outcome } = captureTerminal({ LANG });
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
    ...changes,
  });
  await territoriesCommand(terminal, administration).parseAsync(words, { from: "user" });
  return outcome();
};

const fileWith = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const REGIONS =
  "REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n75,33063,3,X,Nouvelle-Aquitaine,Nouvelle-Aquitaine\n1,97105,3,X,Guadeloupe,Guadeloupe\n";

test("files are imported, listed and told with what was left out", async () => {
  expect((await run(["list"])).stdout).toBe("Nothing has been imported yet.\n");
  const path = await fileWith("v_region.csv", REGIONS);
  const imported = await run(["import", path]);
  expect(imported).toMatchObject({ code: 0, stderr: "" });
  expect(imported.stdout).toContain("2 lines. Added: 1. Changed: 0. Left: 0. Lines left out: 1.");
  expect(imported.stdout).toContain("line 3: “1” has not the form of a code");
  expect((await run(["import", path], {}, "fr_FR.UTF-8")).stdout).toContain(
    "Ce fichier avait déjà été importé",
  );
  const { stdout } = await run(["list", "--json"]);
  const [{ id }] = (JSON.parse(stdout) as { imports: [{ id: string }] }).imports;
  expect((await run(["list"])).stdout).toContain(`${id}  unchanged  v_region.csv`);
  expect((await run(["status", id])).stdout).toContain("unchanged");
}, 30_000);

test("a refused file ends with 1 and says what to do, in the person's language", async () => {
  const page = await fileWith("regions.csv", "<html>404");
  expect(await run(["import", page], {}, "fr_FR.UTF-8")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("C'est une page web"),
  });
  expect(await run(["import", page, "--json"])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"web_page"'),
  });
}, 30_000);

test("what cannot be is said with the remedy", async () => {
  expect(await run(["import", join(folder, "absent.csv")])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("cannot be read"),
  });
  expect(await run(["import", folder])).toMatchObject({ code: 1 });
  expect(await run(["status", "../1"])).toMatchObject({ code: 2 });
  expect(await run(["status", "01900000-0000-7000-8000-000000000000"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("404"),
  });
  const path = await fileWith("v_region.csv", REGIONS);
  expect((await run(["import", path], { url: "http://127.0.0.1:9/" })).stderr).toContain(
    "does not answer",
  );
  expect((await run(["import", path], { tokenFile: join(folder, "absent") })).code).toBe(1);
});

test("who does not wait gets the number of the import", async () => {
  const path = await fileWith("v_region.csv", `${REGIONS}\n`);
  const { stdout, code } = await run(["import", "--no-wait", path]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^v_region\.csv: received, import [0-9a-f-]{36}\n$/);
});
