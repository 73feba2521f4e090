import { afterAll, beforeAll, describe } from "vitest";
import { browserNeed } from "./browser.ts";
import { type MapSite, openMap } from "./map/map.fixture.ts";
import { mapJourneys } from "./map/map.journeys.ts";

let map: MapSite;

beforeAll(async () => {
  if (browserNeed.present) map = await openMap();
});

afterAll(() => map?.close());

describe("the map", () => mapJourneys(() => map));
