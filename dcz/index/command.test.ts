import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import type { Answer } from "./answer.ts";
import { MOST_SERIES } from "./collect.ts";
import { indexCommand } from "./command.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-index-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (
  words: readonly string[],
  input: string | Uint8Array,
  environment: Record<string, string> = {},
) => {
  const file = join(folder, "input.csv");
  await writeFile(file, input);
  const captured = captureTerminal(environment);
  await indexCommand(captured.terminal).parseAsync([...words, file], { from: "user" });
  const { stdout, ...others } = await captured.outcome();
  return { ...others, answers: stdout === "" ? [] : (JSON.parse(stdout) as Answer[]) };
};

const brief = ({ at, quantity, value, band }: Answer) => [at, quantity, value, band];

test("a row has an answer: at, quantity, value, band, and each pollutant in parts", async () => {
  const { answers, stderr, code } = await run(
    ["--table", "usaqi"],
    "at,pm2_5,pm10,o3 (ppm)\n2026-01-01T00:00:00Z,35.9,90,0.078\n2026-01-02T00:00:00Z,9.0,54,0.054\n",
  );
  expect([stderr, code]).toEqual(["", 0]);
  expect(answers.map(brief)).toEqual([
    ["2026-01-01T00:00:00Z", "o3", 126, "unhealthy_for_sensitive_groups"],
    ["2026-01-02T00:00:00Z", "pm2_5", 50, "good"],
  ]);
  expect(answers[0]?.parts.map((part) => [part.quantity, part.value, part.band])).toEqual([
    ["pm2_5", 102, "unhealthy_for_sensitive_groups"],
    ["pm10", 68, "moderate"],
    ["o3", 126, "unhealthy_for_sensitive_groups"],
  ]);
  expect(answers[0]).toMatchObject({ missing: ["no2", "so2", "co"], line: 2, version: "2024-05" });
});

test.each([
  ["atmo", 1, "good", "Bon"],
  ["eaqi", 1, "good", "Bon"],
  ["eaqi2024", 2, "fair", "Moyen"],
  ["usaqi", 53, "moderate", "Modéré"],
  ["who", null, "aqg", "ligne directrice respectée"],
] as const)("10 µg/m³ of PM2.5 on the table %s", async (table, value, band, label) => {
  const { answers } = await run(["-t", table], "at;pm2_5\n2026-01-01;10\n", {
    LANG: "fr_FR.UTF-8",
  });
  expect(answers).toMatchObject([{ at: "2026-01-01", quantity: "pm2_5", value, band, label }]);
});

test("an index of particles alone is never called the index of the zone", async () => {
  const scaleOf = async (language: string, columns: string) =>
    (await run(["-t", "atmo"], `at;${columns}\n2026-01-01;10;10\n`, { LANG: language })).answers[0]
      ?.scale;
  expect(await scaleOf("en_GB.UTF-8", "pm2_5;pm10")).toBe("on the ATMO scale, from particles only");
  expect(await scaleOf("fr_FR.UTF-8", "pm2_5;pm10")).toBe(
    "sur l'échelle ATMO, à partir des particules seules",
  );
  expect(await scaleOf("fr_FR.UTF-8", "pm2_5;no2")).toBe(
    "sur l'échelle ATMO, à partir de PM₂,₅, NO₂",
  );
});

test("wrong rows are named by line and the others answered; unknown is null", async () => {
  const { answers, stderr, code } = await run(
    ["--table", "atmo"],
    "at;pm2_5;pm10\n2026-01-01;10;20\nyesterday;1;1\n2026-01-03;NA;\n2026-01-04;-1;\n2026-01-05;x;1\n2026-01-06;0;0\n",
  );
  expect(code).toBe(0);
  expect(stderr).toBe(
    'line 3: "yesterday" is no date and time.\nline 6: "x" (column pm2_5) is no number.\n',
  );
  expect(answers.map(({ at, value, band }) => [at, value, band])).toEqual([
    ["2026-01-01", 1, "good"],
    ["2026-01-03", null, null],
    ["2026-01-04", null, null],
    ["2026-01-06", 1, "good"],
  ]);
  expect(answers[2]?.parts).toMatchObject([{ remark: "negative", value: null }]);
});

test("a file without any known value ends with 1, a wrong column or option with 2", async () => {
  expect(await run(["-t", "atmo"], "at;pm2_5\n2026-01-01;\n")).toMatchObject({
    code: 1,
    stderr: "Nothing could be computed: no row has a value.\n",
    answers: [{ value: null }],
  });
  expect(await run(["-t", "atmo"], "at;weight\n2026-01-01;3\n")).toMatchObject({
    code: 2,
    answers: [],
    stderr:
      "No column holds a quantity that is expected (pm2_5, pm10, no2, o3, so2). Columns found: at, weight.\n",
  });
  expect((await run(["-t", "atmos"], "")).stderr).toMatch(
    /Unknown table "atmos"\. There are: atmo, eaqi2024/,
  );
  expect((await run([], "")).stderr).toMatch(/Give --table/);
  expect((await run(["-t", "ATMO"], "at;pm2_5\n2026-01-01;3\n")).code).toBe(0);
  expect(await run(["-t", "atmo", "-z", "Mars"], "")).toMatchObject({ code: 2, stderr: /Mars/ });
  expect((await run(["-t", "atmo", "-q", "laeq"], "")).code).toBe(2);
  expect((await run(["-t", "atmo"], "")).stderr).toBe("The input is empty.\n");
});

const hourly = (
  from: string,
  count: number,
  row: (hour: number) => string,
  header = "at,pm2_5,no2",
) => {
  const start = Date.parse(from);
  const lines = Array.from({ length: count }, (_, hour) => {
    const at = new Date(start + hour * 3_600_000).toISOString().replace(".000Z", "Z");
    return `${at},${row(hour)}`;
  });
  return `${header}\n${lines.join("\n")}\n`;
};

test("--average builds days of the zone: mean of particles, highest hour of gases", async () => {
  // 1 January in Paris begins at 23:00 UTC of the day before.
  const text = hourly(
    "2025-12-31T22:00:00Z",
    26,
    (hour) => `${hour === 0 ? 500 : 12},${hour === 5 ? 91 : 10}`,
  );
  const { answers } = await run(["-t", "atmo", "--average", "--zone", "Europe/Paris"], text);
  expect(answers.map(brief)).toEqual([
    ["2025-12-31", null, null, null],
    ["2026-01-01", "no2", 3, "moderate"],
    ["2026-01-02", null, null, null],
  ]);
  expect(answers[1]?.parts).toMatchObject([
    { quantity: "pm2_5", concentration: 12, value: 2, period: "day: mean" },
    { quantity: "no2", concentration: 91, value: 3, period: "day: maximum of hours" },
  ]);
  expect(answers[0]?.incomplete).toEqual([
    { quantity: "pm2_5", count: 1, expected: 24 },
    { quantity: "no2", count: 1, expected: 24 },
  ]);
});

test("--average for the United States: NowCast of particles, 8 hours of ozone, an object an hour", async () => {
  const particles = [50, 80, 75, 90, 82, 53, 64, 74, 21, 10, 16, 13];
  const text = hourly(
    "2026-01-01T00:00:00Z",
    12,
    (hour) => `${particles[hour]},${hour < 4 ? "" : 80}`,
    "at,pm2_5,o3 (ppb)",
  );
  const { answers } = await run(["-t", "usaqi", "-a"], text);
  expect(answers.length).toBe(12);
  expect(answers[0]).toMatchObject({ at: "2026-01-01T00:00:00Z", value: null, band: null });
  expect(answers[11]?.at).toBe("2026-01-01T11:00:00Z");
  expect(answers[11]?.parts).toMatchObject([
    // 17.4 → 51 + 49/26.3 × (17.4 − 9.1).
    { quantity: "pm2_5", value: 66, period: "NowCast of 12 h" },
    { quantity: "o3", concentration: 0.08, value: 133, period: "8 h running mean" },
  ]);
  // Ozone from the sixth of its hours on.
  expect(answers.map(({ parts }) => parts.some(({ quantity }) => quantity === "o3"))).toEqual(
    Array.from({ length: 12 }, (_, hour) => hour >= 9),
  );
});

test("--average on a file of days says what is amiss", async () => {
  const days = await run(["-t", "atmo", "-a"], "at,pm2_5\n2026-01-01,10\n2026-01-02,20\n");
  expect(days.answers.map(({ value }) => value)).toEqual([null, null]);
  expect(days).toMatchObject({
    code: 1,
    stderr:
      "Every row is a day without an hour: if they are averages already, leave out --average.\nNothing could be computed: no row has a value.\n",
  });
});

test("--average for the European index of 2024 and WHO", async () => {
  const text = hourly("2026-01-01T00:00:00Z", 24, (hour) => `${hour},20`);
  const hours = await run(["-t", "eaqi2024", "-a", "-z", "UTC"], text);
  expect(hours.answers.slice(4, 8).map(brief)).toEqual([
    ["2026-01-01T04:00:00Z", "no2", 2, "fair"],
    ["2026-01-01T05:00:00Z", "no2", 2, "fair"],
    ["2026-01-01T06:00:00Z", "pm2_5", 2, "fair"],
    ["2026-01-01T07:00:00Z", "pm2_5", 2, "fair"],
  ]);
  const days = await run(["-t", "who", "-a", "-z", "UTC"], text);
  expect(days.answers.map(brief)).toEqual([["2026-01-01", "pm2_5", null, "aqg"]]);
});

test("rows come from standard input too, in whatever pieces", async () => {
  const captured = captureTerminal();
  const input = captured.terminal.input as unknown as PassThrough;
  for (const piece of ["at;pm", "2_5\n2026-", "01-01;1", "0\n"]) input.write(piece);
  input.end();
  await indexCommand(captured.terminal).parseAsync(["-t", "atmo"], { from: "user" });
  const { stdout } = await captured.outcome();
  expect(JSON.parse(stdout)).toMatchObject([{ at: "2026-01-01", value: 1 }]);
});

test("what is no table is refused without its control characters", async () => {
  const { stderr, code } = await run(
    ["-t", "atmo"],
    Buffer.from([27, 91, 50, 74, 7, 0, 200, 10, 1]),
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/^[\P{Cc}\n]+$/u);
});

test("stations of one file are averaged apart", async () => {
  const rows = Array.from({ length: 24 }, (_, hour) => {
    const at = `2026-01-01T${String(hour).padStart(2, "0")}:00:00Z`;
    return `a,${at},10\nb,${at},30`;
  });
  const { answers } = await run(
    ["-t", "atmo", "-a", "-z", "UTC"],
    `station,at,pm2_5\n${rows.join("\n")}\n`,
  );
  expect(answers.map(({ series, value }) => [series, value])).toEqual([
    ["a", 1],
    ["b", 4],
  ]);
});

test("what a box of openSenseMap measures is judged together, and a row says whose it is", async () => {
  const rows = Array.from({ length: 48 }, (_, row) => {
    const at = `2026-01-01T${String(row >> 1).padStart(2, "0")}:00:00Z`;
    return row % 2 === 0 ? `s1,${at},12,µg/m³,PM2.5,box` : `s2,${at},41,µg/m³,PM10,box`;
  });
  const text = `sensorId,createdAt,value,unit,phenomenon,boxId\n${rows.join("\n")}\n`;
  const { answers } = await run(["-t", "atmo", "-a", "-z", "UTC"], text);
  expect(answers.map(brief)).toEqual([["2026-01-01", "pm10", 3, "moderate"]]);
  expect(answers[0]?.parts.length).toBe(2);
  const single = await run(["-t", "atmo"], "station,at,pm2_5\nschool,2026-01-01,12\n");
  expect(single.answers).toMatchObject([{ series: "school", value: 2 }]);
});

test("a file with another station in each row is refused before it fills the memory", async () => {
  const rows = Array.from({ length: MOST_SERIES + 1 }, (_, at) => `s${at},2026-01-01T00:00:00Z,1`);
  const { answers, stderr, code } = await run(
    ["-t", "atmo", "-a"],
    `station,at,pm2_5\n${rows.join("\n")}\n`,
  );
  expect([answers, code]).toEqual([[], 2]);
  expect(stderr).toMatch(/more than 20000 stations or sensors/);
});

test("a gas in µg/m³ is converted, and the answer says at which temperature", async () => {
  const us = await run(["-t", "usaqi"], "at,o3\n2026-01-01,140\n");
  expect(us.answers).toMatchObject([{ value: 101, conversion: "25 °C, 1013.25 hPa" }]);
  const eu = await run(["-t", "eaqi2024"], "at,o3 (ppb)\n2026-01-01,50\n");
  expect(eu.answers).toMatchObject([{ value: 2, conversion: "20 °C, 1013.25 hPa" }]);
  expect(eu.answers[0]?.parts[0]?.concentration).toBeCloseTo(99.8, 1);
});

test("a file of masses and of mixing ratios is averaged in one of them", async () => {
  const rows = Array.from({ length: 24 }, (_, hour) => {
    const at = `2026-01-01T${String(hour).padStart(2, "0")}:00:00Z`;
    return hour % 2 === 0 ? `${at},no2,100,ppb` : `${at},no2,188.1,µg/m³`;
  });
  const { answers } = await run(
    ["-t", "usaqi", "-a"],
    `at,parameter,value,unit\n${rows.join("\n")}\n`,
  );
  expect(answers.map(({ value }) => value)).toEqual(answers.map(() => 100));
  // It is said, though the mean itself is one of ppb.
  expect(answers.map(({ conversion }) => conversion)).toEqual(
    answers.map(() => "25 °C, 1013.25 hPa"),
  );
});

test("--ozone nowcast is the EPA's forecast, in µg/m³ or ppb, and called what it is", async () => {
  const ppb = (hour: number) => 30 + 20 * Math.sin((hour * Math.PI) / 12) + (hour % 7);
  const ask = (header: string, row: (hour: number) => string) =>
    run(
      ["-t", "usaqi", "-a", "--ozone", "nowcast"],
      hourly("2026-06-01T00:00:00Z", 340, row, `at,${header}`),
    );
  const { answers } = await ask("o3 (ppb)", (hour) => `${ppb(hour)}`);
  const parts = answers.flatMap(({ parts: [part] }) => part ?? []);
  expect(parts.length).toBe(340);
  // 252 hours are three quarters of two weeks.
  expect(parts.slice(0, 251).map(({ period }) => period)).toEqual(
    Array.from({ length: 251 }, () => "NowCast of 8 h: surrogate"),
  );
  // 0.85 × 30 + 4.5.
  expect(parts[0]).toMatchObject({ concentration: 0.03, unit: "ppm", value: 28 });
  const last = parts.at(-1);
  expect(last?.period).toBe("NowCast of 8 h");
  // The wave goes on: the mean from four hours before to three hours after the last.
  const around = Array.from({ length: 8 }, (_, at) => ppb(339 - 4 + at));
  expect((last?.concentration ?? 0) * 1000).toBeCloseTo(
    around.reduce((sum, each) => sum + each, 0) / 8,
    0,
  );
  const mass = await ask("o3", (hour) => `${(ppb(hour) * 47.9982) / 24.4654}`);
  expect(mass.answers.at(-1)?.parts[0]?.concentration).toBeCloseTo(last?.concentration ?? 0, 5);
  expect(mass.answers.at(-1)?.conversion).toBe("25 °C, 1013.25 hPa");
  for (const words of [
    ["-t", "usaqi", "--ozone", "nowcast"],
    ["-t", "atmo", "-a", "--ozone", "nowcast"],
    ["-t", "usaqi", "-a", "--ozone", "12h"],
  ])
    expect(await run(words, "at,o3\n2026-01-01,1\n")).toMatchObject({
      code: 2,
      stderr: /--ozone is 8h/,
    });
});

test("a row of the US index may know ozone of 8 h and of 1 h, and sulphur dioxide of 1 h and of 24 h", async () => {
  const ozone = await run(
    ["-t", "usaqi"],
    "at,O3 8h (ppm),O3 1h (ppm)\n2026-06-01,0.078,0.162\n2026-06-02,0.078,0.1\n2026-06-03,0.21,0.45\n2026-06-04,,0.125\n2026-06-05,,0.124\n",
  );
  // The first two rows are the example of EPA-454/B-24-002: 8 h give 126, 1 h 147.
  expect(ozone.answers.map(({ value }) => value)).toEqual([147, 126, 346, 101, null]);
  expect(ozone.answers[0]?.parts).toMatchObject([{ quantity: "o3", period: "1 h" }]);
  const sulphur = await run(
    ["-t", "usaqi"],
    "at,so2_1h_ppb,so2_24h_ppb\n2026-06-01,304,400\n2026-06-02,400,304\n2026-06-03,400,400\n2026-06-04,,700\n2026-06-05,,100\n",
  );
  expect(sulphur.answers.map(({ value }) => value)).toEqual([200, 200, 232, 348, null]);
  // Hours to be averaged are the first column, whatever their name.
  const hours = await run(
    ["-t", "usaqi", "-a"],
    hourly("2026-06-01T00:00:00Z", 8, () => "0.078", "at,O3 1h (ppm)"),
  );
  expect(hours.answers.at(-1)).toMatchObject({ value: 126 });
});

test("WHO's levels of a year: rows that are means of years, or built by --average", async () => {
  const rows = await run(
    ["-t", "who", "--period", "year"],
    "at,pm2_5,pm10,no2,o3\n2026-01-01,5,15,10,60\n2026-01-01,5.1,15,10,60\n2026-01-01,,,30.1,100.1\n",
  );
  expect(rows.answers.map(brief)).toEqual([
    ["2026-01-01", "pm2_5", null, "aqg"],
    ["2026-01-01", "pm2_5", null, "it4"],
    ["2026-01-01", "o3", null, "above"],
  ]);
  expect(rows.answers[0]?.parts.map(({ period }) => period)).toEqual([
    ...["year: mean", "year: mean", "year: mean", "peak season"],
  ]);
  expect(rows.answers[0]?.missing).toEqual([]);
  const built = await run(
    ["-t", "who", "--period", "year", "-a", "-z", "Europe/Paris"],
    hourly("2024-12-31T23:00:00Z", 8760, (hour) => `12,${hour % 24 < 12 ? 20 : 30}`),
  );
  expect(built.answers.map(brief)).toEqual([["2025", "no2", null, "it2"]]);
  expect(built.answers[0]?.parts).toMatchObject([
    { quantity: "pm2_5", concentration: 12, band: "it3" },
    { quantity: "no2", concentration: 25, band: "it2" },
  ]);
  expect(await run(["-t", "atmo", "--period", "year"], "")).toMatchObject({ code: 2 });
  // Sulphur dioxide has no level of a year.
  expect((await run(["-t", "who", "--period", "year"], "at,so2\n2026-01-01,1\n")).code).toBe(2);
});

test("the file of a reference station, as Geneva writes it", async () => {
  const { answers } = await run(
    ["--table", "eaqi2024"],
    "date;PM2.5;PM10;NO2;O3\n2011-01-01 00:00:00;;28.7;;4.21\n2011-01-01 01:00:00;;28.7;44.26;1.07\n",
  );
  expect(answers.map(brief)).toEqual([
    ["2011-01-01T00:00:00+01:00", "pm10", 2, "fair"],
    ["2011-01-01T01:00:00+01:00", "no2", 3, "moderate"],
  ]);
});

test("--help says what each column must be, in both languages", async () => {
  for (const [language, words] of [
    ["en_GB.UTF-8", /columns[\s\S]*µg\/m³[\s\S]*Sensor\.Community/i],
    ["fr_FR.UTF-8", /colonnes[\s\S]*µg\/m³[\s\S]*Sensor\.Community/i],
  ] as const) {
    const captured = captureTerminal({ LANG: language });
    await expect(
      indexCommand(captured.terminal).parseAsync(["--help"], { from: "user" }),
    ).rejects.toThrow();
    expect((await captured.outcome()).stdout).toMatch(words);
  }
});
