import { afterAll, beforeAll, describe } from "vitest";
import { browserNeed } from "./browser.ts";
import { alertJourneys } from "./home/alerts.journeys.ts";
import { type HomeSite, openHome } from "./home/home.fixture.ts";
import { homeJourneys } from "./home/home.journeys.ts";
import { listJourneys } from "./home/list.journeys.ts";
import { offlineJourneys } from "./home/offline.journeys.ts";

let home: HomeSite;

beforeAll(async () => {
  if (browserNeed.present) home = await openHome();
});

afterAll(() => home?.close());

describe("a visitor", () => homeJourneys(() => home));
describe("a patient", () => alertJourneys(() => home));
describe("a coordinator", () => listJourneys(() => home));
describe("somebody without network", () => offlineJourneys(() => home));
