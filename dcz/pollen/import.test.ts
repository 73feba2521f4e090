import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { pollenCommand } from "./command.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await openCloudUnderTest(() => NOW);
});
afterAll(() => cloud.remove());

const run = async (input: string, words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal({ LANG: "en_GB.UTF-8" });
  const fed = { ...terminal, input: Readable.from([Buffer.from(input)]) };
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
  });
  await pollenCommand(fed, administration).parseAsync(words, { from: "user" });
  return outcome();
};

/** Days of May 2026: nothing, then seven days of which five have three grains and thirty together, then nothing. */
const may = [0, 1, 5, 9, 0, 8, 7, 2, 9, 0, 1, 0];
const grasses = `at,pollen_poaceae\n${may
  .map((grains, index) => `2026-05-${String(index + 1).padStart(2, "0")},${grains}`)
  .join("\n")}\n`;
const IMPORT = ["import", "--taxon", "graminées", "--station", "pollen-lausanne"];

test("counts of a file become seasons of a station; a repeat and MeteoSwiss's form change nothing of it", async () => {
  expect(await run(grasses, IMPORT)).toMatchObject({
    code: 0,
    stdout: "12 counts of poaceae are kept for station pollen-lausanne.\n",
  });
  const path =
    "/api/v1/quality/pollen/seasons?station=pollen-lausanne&taxa=grasses,bouleau&scale=meteoswiss";
  const { body } = await cloud.get(path);
  expect(body).toMatchObject({
    scale: { key: "meteoswiss", bounds: "published" },
    missing: ["betula"],
    taxa: [
      {
        ...{ taxon: "poaceae", sensor: "pollen-counts", origin: "measured", unit: "grains/m³" },
        ...{ rule: "eaaci", days: 12, max: { at: "2026-05-04", value: 9 } },
        newest: { at: "2026-05-12", value: 0, class: null, words: null },
        seasons: [{ year: 2026, start: "2026-05-03", end: "2026-05-09", days: 7, missing: 0 }],
      },
    ],
  });
  const meteoswiss = `stn;time;khpoacd0\n${may
    .map((grains, index) => `PLS;${String(index + 1).padStart(2, "0")}.05.2026 00:00;${grains}`)
    .join("\n")}\n`;
  expect((await run(meteoswiss, IMPORT)).code).toBe(0);
  expect((await cloud.get(path)).body).toEqual(body);
});

test("two ways of counting stay apart, and a class is named", async () => {
  const birch = "at,pollen_betula\n2026-04-01,70\n2026-04-02,10.5\n";
  const words = ["import", "--taxon", "birch", "--station", "pollen-geneva"];
  await run(birch, words);
  await run("at,pollen_betula\n2026-04-02,71\n", [...words, "--sensor", "counter"]);
  const { body } = await cloud.get(
    "/api/v1/quality/pollen/seasons?station=pollen-geneva&taxa=betula&rule=over-10",
  );
  expect(body).toMatchObject({
    taxa: [
      {
        ...{ sensor: "counter", days: 1, rule: "over-10" },
        newest: { value: 71, class: "high", words: { fr: "élevé", en: "high" } },
      },
      { sensor: "pollen-counts", days: 2, newest: { at: "2026-04-02", value: 10.5, class: "low" } },
    ],
  });
});

test("what cannot be imported or asked says why and what to do", async () => {
  for (const [words, says] of [
    [["import", "--station", "pollen-x"], "Give --taxon"],
    [["import", "--taxon", "birch"], "Give --station"],
    [["import", "--taxon", "birch", "--station", "Genève"], "Give --station"],
    [["import", "--taxon", "pollen_range", "--station", "pollen-x"], "pollen"],
    [[...IMPORT, "--sensor", "my counter"], "--sensor takes"],
    [IMPORT, "no row has a value"],
  ] as const) {
    const { code, stderr } = await run("at,pollen_poaceae\n", words);
    expect(code, words.join(" ")).not.toBe(0);
    expect(stderr, words.join(" ")).toContain(says);
  }
  for (const [query, code] of [
    ["taxa=", "taxon_unknown"],
    ["taxa=rose", "taxon_unknown"],
    ["taxa=betula&scale=mine", "scale_unknown"],
    ["taxa=betula&rule=mine", "rule_unknown"],
  ] as const)
    expect(
      await cloud.get(`/api/v1/quality/pollen/seasons?station=pollen-geneva&${query}`),
      query,
    ).toMatchObject({ status: 400, body: { code } });
});
