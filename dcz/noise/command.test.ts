import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { noiseCommand } from "./command.ts";

interface Shown {
  readonly [name: string]: unknown;
  readonly days: readonly { readonly [name: string]: unknown }[];
}

const run = async (input: string, words: readonly string[], language = "en_GB.UTF-8") => {
  const { terminal, outcome } = captureTerminal({ LANG: language });
  const fed = { ...terminal, input: Readable.from([Buffer.from(input)]) };
  await noiseCommand(fed).parseAsync(words, { from: "user" });
  const said = await outcome();
  const result = said.stdout === "" ? undefined : (JSON.parse(said.stdout) as Shown);
  return { ...said, result };
};

const fr = ["--hours", "fr", "--zone", "Europe/Paris"];

/** A value each ten minutes of 2026-06-15 in Paris: 60 dB by day, 55 in the evening, 50 by night. */
const wholeDay = () => {
  const rows = Array.from({ length: 144 }, (_, index) => {
    const hour = Math.floor(index / 6);
    const minutes = String((index % 6) * 10).padStart(2, "0");
    const level = hour < 6 || hour >= 22 ? 50 : hour < 18 ? 60 : 55;
    return `2026-06-15 ${String(hour).padStart(2, "0")}:${minutes},${level}`;
  });
  return ["at,laeq", ...rows].join("\n");
};

test("a whole day of one step", async () => {
  const { result, stderr, code } = await run(wholeDay(), fr);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  const figures = {
    lday: 60,
    levening: 55,
    lnight: 50,
    lden: 60,
    l10: 60,
    l50: 57.5,
    l90: 50,
    count: 144,
    coverage: 1,
    expected: 144,
    missing: [],
  };
  expect(result).toMatchObject({ ...figures, step: 600, hours: "fr", zone: "Europe/Paris" });
  expect(result?.days).toHaveLength(1);
  expect(result?.days[0]).toMatchObject({ date: "2026-06-15", ...figures });
  expect(Object.keys(result ?? {}).slice(0, 10)).toEqual([
    ..."laeq lday levening lnight lden l10 l50 l90 count coverage".split(" "),
  ]);
});

test("order, repetition, separators, decimal commas and offsets do not change the figures", async () => {
  const [header = "", ...rows] = wholeDay().split("\n");
  const { result } = await run(wholeDay(), fr);
  const shuffled = [...rows.slice(50), ...rows.slice(0, 60)].reverse();
  expect((await run([header, ...shuffled].join("\r\n"), fr)).result).toEqual(result);
  const french = rows.map((row) => `${row.replace(",", ";")},0`).join("\n");
  expect((await run(`at;laeq\n${french}`, fr)).result).toEqual(result);
  const utc = rows.map((row) => row.replace(/^(\S+) (\S+),/, "$1T$2:00+02:00,"));
  expect((await run([header, ...utc].join("\n"), fr)).result).toEqual(result);
});

test("a recorded day whose columns have other names", async () => {
  const path = "../../cloud/src/quality/noise/fixtures/laeq-one-day-each-minute.csv";
  const input = await readFile(new URL(path, import.meta.url), "utf8");
  const named = ["--time", "datetime", "--level", "LEQ dB -A"];
  const { result, stderr } = await run(input, ["--hours", "eu", ...named]);
  expect(stderr).toBe("");
  expect(result).toMatchObject({
    laeq: 49.6904,
    lday: 49.7191,
    levening: 53.0392,
    lnight: 45.821,
    lden: 54.4766,
    l10: 52.0859,
    l50: 47.0859,
    l90: 42.8859,
    count: 1441,
    coverage: 1,
  });
  // The last row is the first instant of the next day.
  expect(result?.days).toMatchObject([
    { date: "2025-03-22", count: 1440, coverage: 1 },
    { date: "2025-03-23", count: 1, expected: 1440, coverage: 1 / 1440, lden: null },
  ]);
});

test("what is wrong is named by its line, and the rest is answered", async () => {
  const input = [
    "at,laeq",
    "2026-06-15 12:00:00,60",
    "2026-06-15 12:00:01,-inf",
    "2026-06-15 12:00:02,NaN",
    "",
    "2026-06-15 12:00:03,999",
    "2026-06-15 12:00:04,0",
    "2026-06-15 12:00:04,0",
    "2026-06-15 12:00:05,140",
    "2026-06-15 12:00:05,61",
    "2026-06-15,60",
    "yesterday,60",
    "2026-06-15 12:00:06,140.1",
  ].join("\n");
  const { result, stderr, code } = await run(input, fr);
  expect(code).toBe(0);
  // What the reading finds and what the command finds come in parts: the order is not promised.
  const sentences = [
    'line 3: "-inf" (column laeq) is no number.',
    'line 12: "yesterday" is no date and time.',
    "line 6: 999 dB(A) is outside 0 to 140; the value is left out.",
    'line 11: "2026-06-15" is a date without a time: nobody can tell whether it is day or night.',
    "line 13: 140.1 dB(A) is outside 0 to 140; the value is left out.",
    "line 10: 2026-06-15T12:00:05+02:00 is there already with 140 dB(A); 61 is left out.",
    "No Lden: no value for the evening and for the night.",
  ];
  expect(stderr.trimEnd().split("\n").toSorted()).toEqual(sentences.toSorted());
  // Seven seconds from the first row to the last, of which three have a value.
  expect(result).toMatchObject({ count: 3, expected: 7, coverage: 3 / 7, step: 1 });
  expect(result).toMatchObject({
    lowest: 0,
    highest: 140,
    lden: null,
    missing: ["evening", "night"],
  });
});

test("the hour that autumn repeats has its values twice, and the day 25 hours", async () => {
  const hours = [0, 1, 2, 2, ...Array.from({ length: 21 }, (_, index) => index + 3)];
  const rows = hours.map((hour) => `2026-10-25 ${String(hour).padStart(2, "0")}:00,50`);
  const { result, stderr } = await run(["at,laeq", ...rows].join("\n"), fr);
  expect(stderr).toBe("");
  expect(result?.days).toMatchObject([{ count: 25, expected: 25, coverage: 1 }]);
});

test("one value, and none", async () => {
  const one = await run("at,laeq\n2026-06-15 12:00:00,44.4\n", fr);
  expect(one).toMatchObject({ code: 0 });
  expect(one.result).toMatchObject({ laeq: 44.4, l90: 44.4, count: 1, coverage: null, step: null });
  const none = await run("at,laeq\n2026-06-15 12:00:00,\n", fr);
  expect(none).toMatchObject({
    code: 1,
    stderr: "Nothing could be computed: no row has a value.\n",
  });
  expect(none.result).toMatchObject({ laeq: null, lden: null, l50: null, count: 0 });
});

test("two stations in one file are not mixed", async () => {
  const input = "station,at,laeq\nA,2026-06-15 12:00:00,50\nB,2026-06-15 12:00:00,60\n";
  expect(await run(input, fr)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "The file has several series: choose one by --series. The first: A, B.\n",
  });
  expect((await run(input, [...fr, "--series", "B"])).result).toMatchObject({ laeq: 60 });
  expect((await run(input, [...fr, "--series", "C"])).stderr).toBe(
    'No row is of the series "C". There are: A, B.\n',
  );
});

test("a file without a column that is called so says how to name it", async () => {
  const { code, stderr } = await run("timestamp,reading\n2026-06-15 12:00:00,50\n", fr);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      "No column is called laeq: name that of the level by --level. Columns found: timestamp, reading.\n",
  });
});

test("steps that are longer than an hour are said", async () => {
  const rows = [0, 4, 8, 12, 16, 20].map(
    (hour) => `2026-06-15T${String(hour).padStart(2, "0")}:00Z,50`,
  );
  expect((await run(["at,laeq", ...rows].join("\n"), fr)).stderr).toContain("240 min");
});

test.each([
  [[], "Give --hours fr (6-18-22) or --hours eu (7-19-23).\n"],
  [["--hours", "us"], "Give --hours fr (6-18-22) or --hours eu (7-19-23).\n"],
  [
    ["--hours", "fr", "--zone", "Mars"],
    '"Mars" is not a time zone such as Europe/Paris, UTC or +01:00.\n',
  ],
  [["--hours", "fr", "--level", "leq"], 'There is no column "leq". Columns found: at, laeq.\n'],
  [["--hours", "fr", "--time", "t"], 'There is no column "t". Columns found: at, laeq.\n'],
  [
    ["--hours", "Fr", "--zone", "Mars"],
    '"Mars" is not a time zone such as Europe/Paris, UTC or +01:00.\n',
  ],
])("%j is refused", async (words, stderr) => {
  expect(await run("at,laeq\n2026-06-15 12:00:00,44.4\n", words)).toMatchObject({
    code: 2,
    stdout: "",
    stderr,
  });
});

test("the help says in both languages what each column must be", async () => {
  for (const [language, words] of [
    ["en_GB.UTF-8", ["at", "dB(A)", "energetic", "coverage", "--level"]],
    ["fr_FR.UTF-8", ["at", "dB(A)", "énergétiques", "coverage", "--level"]],
  ] as const) {
    const { terminal, outcome } = captureTerminal({ LANG: language });
    await expect(noiseCommand(terminal).parseAsync(["--help"], { from: "user" })).rejects.toThrow();
    const { stdout } = await outcome();
    for (const word of words) expect(stdout).toContain(word);
  }
});
