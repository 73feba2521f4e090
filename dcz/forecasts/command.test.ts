import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  type Host,
  openPlacesUnderTest,
  type PlacesUnderTest,
} from "../../cloud/src/places/places.fixture.ts";
import { forecastsOfDay } from "../../cloud/src/quality/forecast-queries.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { forecastsCommand } from "./command.ts";

const NOW = Date.UTC(2026, 3, 20, 8);
let subject: PlacesUnderTest;
let host: Host;
beforeAll(async () => {
  // With it come the invented commune 00001, its département and its region.
  subject = await openPlacesUnderTest(() => NOW, "on");
  // A place that is given before they are all there lies in none.
  await vi.waitFor(
    async () => {
      const { body } = await subject.getAsAdministrator("/api/v1/admin/jobs");
      const states = (body as { jobs: { state: string }[] }).jobs.map(({ state }) => state);
      expect(states.length).toBeGreaterThan(1);
      expect(new Set(states)).toEqual(new Set(["done"]));
    },
    { timeout: 30_000 },
  );
  host = await subject.signUp("host@example.org");
  await subject.hosted("garden", host);
  await subject.share(host, "garden", "public");
  const since = new Date(NOW - 86_400_000).toISOString();
  await subject.place(host, "garden", {
    lat: 45.072704,
    lon: -5.130763,
    exposure: "outdoor",
    since,
  });
});
afterAll(() => subject.remove());

const run = async (input: string | Buffer, words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal();
  const fed = { ...terminal, input: Readable.from([Buffer.from(input)]) };
  const administration = async () => ({
    url: subject.cloud().http,
    tokenFile: join(subject.folder, "cloud", "admin-token"),
  });
  await forecastsCommand(fed, administration).parseAsync(["import", ...words], { from: "user" });
  return outcome();
};
const path = "/api/v1/quality/forecasts";

test("a file of Atmo France becomes tomorrow's levels of a commune, and to import it again changes nothing", async () => {
  const file = [
    "\uFEFFaasqa;date_maj;alerte;code_ambr;code_arm;code_aul;code_boul;code_gram;code_oliv;code_qual;code_zone;conc_boul;date_dif;date_ech;lib_qual;lib_zone;source;type_zone",
    '75;2026-04-20 06:00:00+00:00;0;1;1;2;4;2;0;4;1;"120,5";2026-04-20;2026-04-21;Élevé;"Ville; Exemple";Atmo;commune',
    "75;2026-04-20 06:00:00+00:00;0;1;1;2;9;2;1;4;00001;1;2026-04-20;2026-04-22;Élevé;Ville-Exemple;Atmo;commune",
    "75;2026-04-20 06:00:00+00:00;0;1;1;2;3;2;1;3;99999;1;2026-04-20;2026-04-21;Modéré;Ailleurs;Atmo;commune",
  ].join("\r\n");
  const said = await run(file, ["--source", "atmo-france"]);
  expect(said).toMatchObject({ code: 0, stdout: "12 forecasts of atmo-france; 12 new.\n" });
  expect(said.stderr.match(/^line /gm)).toHaveLength(2);
  expect(said.stderr).toContain(
    'line 3: "value" of pollen_betula must be a whole number from 1 to 6.',
  );
  expect(said.stderr).toContain('line 4: no territory has the key "commune-99999".');
  const { body } = await subject.get(`${path}?territory=fr-commune-00001`);
  expect(body).toMatchObject({ zone: "Europe/Paris", today: "2026-04-20" });
  const { forecasts } = body as { forecasts: readonly Record<string, unknown>[] };
  expect(forecasts.filter(({ day }) => day === "2026-04-21")).toMatchObject([
    { subject: "pollen", value: 4, says: { en: "high" }, territory: "fr-commune-00001" },
    { subject: "pollen_alnus", value: 2 },
    { subject: "pollen_ambrosia", value: 1 },
    { subject: "pollen_artemisia", value: 1 },
    { subject: "pollen_betula", value: 4, scale: "atmo-france", source: "atmo-france" },
    { subject: "pollen_poaceae", value: 2 },
  ]);
  expect((await run(file, ["--source", "atmo-france"])).stdout).toContain("nothing new");
  expect((await subject.get(`${path}?territory=fr-commune-00001`)).body).toEqual(body);
});

test("a table by hand; what was said last of a day counts, and a station has its commune's", async () => {
  const words = ["--source", "town", "--territory", "commune-00001"];
  const table = (level: number, issued: string) =>
    `# by hand\nissued,day,subject,value\n${issued},21/04/2026,atmo,${level}\n`;
  expect((await run(table(3, "2026-04-20T06:00:00+02:00"), words)).code).toBe(0);
  // It came later, and was said earlier.
  expect((await run(table(5, "2026-04-19T06:00:00Z"), words)).code).toBe(0);
  const { body } = await subject.get(`${path}?station=garden&until=2026-04-21`);
  const { forecasts } = body as { forecasts: readonly Record<string, unknown>[] };
  expect(forecasts.find((each) => each.subject === "atmo")).toMatchObject({
    ...{ day: "2026-04-21", value: 3, issued: "2026-04-20T04:00:00.000Z" },
    ...{ territory: "fr-commune-00001", says: { fr: "Dégradé" } },
  });
  // As it was known the evening before.
  const asOf = new Date(Date.UTC(2026, 3, 19, 20));
  const known = await forecastsOfDay(subject.records.db, {
    ...{ day: "2026-04-21", asOf, subjects: ["atmo"] },
  });
  expect(known).toMatchObject([{ value: 5, source: "town" }]);
  // A station's own comes first.
  const own = await run("day\tatmo\tbouleau (grains/m3)\n2026-04-21\t2\t12,5\n", [
    ...["--source", "school", "--station", "garden", "--issued", "2026-04-20T05:00:00Z"],
  ]);
  expect(own.code).toBe(0);
  const after = await subject.get(`${path}?station=garden&until=2026-04-21`);
  const found = (after.body as typeof body & { forecasts: readonly object[] }).forecasts;
  expect(found).toContainEqual(expect.objectContaining({ subject: "atmo", value: 2 }));
  expect(found).toContainEqual(
    expect.objectContaining({ subject: "pollen_betula", value: 12.5, scale: "grains" }),
  );
});

test("what cannot be imported says why, and the other rows are kept", async () => {
  const words = ["--source", "town", "--territory", "fr-commune-00001"];
  const mixed = await run(
    [
      "issued,day,subject,value,scale",
      "2026-04-20T06:00:00Z,2026-04-23,atmo,3,",
      "2026-04-20T06:00:00Z,2026-04-31,atmo,3,",
      "2026-04-20T06:00:00Z,2026-04-23,rose,3,",
      "2026-04-20T06:00:00Z,2026-04-23,atmo,7,",
      "2026-04-21T06:00:00Z,2026-04-23,atmo,3,",
      "2026-04-20T06:00:00Z,2027-04-23,atmo,3,",
      "2026-04-20T06:00:00Z,2026-04-23,birch,3,pollen-count",
      ",2026-04-23,birch,3,grains",
      "2026-04-20T06:00:00Z,2026-04-23,birch,,grains",
      "2026-04-20T06:00:00Z,2026-04-23,birch",
    ].join("\n"),
    words,
  );
  expect(mixed.stdout).toBe("One forecast of town; 1 new.\n");
  for (const line of [3, 4, 5, 6, 7, 8, 9, 11]) expect(mixed.stderr).toContain(`line ${line}: `);
  expect(mixed.stderr.match(/^line /gm)).toHaveLength(8);
  for (const [input, given, says] of [
    ["day,atmo\n2026-04-21,3\n", [], "Give --source"],
    ["day,atmo\n2026-04-21,3\n", ["--source", "Atmo France"], "Give --source"],
    ["day,atmo\n2026-04-21,3\n", [...words, "--station", "garden"], "not both"],
    ["day,atmo\n2026-04-21,3\n", [...words, "--issued", "2026-04-20"], "--issued takes"],
    ["day,atmo\n2026-04-21,3\n", [...words, "--scale", "mine"], "no scale"],
    ["at,pm2_5\n2026-04-21,3\n", words, "Columns found: at, pm2_5"],
    ["", words, "empty"],
    ["day,atmo\n", words, "No forecast was kept"],
  ] as const) {
    const { code, stderr } = await run(input, given);
    expect(code, says).not.toBe(0);
    expect(stderr, says).toContain(says);
  }
});

test("a steward of the territory imports with a key of a program, for it and for nothing else", async () => {
  const steward = await subject.signUp("steward@example.org");
  const { body: commune } = await subject.get("/api/v1/territories/fr-commune-00001");
  const { id } = commune as { id: string };
  const admin = await subject.firstAdministrator();
  const granted = await admin.browser.ask("POST", `/api/v1/admin/people/${steward.id}/roles`, {
    ...{ role: "data_steward", scope: { kind: "territory", id } },
  });
  expect(granted.status).toBe(201);
  const keyWith = async (...scopes: string[]) => {
    const made = await steward.browser.ask("POST", "/api/v1/account/keys", {
      ...{ name: "steward's script", scopes },
    });
    const { key } = made.body as { key: string };
    return (method: string, where: string, sent?: object) =>
      subject.browser().ask(method, where, sent, { authorization: `Bearer ${key}` });
  };
  const program = await keyWith("quality:write");
  const row = { day: "2026-04-21", subject: "usaqi", value: 80, issued: "2026-04-20T06:00:00Z" };
  const sent = await program("POST", path, {
    source: "script",
    forecasts: [
      { ...row, territory: "fr-commune-00001" },
      { ...row, territory: "fr-departement-00" },
      { ...row, station: "elsewhere" },
    ],
  });
  expect(sent).toMatchObject({ status: 200, body: { kept: 1, changed: 1, refused: 2 } });
  // The same key writes what happened at a station there, and takes it back.
  const note = {
    ...{ station: "garden", kind: "works", note: "The road is dug up" },
    ...{ from: new Date(NOW - 3_600_000).toISOString(), until: new Date(NOW).toISOString() },
  };
  const written = await program("POST", "/api/v1/quality/annotations", note);
  expect(written).toMatchObject({ status: 201, body: { by: "steward", kind: "works" } });
  const { id: annotation } = written.body as { id: string };
  const removed = await program("DELETE", `/api/v1/quality/annotations/${annotation}`);
  expect(removed.status).toBe(200);
  // Reviewing is for people.
  const review = await program("PUT", "/api/v1/quality/references/garden", { name: "Fidas" });
  expect(review.status).toBe(403);
  const reader = await keyWith("measurements:read");
  expect((await reader("POST", path, { source: "script", forecasts: [row] })).status).toBe(403);
  expect((await reader("POST", "/api/v1/quality/annotations", note)).status).toBe(403);
  expect((await subject.get(path, { method: "POST" })).status).toBeGreaterThanOrEqual(400);
});

test("a file of which no row can be kept is refused row by row", async () => {
  const file = [
    "source,territory,subject,day,value,issued",
    "x,commune-99999,pollen,2026-04-21,1,2026-04-20T06:00:00Z",
  ].join("\n");
  const said = await run(file, ["--source", "nowhere"]);
  expect(said.stderr).toContain('no territory has the key "commune-99999"');
  expect(said.stderr).not.toContain("mistake");
});
