import { expect, test } from "vitest";
import { fitted } from "./progress.ts";
import { type Progress, simulateTexts } from "./texts.ts";

const progress: Progress = {
  ...{ connected: 20_000, gateways: 80, sentPerSecond: 2001, acknowledgedPerSecond: 1999.6 },
  ...{ acknowledged: 358_320, waiting: 64, heldBack: 12, dropped: 0, slowestMs: 119.7 },
  refusals: [["conflict", 2]],
};

test("as many parts of the progress as fit stand in one line, in both languages", () => {
  for (const texts of [simulateTexts.fr, simulateTexts.en]) {
    const parts = texts.progress(progress);
    for (const columns of [1, 10, 40, 80, 200]) {
      const line = fitted(parts, columns);
      expect(line.length).toBeLessThan(Math.max(columns, 2));
      expect(line).not.toContain("\n");
    }
    expect(fitted(parts, 40)).toContain(parts[0]);
    expect(fitted(parts, 400)).toBe(parts.join(" · "));
  }
  expect(simulateTexts.en.progress(progress)).toContain("refused or doubted: conflict 2");
});
