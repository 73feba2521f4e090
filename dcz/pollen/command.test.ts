import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { pollenCommand } from "./command.ts";

interface Shown {
  readonly [name: string]: unknown;
  readonly daily?: readonly object[];
  readonly above: { readonly [bound: string]: number } | null;
  readonly seasons: readonly { readonly [name: string]: unknown }[];
}

const noServer = () => Promise.reject(new Error("a file alone asks no server"));

const run = async (input: string | Buffer, words: readonly string[], language = "en_GB.UTF-8") => {
  const { terminal, outcome } = captureTerminal({ LANG: language });
  const fed = { ...terminal, input: Readable.from([Buffer.from(input)]) };
  await pollenCommand(fed, noServer).parseAsync(words, { from: "user" });
  const said = await outcome();
  const result = said.stdout === "" ? undefined : (JSON.parse(said.stdout) as Shown);
  return { ...said, result };
};

const grasses = ["--taxon", "poaceae", "--scale", "meteoswiss"];

/** A year's days; what is not given is 0, and "-" was not counted. */
const yearOf = (year: number, given: { readonly [date: string]: number | "-" }) => {
  const days = [];
  let day = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  for (; day.year === year; day = day.add({ days: 1 }))
    days.push([day.toString(), given[day.toString().slice(5)] ?? 0] as const);
  return days;
};

const season: { readonly [date: string]: number | "-" } = {
  ...{ "05-01": 2, "05-02": 5, "05-03": 8, "05-04": 20, "05-05": 50, "05-06": 49 },
  "05-07": "-",
  ...{ "05-08": 150, "05-09": 149, "05-10": 19, "05-11": 4, "05-12": 1 },
};

/** As MeteoSwiss's data portal writes it: empty lines above, CRLF, "-" for a day without a value. */
const meteoSwiss = (parameter: string) =>
  [
    " ",
    "",
    `stn;time;${parameter}`,
    ...yearOf(2025, season).map(([date, count]) => `PGE;${date.replaceAll("-", "")};${count}`),
    "",
  ].join("\r\n");

const expected = {
  count: 365,
  max: { at: "2025-05-08", value: 150 },
  above: { 1: 11, 20: 5, 50: 3, 150: 1 },
  days: 364,
  seasons: [
    {
      year: 2025,
      start: "2025-05-02",
      end: "2025-05-11",
      rule: "eaaci",
      days: 10,
      missing: 1,
      coverage: 364 / 365,
      complete: false,
    },
  ],
};

test("a file of MeteoSwiss", async () => {
  const { result, stderr, code } = await run(meteoSwiss("khpoacd0"), grasses);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  expect(result).toMatchObject({ ...expected, taxon: "poaceae", unit: "grains/m³", rule: "eaaci" });
  expect(Object.keys(result ?? {}).slice(0, 5)).toEqual("count max above days seasons".split(" "));
  expect(result?.scale).toMatchObject({
    key: "meteoswiss",
    bounds: "published",
    classes: [
      { class: "low", from: 1, days: 6 },
      { class: "moderate", from: 20, days: 2 },
      { class: "high", from: 50, days: 2 },
      { class: "very_high", from: 150, days: 1 },
    ],
  });
});

test.each([
  ["at,pollen_poaceae", ","],
  ["date;Graminées", ";"],
  ["Date\tGrass (grains/m³)", "\t"],
])("the same days under %j", async (header, separator) => {
  const rows = yearOf(2025, season).map(([date, count]) =>
    [date, count === "-" ? "" : count].join(separator),
  );
  const { result, stderr } = await run([header, ...rows.reverse()].join("\n"), grasses);
  expect(stderr).toBe("");
  expect(result).toMatchObject(expected);
});

test.each(["Poaceae", "graminees", "GRAMINÉES", "grass", "pollen_poaceae"])(
  "the taxon by the name %s",
  async (name) => {
    const words = ["--taxon", name, "--scale", "MeteoSwiss"];
    expect((await run(meteoSwiss("khpoacd0"), words)).result).toMatchObject(expected);
  },
);

test("today's files of MeteoSwiss: the daily mean from 06 to 06 UTC is read, not the other", async () => {
  const input = [
    "station_abbr;reference_timestamp;kabetud0;khpoacd0;khpoacd1",
    "PBE;21.05.2026 00:00;1;40;90",
    "PBE;22.05.2026 00:00;1;60;90",
    "PBE;23.05.2026 00:00;1;;90",
  ].join("\n");
  const { result } = await run(input, grasses);
  expect(result).toMatchObject({
    count: 3,
    days: 2,
    max: { at: "2026-05-22", value: 60 },
    above: { 20: 2, 50: 1 },
  });
});

test.each(["khpoach0", "khpoacd1"])("%s alone is refused with the reason", async (parameter) => {
  const { code, stdout, stderr } = await run(meteoSwiss(parameter), grasses);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("06 to 06 UTC");
});

test("other rules", async () => {
  const with95 = await run(meteoSwiss("khpoacd0"), [...grasses, "--rule", "95"]);
  expect(with95.result?.seasons).toMatchObject([
    { year: 2025, start: "2025-05-03", end: "2025-05-10", rule: "percent-95", complete: false },
  ]);
  const over = await run(meteoSwiss("khpoacd0"), [...grasses, "--rule", "over-19"]);
  expect(over.result?.seasons).toMatchObject([
    { start: "2025-05-04", end: "2025-05-09", rule: "over-19" },
  ]);
});

test("a scale without published bounds answers so, and the rest is answered", async () => {
  for (const scale of ["raep", "atmo-france"]) {
    const words = ["--taxon", "poaceae", "--scale", scale];
    const { result, stderr, code } = await run(meteoSwiss("khpoacd0"), words);
    expect(code).toBe(0);
    expect(stderr).toContain("the bounds are not published; above is null");
    expect(result).toMatchObject({ ...expected, above: null, scale: { bounds: "unpublished" } });
  }
  const olive = await run("at,pollen_olea\n2025-05-01,90\n", [
    ...["--taxon", "olive", "--scale", "meteoswiss"],
  ]);
  expect(olive.stderr).toContain("no bounds for olea");
  expect(olive.result).toMatchObject({ above: null, days: 1, scale: { bounds: "no_taxon" } });
});

test("the American scale says that it is for sums", async () => {
  const { result, stderr } = await run(meteoSwiss("khpoacd0"), [
    ...["--taxon", "poaceae", "--scale", "nab"],
  ]);
  expect(result?.above).toEqual({ 1: 11, 5: 8, 20: 5, 200: 0 });
  expect(stderr).toContain("the sum of all trees, all grasses or all weeds");
});

test("what is wrong is named by its line", async () => {
  const input = [
    "at,pollen_poaceae",
    "2025-05-01,3",
    "2025-05-02,many",
    "2025-05-03,-4",
    "2025-05-03,-999",
    "2025-05-04,7",
    "2025-05-04,7",
    "2025-05-04,8",
    "2025-13-04,8",
  ].join("\n");
  const { result, stderr } = await run(input, grasses);
  // What the reading finds and what the command finds come in parts: the order is not promised.
  const sentences = [
    'line 3: "many" (column pollen_poaceae) is no number.',
    'line 9: "2025-13-04" is no date and time.',
    "line 4: -4 grains/m³: a count is not negative; the value is left out.",
    "line 8: 2025-05-04 is there already with 7 grains/m³; 8 is left out.",
  ];
  expect(stderr.trimEnd().split("\n").toSorted()).toEqual(sentences.toSorted());
  expect(result).toMatchObject({ count: 6, days: 2, max: { at: "2025-05-04", value: 7 } });
});

test("hours of an automatic counter become days of the zone", async () => {
  const input = [
    "at,pollen_betula",
    "2025-04-01T21:00:00Z,100",
    "2025-04-01T22:00:00Z,200",
    "2025-04-01T23:00:00Z,400",
  ].join("\n");
  const words = ["--taxon", "birch", "--scale", "meteoswiss", "--zone", "Europe/Paris"];
  const { result } = await run(input, words);
  expect(result).toMatchObject({
    count: 3,
    days: 2,
    max: { at: "2025-04-02", value: 300 },
    above: { 70: 2, 300: 1 },
  });
});

test("--daily gives each day its class, of a forecast as it is downloaded too", async () => {
  // Open-Meteo's air quality: the place stands above the header, hours follow.
  const hours = Array.from({ length: 72 }, (_, hour) => {
    const at = new Date(Date.UTC(2026, 3, 1) + hour * 3_600_000).toISOString().slice(0, 16);
    return `${at},${[10.5, 11, 300][Math.floor(hour / 24)]}`;
  });
  const text = `latitude,longitude,elevation,utc_offset_seconds,timezone\n46.2,6.1,375.0,0,GMT\n\ntime,birch_pollen (grains/m³)\n${hours.join("\n")}\n`;
  const words = ["--taxon", "birch", "--scale", "meteoswiss", "--zone", "UTC", "--daily"];
  const { result, code } = await run(text, words, "fr_FR.UTF-8");
  expect(code).toBe(0);
  // MeteoSwiss, birch: 1-10 low, 11-69 moderate, from 300 on very high.
  expect(result?.daily).toEqual([
    { at: "2026-04-01", value: 10.5, class: "low", words: "faible" },
    { at: "2026-04-02", value: 11, class: "moderate", words: "modéré" },
    { at: "2026-04-03", value: 300, class: "very_high", words: "très élevé" },
  ]);
  const none = await run("at,pollen_betula\n2026-04-01,0\n2026-04-02,\n", words);
  expect(none.result?.daily).toEqual([{ at: "2026-04-01", value: 0, class: null, words: null }]);
  const unpublished = await run("at,pollen_betula\n2026-04-01,9\n", [
    ...["--taxon", "birch", "--scale", "raep", "--daily"],
  ]);
  expect(unpublished.result?.daily).toMatchObject([{ value: 9, class: null }]);
  expect(
    (await run("at,pollen_betula\n2026-04-01,9\n", words.slice(0, 4))).result,
  ).not.toHaveProperty("daily");
});

test("a column of counts needs no plant's name where --taxon says it", async () => {
  for (const name of ["count", "pollen", "Grains", "valeur"]) {
    const { result } = await run(`at;${name}\n2026-05-01;20\n2026-05-02;19,5\n`, grasses);
    expect(result?.above, name).toEqual({ 1: 2, 20: 1, 50: 0, 150: 0 });
  }
});

test("hazel's year goes from October to September, unless another start is asked for", async () => {
  const input = "at,pollen_corylus\n2024-12-28,80\n2025-01-04,60\n";
  const words = ["--taxon", "hazel", "--scale", "meteoswiss"];
  expect((await run(input, words)).result?.seasons).toMatchObject([
    { year: 2025, start: "2024-12-28", end: "2025-01-04", rule: "percent-95", complete: false },
  ]);
  const calendar = await run(input, [...words, "--year-start", "01-01"]);
  expect(calendar.result?.seasons).toMatchObject([{ year: 2024 }, { year: 2025 }]);
});

test("particles of an optical counter are no pollen", async () => {
  for (const column of ["pollen_range", "n_above_10", "pollen-range particles", "pm10"]) {
    const { code, stdout, stderr } = await run(`at,${column}\n2025-05-01,3\n`, grasses);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("an optical counter cannot tell");
  }
  const asTaxon = await run("at,pollen_range\n2025-05-01,3\n", [
    ...["--taxon", "pollen_range", "--scale", "meteoswiss"],
  ]);
  expect(asTaxon.stderr).toContain("an optical counter cannot tell");
});

test("nothing counted", async () => {
  const { code, stderr, result } = await run("at,pollen_poaceae\n2025-05-01,\n", grasses);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "Nothing could be computed: no row has a value.\n",
  });
  expect(result).toMatchObject({ count: 1, days: 0, max: null, seasons: [] });
});

test.each([
  [[], "Give --taxon"],
  [["--taxon", "moss", "--scale", "naab"], 'Unknown taxon "moss"'],
  [["--taxon", "oak"], "Give --scale: meteoswiss, naab"],
  [["--taxon", "oak", "--scale", "best"], 'Unknown scale "best"'],
  [["--taxon", "oak", "--scale", "naab", "--rule", "97"], 'Unknown rule "97"'],
  [["--taxon", "oak", "--scale", "naab", "--rule", "eaaci"], "no season of quercus"],
  [["--taxon", "oak", "--scale", "naab", "--year-start", "2-3"], "--year-start"],
  [["--taxon", "oak", "--scale", "naab", "--zone", "Mars"], '"Mars" is not a time zone'],
  [["--taxon", "oak", "--scale", "naab"], "(pollen_quercus). Columns found: at, pollen_poaceae."],
])("%j is refused", async (words, sentence) => {
  const { code, stdout, stderr } = await run("at,pollen_poaceae\n2025-05-01,3\n", words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(sentence);
});

test("the help says in both languages what each column must be", async () => {
  for (const [language, words] of [
    ["en_GB.UTF-8", ["pollen_<taxon>", "khpoacd0", "eaaci", "grains/m³", "urticaceae"]],
    ["fr_FR.UTF-8", ["pollen_<taxon>", "khpoacd0", "eaaci", "grains/m³", "urticaceae"]],
  ] as const) {
    const { terminal, outcome } = captureTerminal({ LANG: language });
    await expect(
      pollenCommand(terminal, noServer).parseAsync(["--help"], { from: "user" }),
    ).rejects.toThrow();
    const { stdout } = await outcome();
    for (const word of words) expect(stdout).toContain(word);
  }
});
