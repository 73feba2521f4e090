import { afterAll, beforeAll, describe } from "vitest";
import { browserNeed } from "./browser.ts";
import { openMap } from "./map/map.fixture.ts";
import { mapJourneys } from "./map/map.journeys.ts";
import type { PlacesSite } from "./places-site.fixture.ts";

let map: PlacesSite;

beforeAll(async () => {
  if (browserNeed.present) map = await openMap();
});

afterAll(() => map?.close());

describe("the map", () => mapJourneys(() => map));
