import { expect, test } from "vitest";
import { type Quarter, quarterMs, type Trend } from "../store/quarters.ts";
import { renderPage } from "./page.ts";
import { bandOfHour, drawTrend, lastHour } from "./trends.ts";
import { noon, quiet, workshop } from "./view.fixture.ts";

const quarter = (ago: number, mean: number): Quarter => ({
  ...{ at: noon - ago * quarterMs, count: 15, mean, least: mean - 1, most: mean + 1 },
});
const trend = (quantity: Trend["quantity"], ...quarters: Quarter[]): Trend => ({
  ...{ station: "workshop", sensor: "sds011-58d9", quantity, quarters },
});

test("the line goes from the lowest at the bottom to the highest at the top, and breaks where nothing is", () => {
  const { path } = drawTrend([quarter(96, 10), quarter(95, 20), quarter(48, 15)], noon);
  expect(path).toBe("M0.0 46.0h.1L3.0 2.0M144.0 24.0h.1");
  expect(drawTrend([quarter(96, 7)], noon).path).toBe("M0.0 24.0h.1");
  expect(drawTrend([], noon).path).toBe("");
});

test("an hour is judged when three of its quarters are there, by the worst of its pollutants", () => {
  const hour = [4, 3, 2].map((ago) => quarter(ago, 20));
  expect(lastHour(hour, noon)).toBe(20);
  expect(lastHour(hour.slice(1), noon)).toBeUndefined();
  // The quarter under way belongs to the next hour.
  expect(lastHour([...hour.slice(1), quarter(0, 20)], noon)).toBeUndefined();
  const clean = [4, 3, 2].map((ago) => quarter(ago, 5));
  expect(bandOfHour([trend("pm10", ...hour), trend("pm2_5", ...hour)], noon)).toEqual({
    ...{ band: 3, quantity: "pm2_5", mean: 20 },
  });
  expect(bandOfHour([trend("pm2_5", ...clean)], noon)?.band).toBe(1);
  expect(bandOfHour([trend("temperature", ...hour)], noon)).toBeUndefined();
});

test("the page tells the day in words beside the line, and the air in a word", () => {
  const hour = [4, 3, 2, 1].map((ago) => quarter(ago, 20));
  const view = { ...quiet, stations: [workshop], trends: [trend("pm2_5", ...hour)] };
  const english = renderPage(view, { language: "en", broker: "mqtt://box:1884" });
  expect(english).toContain(
    '<p class="band band-3">Air of the last hour: moderate. Fine particulate matter PM2.5: mean 20.0\u00a0µg/m³.</p>',
  );
  expect(english).toContain("from 19.0\u00a0µg/m³ to 21.0\u00a0µg/m³, mean 20.0\u00a0µg/m³");
  const french = renderPage(view, { language: "fr", broker: "mqtt://box:1884" });
  expect(french).toContain(
    "Air de la dernière heure\u00a0: dégradé. Particules fines PM2,5\u00a0: 20,0\u00a0µg/m³ en moyenne.",
  );
  expect(french).toContain("Les dernières 24 heures");
  expect(renderPage(quiet, { language: "en", broker: "mqtt://box:1884" })).not.toContain(
    'svg viewBox="0 0 288',
  );
});
