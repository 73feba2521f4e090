import { afterAll, beforeAll, describe } from "vitest";
import { browserNeed } from "./browser.ts";
import { administrationJourneys } from "./pages/administration.journeys.ts";
import { calibrationJourneys } from "./pages/calibrations.journeys.ts";
import { clockJourneys } from "./pages/clock.journeys.ts";
import { everyPageJourneys } from "./pages/every-page.journeys.ts";
import { lineageJourneys } from "./pages/lineage.journeys.ts";
import { liveJourneys } from "./pages/live.journeys.ts";
import { openPages, type Pages } from "./pages/pages.fixture.ts";
import { readingsJourneys } from "./pages/readings.journeys.ts";
import { stewardshipJourneys } from "./pages/stewardship.journeys.ts";

// One site and one browser for all of them: to start them for each subject takes longer than the journeys.
let pages: Pages;

beforeAll(async () => {
  if (browserNeed.present) pages = await openPages();
});

afterAll(() => pages?.close());

describe("readings", () => readingsJourneys(() => pages));
describe("an open page", () => liveJourneys(() => pages));
describe("where a figure comes from", () => lineageJourneys(() => pages));
describe("every page", () => everyPageJourneys(() => pages));
describe("calibrations", () => calibrationJourneys(() => pages));
describe("stewardship", () => stewardshipJourneys(() => pages));
describe("administration", () => administrationJourneys(() => pages));
// The last one: from here on the cloud's clock counts as wrong.
describe("our own clock", () => clockJourneys(() => pages));
