import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Line } from "@datacityzen/hardware/wire/line";
import { expect, test } from "vitest";
import type { LatestValue } from "../store/latest.ts";
import { beside, renderBench } from "./bench.ts";
import { noon, quiet } from "./view.fixture.ts";
import type { View } from "./view.ts";

const reading = (value: number, more: Partial<LatestValue> = {}): LatestValue => ({
  ...{ sensor: "sds011", quantity: "pm2_5", at: noon - 60_000, received: noon, value, flags: [] },
  ...more,
});

const line: Line = { port: "/dev/ttyUSB0", model: "sds011", state: "speaking", bytes: 400 };

/** Stations of a workshop, by what each measures. */
const bench = (
  values: readonly (readonly LatestValue[])[],
  lines: readonly Line[] = [line],
): View => ({
  ...quiet,
  stations: values.map((all, index) => ({ station: `station-${index}`, values: all })),
  reports: values.map((_, index) => ({
    ...{ station: `station-${index}`, state: { kind: "online", since: noon - 60_000 } },
    ...{ everyMs: 60_000, lines, takeovers: 0, waiting: 0, dropped: 0 },
  })) as View["reports"],
});
const english = { language: "en", refresh: 10 } as const;
const french = { language: "fr", refresh: 10 } as const;
const textOf = (page: string) => page.replace(/<style>.*<\/style>/s, "").replace(/<[^>]+>/g, " ");

test("ten stations stand on one page, and the one that differs from the others is named", () => {
  const view = bench([8, 9, 8.5, 9.2, 8.8, 9.1, 8.4, 9.3, 8.9, 31].map((one) => [reading(one)]));
  const page = textOf(renderBench(view, english));
  for (let index = 0; index < 10; index++) expect(page).toContain(`station-${index}`);
  expect(page.match(/far from the others/g)).toHaveLength(1);
  expect(page.indexOf("station-9")).toBeLessThan(page.indexOf("station-0"));
  expect(page).toMatch(
    /PM₂.₅ 31.0\u00a0µg\/m³: far from the others \(median of 10 stations: 9.0\u00a0µg/,
  );
  expect(textOf(renderBench(view, french))).toContain("loin des autres");
  // It loads itself again, and who reads slowly stops that.
  expect(renderBench(view, english)).toContain('http-equiv="refresh" content="10"');
  expect(renderBench(view, english)).toContain('href="/bench?lang=en&amp;refresh=3600"');
});

test("fewer than three, old values and values that no instrument gives accuse nobody", () => {
  expect(beside(bench([[reading(8)], [reading(31)]]))(reading(31))).toBeUndefined();
  const old = reading(31, { at: noon - 20 * 60_000 });
  const view = bench([
    [reading(8)],
    [reading(9)],
    [old],
    [reading(6553, { flags: ["implausible"] })],
  ]);
  expect(beside(view)(reading(8))).toBeUndefined();
  expect(textOf(renderBench(view, english))).toContain("(20 minutes ago)");
});

test("sensors of one kind differ a little, and are left in peace", () => {
  const view = bench([[reading(8)], [reading(10)], [reading(9)]]);
  expect(beside(view)(reading(10))).toEqual({ median: 9, stations: 3, isFar: false });
  const warm = (value: number) => reading(value, { quantity: "temperature" });
  expect(beside(bench([[warm(20)], [warm(21)], [warm(25)]]))(warm(25))?.isFar).toBe(true);
  // Near zero a share of the median would accuse everybody.
  expect(beside(bench([[warm(0)], [warm(0.5)], [warm(-0.8)]]))(warm(-0.8))?.isFar).toBe(false);
});

test("a wire that is wrong is told beside its station, with what to do", () => {
  const silent: Line = { ...line, state: "silent", bytes: 0, advice: "check_wires" };
  const page = textOf(renderBench(bench([[]], [line, silent]), english));
  expect(page).toContain("Sensors that speak: 1 of 2.");
  expect(page).toMatch(/nothing (arrives|comes)|check/i);
  expect(page).toContain("No value.");
});

test("nothing that comes from outside is taken for HTML, and an empty bench says so", () => {
  const hostile = `"><script>alert(1)</script>`;
  const view = bench([[reading(8)]]);
  const report = view.reports[0];
  const page = renderBench(
    { ...view, gateway: hostile, reports: report ? [{ ...report, station: hostile }] : [] },
    english,
  );
  expect(page).not.toContain("<script>");
  expect(textOf(renderBench(quiet, english))).toContain("No station");
});

test("to write the page each value is looked at a few times, however many there are", () => {
  const names = Object.keys(quantities).slice(0, 10) as QuantityName[];
  let looks = 0;
  const counted = (value: number, quantity: QuantityName): LatestValue => {
    const one = reading(value, { quantity });
    return {
      ...one,
      get quantity() {
        looks += 1;
        return one.quantity;
      },
    };
  };
  const view = bench(
    Array.from({ length: 100 }, (_, station) => names.map((name) => counted(station % 7, name))),
  );
  renderBench(view, english);
  expect(looks).toBeLessThan(20 * 1000);
});
