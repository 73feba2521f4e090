import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatRow, measureOwn } from "./measure.ts";

const rows = measureOwn();

test("six readings of six quantities take at most 35 bytes, whichever capture and hour of the day", () => {
  const whole = rows.filter(({ data }) => data.includes("invented"));
  expect(whole).toHaveLength(4);
  for (const { windows, longest } of whole) {
    expect(windows).toBe(283);
    expect(longest).toBeLessThanOrEqual(35);
  }
});

test("docs/lora.md tells what is measured", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/lora.md"), "utf8");
  for (const row of rows) expect(page).toContain(formatRow(row));
});
