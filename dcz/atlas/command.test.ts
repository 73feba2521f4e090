import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { atlasCommand as commandWith } from "./command.ts";

const atlasCommand = (terminal: Parameters<typeof commandWith>[0], today: () => string) =>
  commandWith(terminal, today, async () => ({ url: "http://127.0.0.1:9/", tokenFile: "absent" }));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-atlas-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (
  words: readonly string[],
  input: string | Uint8Array,
  environment: Record<string, string> = {},
) => {
  const file = join(folder, "places");
  await writeFile(file, input);
  const captured = captureTerminal(environment);
  const command = atlasCommand(captured.terminal, () => "2026-11-27");
  await command.parseAsync([...words, file], { from: "user" });
  return captured.outcome();
};

const header = "id,pivot,nom,commune,code_postal,adresse,date_maj,telephone";
const good = "1,43493312300029,Le Patio,Reims,51100,12 rue de Vesle,2024-04-02,+33326000000";
const bad =
  '2,43493312300029,"Médiathèque\nde l\'Est",Reims,51 100,1 place A,2024-04-02,03 26 00 00 00';

test("check --json: rows, errors, warnings with line, column, value, message; ends with 1", async () => {
  const { stdout, stderr, code } = await run(
    ["check", "--as", "lieux-mediation", "--json"],
    [header, good, bad, good.replace("1,", "3,")].join("\n"),
  );
  expect([stderr, code]).toEqual(["", 1]);
  expect(JSON.parse(stdout)).toEqual({
    rows: 3,
    errors: [
      {
        ...{ line: 3, column: "code_postal", value: "51 100" },
        message: "A postcode has five digits and no space: 51100.",
      },
      {
        ...{ line: 3, column: "telephone", value: "03 26 00 00 00" },
        message: "A number in international form without spaces: +33326000000.",
      },
    ],
    warnings: [],
  });
});

test("check: sentences for people, in their language; ends with 0 when nothing is wrong", async () => {
  const words = ["check", "--as", "lieux-mediation"];
  const wrong = await run(words, `${header}\n${bad}`, { LANG: "fr_FR.UTF-8" });
  expect(wrong).toMatchObject({ code: 1, stderr: "" });
  expect(wrong.stdout.split("\n")).toEqual([
    "erreur ligne 2, code_postal (51 100) : Un code postal a cinq chiffres, sans espace : 51100.",
    "erreur ligne 2, telephone (03 26 00 00 00) : Numéro au format international, sans espace : +33326000000.",
    "1 enregistrement, 2 erreurs, 0 avertissement.",
    "",
  ]);
  expect(await run(words, `${header}\n${good}`)).toEqual({
    ...{ stdout: "1 record, 0 errors, 0 warnings.\n", stderr: "", code: 0 },
  });
});

test("a file of Windows is read and told: letters with accents in another encoding", async () => {
  const { stdout } = await run(
    ["check", "--as", "lieux-mediation", "--json"],
    Buffer.from(`${header}\n${good.replace("Patio", "Pâtio")}`, "latin1"),
  );
  const { errors, warnings } = JSON.parse(stdout) as { errors: object[]; warnings: object[] };
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([
    { line: 1, column: null, message: expect.stringContaining("Windows-1252") },
  ]);
});

test("convert: the result on standard output, what was left behind on standard error", async () => {
  const { stdout, stderr, code } = await run(
    ["convert", "--from", "lieux-mediation", "--to", "data-inclusion"],
    `${header},itinerance\n${good},Itinérant`,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ nom: "Le Patio", siret: "43493312300029" }]);
  expect(stderr).toContain("itinerance: 1 value left behind, for example Itinérant (line 2)");
  expect(stderr).toContain("--resource services");
});

test("convert: what the other format demands is told, and the values stay", async () => {
  const { stdout, stderr, code } = await run(
    ["convert", "--from", "csv", "--to", "lieux-mediation"],
    "nom,commune\nLe Patio,Reims",
  );
  expect(code).toBe(0);
  expect(stdout).toContain("Le Patio");
  expect(stderr).toContain(
    "to complete in the result, pivot, line 2: This value is required: fill it in.",
  );
});

test("what a person got wrong on the command line is said, with 2", async () => {
  const said = async (words: readonly string[]) => {
    const { stderr, stdout, code } = await run(words, good);
    expect([stdout, code]).toEqual(["", 2]);
    return stderr;
  };
  expect(await said(["check"])).toContain("--as: lieux-mediation, data-inclusion, geojson, csv");
  expect(await said(["check", "--as", "excel"])).toContain("--as excel: unknown format");
  expect(await said(["check", "--as", "data-inclusion", "--resource", "places"])).toContain(
    "structures, services",
  );
  expect(await said(["convert", "--from", "csv"])).toContain("--to");
  const captured = captureTerminal();
  const missing = join(folder, "missing.csv");
  await atlasCommand(captured.terminal, () => "2026-11-27").parseAsync(
    ["check", "--as", "csv", missing],
    { from: "user" },
  );
  expect(await captured.outcome()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(missing),
  });
});

test("a stranger's cell moves no cursor of a terminal", async () => {
  const { stdout } = await run(
    ["check", "--as", "lieux-mediation"],
    `${header}\n1,x,\u001b[2JA,R,51100,a,2024-01-01,\u001b[31m`,
  );
  expect(stdout).not.toContain("\u001b");
});
