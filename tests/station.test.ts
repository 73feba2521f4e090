import { afterAll, beforeAll, describe } from "vitest";
import { browserNeed } from "./browser.ts";
import { chartJourneys } from "./station/chart.journeys.ts";
import { consolidatedJourneys, trustJourneys } from "./station/consolidated.journeys.ts";
import { embedJourneys } from "./station/embed.journeys.ts";
import { everyRouteJourneys } from "./station/every-route.journeys.ts";
import { everyWayJourneys } from "./station/every-way.journeys.ts";
import { photoJourneys } from "./station/photo.journeys.ts";
import { pollenJourneys } from "./station/pollen.journeys.ts";
import { openStationSite, type StationSite } from "./station/station.fixture.ts";
import { stationJourneys } from "./station/station.journeys.ts";

let site: StationSite;

beforeAll(async () => {
  if (browserNeed.present) site = await openStationSite();
});

afterAll(() => site?.close());

describe("the page of a station", () => stationJourneys(() => site));
describe("its chart", () => chartJourneys(() => site));
describe("the photo of a station", () => photoJourneys(() => site));
describe("a widget on another site", () => embedJourneys(() => site));
describe("every page that there is", () => everyRouteJourneys(() => site));
describe("every public page", () => everyWayJourneys(() => site));
describe("how far it can be trusted", () => trustJourneys(() => site));
describe("the pollen that is counted", () => pollenJourneys(() => site));
// It adds stations around: the last one.
describe("what others say of an hour", () => consolidatedJourneys(() => site));
