import { expect, test } from "vitest";
import { demonstrationWeek, lastWeek } from "./demonstration-week.ts";

const DAY = 86_400_000;

test("each happening of the week is told once, at its last time before now, the last first", () => {
  for (let now = Date.UTC(2026, 9, 20); now < Date.UTC(2026, 10, 3); now += 7_000_000) {
    const told = lastWeek(now);
    expect(told).toHaveLength(demonstrationWeek.length);
    expect(told.map(({ at }) => at)).toEqual(
      told.map(({ at }) => at).toSorted((one, other) => other - one),
    );
    for (const { at, day, date } of told) {
      expect(at).toBeLessThanOrEqual(now);
      // An hour more in the week in which clocks are set back.
      expect(now - at).toBeLessThanOrEqual(7 * DAY + 3_600_000);
      expect(new Date(`${date}T12:00:00Z`).getUTCDay()).toBe((day + 1) % 7);
    }
  }
});
