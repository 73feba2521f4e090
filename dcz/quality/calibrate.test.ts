import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { calibrateCommand } from "./calibrate.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-calibrate-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = async (words: readonly string[], rows: readonly string[]) => {
  const file = join(folder, "together.csv");
  await writeFile(file, `${rows.join("\n")}\n`);
  const captured = captureTerminal();
  await calibrateCommand(captured.terminal).parseAsync([...words, file], { from: "user" });
  return captured.outcome();
};
/** Each half hour of two days: the sensor says 10, 20, 30 and 40 in turn of hours, half of it four higher and lower. */
const rows = (header: string, row: (at: string, sensor: number) => string, count = 96) => [
  header,
  ...Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 5) + index * 1_800_000).toISOString();
    return row(at, 10 * ((Math.floor(index / 2) % 4) + 1) + (index % 2 === 0 ? 4 : -4));
  }),
];

test("the line of means of hours, with its statistics and where it holds", async () => {
  // Decimal commas; the half hours' +4 and −4 are gone in the means of hours.
  const { stdout, stderr, code } = await run(
    ["--reference", "Référence (µg/m³)"],
    rows(
      "at;pm2_5;Référence (µg/m³)",
      (at, sensor) => `${at};${sensor};${(0.5 * sensor + 2.5).toString().replace(".", ",")}`,
    ),
  );
  expect([stderr, code]).toEqual(["", 0]);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ quantity: "pm2_5", of: "raw", hours: 48 },
    ...{ from: "2026-01-05T00:00:00.000Z", until: "2026-01-07T00:00:00.000Z" },
    ...{ slope: 0.5, intercept: 2.5, r2: 1, seen: [10, 40], valid: [0, 55] },
  });
});

test("a recipe comes first where it is named", async () => {
  const { stdout } = await run(
    ["-r", "sds011-power", "--reference", "ref", "-q", "pm10"],
    rows(
      "at,pm10,humidity,ref",
      (at, sensor) => `${at},${sensor},80,${sensor / (1 + 0.81559 * 0.8 ** 5.83411) + 3}`,
    ),
  );
  const found = JSON.parse(stdout) as { [name: string]: number };
  expect(found).toMatchObject({ of: "sds011-power@1", quantity: "pm10" });
  expect(found.slope).toBeCloseTo(1, 9);
  expect(found.intercept).toBeCloseTo(3, 9);
  expect(found.rmse_after).toBeCloseTo(0, 9);
  expect(found.rmse_before).toBeCloseTo(3, 9);
});

test("what gives no line is said in a sentence, and ends with 1; a wrong word with 2", async () => {
  const line = (at: string, sensor: number) => `${at},${sensor},${sensor}`;
  const short = await run(["--reference", "ref"], rows("at,pm2_5,ref", line, 95).slice(0, -1));
  expect(short).toMatchObject({ code: 1, stdout: "" });
  expect(short.stderr).toContain("47 hours have both values, 48 are needed");
  const falling = await run(
    ["--reference", "ref"],
    rows("at,pm2_5,ref", (at, sensor) => `${at},${sensor},${-sensor}`),
  );
  expect(falling.stderr).toContain("falls where the reference rises");
  const two = await run(
    ["--reference", "ref"],
    rows("at,sensor,pm2_5,ref", (at, sensor) => `${at},${sensor % 20},${sensor},${sensor}`),
  );
  expect(two).toMatchObject({ code: 2, stdout: "" });
  expect((await run([], rows("at,pm2_5,ref", line))).code).toBe(2);
  expect((await run(["--reference", "rf"], rows("at,pm2_5,ref", line))).stderr).toContain('"rf"');
  const wrong = await run(
    ["-r", "epa-2021", "-q", "pm10", "--reference", "ref"],
    rows("at,pm10,humidity,ref", (at, sensor) => `${at},${sensor},50,${sensor}`),
  );
  expect(wrong.stderr).toContain("does not correct pm10");
});
