import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { correctCommand } from "./command.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-correct-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (words: readonly string[], input: string) => {
  const file = join(folder, "input.csv");
  await writeFile(file, input);
  const captured = captureTerminal();
  await correctCommand(captured.terminal).parseAsync([...words, file], { from: "user" });
  const { stdout, ...others } = await captured.outcome();
  return { ...others, stdout, found: stdout === "" ? undefined : JSON.parse(stdout) };
};

test("a gas in ppb is answered in ppb, and says so", async () => {
  const { found } = await run(
    ["-r", "slope", "--slope", "0.5", "-q", "o3"],
    "at,o3 (ppb)\n2026-01-01,40\n",
  );
  expect(found).toMatchObject([{ o3: 20, raw: 40, unit: "ppb" }]);
});

test("each row has an answer: at, the quantity, raw, recipe, version, input", async () => {
  const { found, stderr, code } = await run(
    ["--recipe", "epa-2021"],
    "at,pm2_5_cf1,pm2_5,humidity\n2026-01-01T00:00:00Z,12.5,11,60\n2026-01-01T01:00:00Z,,10,50\n",
  );
  expect([stderr, code]).toEqual(["", 0]);
  expect(found).toEqual([
    {
      at: "2026-01-01T00:00:00Z",
      line: 2,
      pm2_5: 7.128,
      raw: 12.5,
      recipe: "epa-2021",
      version: 1,
      input: "pm2_5_cf1",
    },
    {
      at: "2026-01-01T01:00:00Z",
      line: 3,
      pm2_5: 6.68,
      raw: 10,
      recipe: "epa-2021",
      version: 1,
      input: "pm2_5",
    },
  ]);
});

test.each([
  [["-r", "epa-2021-linear"], { pm2_5: 17.16, raw: 30, pm10: 40, raw_pm10: 40 }],
  [
    ["-r", "sds011-power"],
    { pm2_5: 30 / (1 + 0.48756 * 0.5 ** 8.60068), pm10: 40 / (1 + 0.81559 * 0.5 ** 5.83411) },
  ],
  [
    ["-r", "kappa-koehler", "--dry-below", "0", "--kappa", "0.4"],
    { pm2_5: 24.1463, parameters: { kappa: 0.4 } },
  ],
  [
    ["-r", "kappa-koehler"],
    { pm2_5: 30, parameters: { kappa: 0.35, dry_below: 65, humidity_most: 95 } },
  ],
  [
    ["-r", "slope", "--slope", "0.5", "--intercept", "2"],
    { pm2_5: 17, parameters: { slope: 0.5, intercept: 2 } },
  ],
  [["-r", "slope", "--slope", "2", "-q", "pm10"], { pm10: 80, raw: 40, input: "pm10" }],
])("the recipe %j", async (words, expected) => {
  const { found } = await run(words, "at;pm2_5;pm10;humidity\n2026-01-01;30;40;50\n");
  const [row] = found as [Record<string, unknown>];
  for (const [key, value] of Object.entries(expected))
    if (typeof value === "number") expect(row[key], key).toBeCloseTo(value, 3);
    else expect(row[key]).toMatchObject(value as object);
});

test("a row without humidity is named and answered by null, never guessed", async () => {
  const { found, stderr, code } = await run(
    ["-r", "epa-2021"],
    "at;pm2_5;humidity\n2026-01-01;30;\n2026-01-02;;40\n2026-01-03;-1;40\nbad;1;1\n2026-01-05;30;50\n",
  );
  expect(code).toBe(0);
  expect(stderr.split("\n")).toEqual([
    'line 5: "bad" is no date and time.',
    "line 2: humidity is missing: the answer is null.",
    "line 3: pm2_5 is missing: the answer is null.",
    "line 4: pm2_5 is out of its bounds: the answer is null.",
    "",
  ]);
  expect(found).toMatchObject([
    { pm2_5: null, raw: 30, missing: ["humidity"], input: "pm2_5" },
    { pm2_5: null, raw: null, missing: ["pm2_5"] },
    { pm2_5: null, raw: -1, out_of_range: ["pm2_5"] },
    { pm2_5: 17.16 },
  ]);
});

test("PM10 is raised to PM2.5 where a correction would cross them", async () => {
  const { found } = await run(["-r", "epa-2021"], "at;pm2_5;pm10;humidity\n2026-01-01;3;3;10\n");
  expect(found).toMatchObject([{ pm2_5: 6.46, pm10: 6.46, raw_pm10: 3 }]);
});

test.each([
  [
    ["-r", "epa-2021"],
    "at;pm2_5\n2026-01-01;3\n",
    /no column "humidity"\. Columns found: at, pm2_5/,
  ],
  [
    ["-r", "epa-2021"],
    "at;humidity\n2026-01-01;3\n",
    /quantity that is expected \(pm2_5, pm2_5_cf1\)/,
  ],
  [
    ["-r", "epa-2021"],
    "at;parameter;value\n2026-01-01;pm25;3\n",
    /several columns in a row \(pm2_5, humidity\)/,
  ],
  [["-r", "magic"], "", /Unknown recipe "magic"\. There are: epa-2021-linear/],
  [[], "", /Give --recipe/],
  [["-r", "slope"], "", /needs --slope/],
  [["-r", "slope", "--slope", "much"], "", /--slope takes a number, not "much"/],
  [["-r", "kappa-koehler", "--kappa", "-1"], "", /--kappa must be between 0 and 2/],
  [["-r", "airgradient-batch", "--batch", "x"], "", /needs --batch\. There are: PMS5003-20231030/],
  [["-r", "epa-2021", "--compare"], "", /need --reference/],
  [["--fit", "-r", "slope"], "", /without --recipe/],
  [["-r", "slope", "--slope", "1", "-q", "pm25"], "", /Unknown quantity "pm25"/],
  [["--fit", "--reference", "truth"], "at;pm2_5\n2026-01-01;3\n", /no column "truth"/],
])("%j is refused with 2", async (words, input, sentence) => {
  const { stdout, stderr, code } = await run(words, input);
  expect([stdout, code]).toEqual(["", 2]);
  expect(stderr).toMatch(sentence);
});

const together = `at;pm2_5;humidity;pm2_5_reference
2026-01-01;10;50;6
2026-01-02;20;60;12
2026-01-03;30;70;14
2026-01-04;40;80;
2026-01-05;50;50;40
`;

test("--compare makes the table of bias and RMSE before and after", async () => {
  const { found } = await run(
    ["-r", "epa-2021", "--reference", "pm2_5_reference", "--compare"],
    together,
  );
  expect(found).toMatchObject({
    recipe: "epa-2021",
    version: 1,
    reference: "pm2_5_reference",
    n: 4,
  });
  // Raw: 4, 8, 16 and 10 too much.
  expect(found.raw.bias).toBe(9.5);
  expect(found.raw.rmse).toBeCloseTo(Math.sqrt((16 + 64 + 256 + 100) / 4), 9);
  // Corrected: 6.68, 11.058, 15.436 and 40.74.
  expect(found.corrected.bias).toBeCloseTo((0.68 - 0.942 + 1.436 + 0.74) / 4, 9);
});

test("--fit finds the line that the recipe slope takes", async () => {
  const rows = [1, 2, 5, 9].map((x, day) => `2026-01-0${day + 1};${x};${1.5 + 0.5 * x}`).join("\n");
  const { found } = await run(["--fit", "--reference", "ref"], `at;pm2_5;ref\n${rows}\n`);
  expect(found).toMatchObject({ n: 4, slope: 0.5, intercept: 1.5, r2: 1, quantity: "pm2_5" });
  const nothing = await run(["--fit", "--reference", "ref"], "at;pm2_5;ref\n2026-01-01;1;2\n");
  expect([nothing.code, nothing.stdout]).toEqual([1, ""]);
  expect(nothing.stderr).toMatch(/No line: at least three rows/);
});

test("a file in which nothing can be corrected ends with 1", async () => {
  expect(await run(["-r", "epa-2021"], "at;pm2_5;humidity\n2026-01-01;;\n")).toMatchObject({
    code: 1,
    found: [{ pm2_5: null }],
  });
});
