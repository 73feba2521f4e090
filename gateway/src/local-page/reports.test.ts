import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { Line } from "@datacityzen/hardware/wire/line";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { Status } from "@datacityzen/hardware/wire/status";
import { expect, test } from "vitest";
import { renderPage } from "./page.ts";
import { presentHealth } from "./presentation.ts";
import { createReports } from "./reports.ts";
import { noon, quiet, workshop } from "./view.fixture.ts";

const minute = 60_000;
const broker = "mqtt://192.168.1.20:1884";

const said = (kind: "status" | "hello", document: Status | Hello, arrived = noon) => ({
  topic: `dcz/1/workshop/${kind}`,
  payload: encodePayload(document, "json"),
  arrived,
});

const status = (lines: Line[], more: Partial<NonNullable<Status["health"]>> = {}): Status => ({
  state: "online",
  at: noon,
  health: { uptime: 40 * 60, waiting: 0, dropped: 0, rejected: {}, lines, ...more },
});

const line: Line = {
  port: "/dev/ttyUSB0",
  model: "pmsx003",
  state: "unreadable",
  bytes: 300,
  likely: ["sds011"],
  advice: "other_sensor",
};

const viewOf = (
  retained: Parameters<ReturnType<typeof createReports>>[0],
  stations = quiet.stations,
) => ({
  ...quiet,
  stations,
  reports: createReports()(retained, stations, noon),
});

const textOf = (page: string): string =>
  page
    .slice(page.indexOf("<main>"))
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"');

test("the top of the page says what arrives on a line and what to do, without wrong advice", () => {
  const view = viewOf([said("status", status([line]))]);
  const text = textOf(renderPage(view, { language: "fr", broker }));
  expect(text).toContain("Stations et capteurs À surveiller. workshop");
  expect(text).toContain("ce qui arrive parle comme SDS011");
  expect(text).toContain("Mettez « sds011@/dev/ttyUSB0 » dans SENSORS");
  expect(text).toContain("Station workshop");
  expect(text).not.toContain("Réglez l’adresse de la passerelle");
  expect(textOf(renderPage(view, { language: "en", broker }))).toContain(
    'Put "sds011@/dev/ttyUSB0" into SENSORS',
  );
  expect(presentHealth(view).stations).toMatchObject([
    { station: "workshop", state: "silent", lines: [{ advice: "other_sensor", bytes: 300 }] },
  ]);
});

test("a sensor that may be silent waits; it is no fault", () => {
  const waiting: Line = { ...line, state: "waiting", bytes: 0, within: 1800, advice: "wait" };
  const quietSince = workshop.values.map((value) => ({ ...value, at: noon - 25 * minute }));
  const stations = [{ ...workshop, values: quietSince }];
  const view = viewOf([said("status", status([waiting]))], stations);
  expect(view.reports[0]?.state).toEqual({ kind: "online" });
  const text = textOf(renderPage(view, { language: "en", broker }));
  expect(text).toContain("waiting, up to 30 min");
  expect(text).not.toContain("Needs attention");
});

test("a longer silence than the sensor allows, and a lost connection, are faults", () => {
  const values = workshop.values.map((value) => ({
    ...value,
    at: noon - 50 * minute,
    received: noon - 50 * minute,
  }));
  const stations = [{ ...workshop, values }];
  const silent = viewOf([said("status", status([]))], stations);
  expect(silent.reports[0]?.state).toEqual({ kind: "silent", since: noon - 50 * minute });
  expect(textOf(renderPage(silent, { language: "en", broker }))).toContain(
    "workshop, no measurement for 50 minutes.",
  );
  const gone = viewOf([said("status", { state: "offline" }, noon - minute)], stations);
  expect(gone.reports[0]?.state).toEqual({ kind: "offline", since: noon - minute });
});

test("two devices of one name, and what a station lost, are reported", () => {
  const told = status([], { takeovers: 4, dropped: 12 });
  const text = textOf(renderPage(viewOf([said("status", told)]), { language: "fr", broker }));
  expect(text).toContain("deux appareils utilisent ce nom");
  expect(text).toContain("envois perdus depuis son démarrage : 12");
});

test("documents that do not fit their schema say nothing", () => {
  const payload = Buffer.from('{"state":"flying"}');
  const view = viewOf([{ topic: "dcz/1/workshop/status", payload, arrived: noon }]);
  expect(view.reports[0]?.state).toEqual({ kind: "unknown" });
});
