import { afterAll, beforeAll, describe } from "vitest";
import { type Accounts, openAccounts } from "./accounts/accounts.fixture.ts";
import { administrationJourneys } from "./accounts/administration.journeys.ts";
import { atlasJourneys } from "./accounts/atlas.journeys.ts";
import { atlasContributionJourneys } from "./accounts/atlas-contributions.journeys.ts";
import { boxJourneys } from "./accounts/boxes.journeys.ts";
import { hostingJourneys } from "./accounts/hosting.journeys.ts";
import { organisationJourneys } from "./accounts/organisations-and-mediators.journeys.ts";
import { ownAccountJourneys } from "./accounts/own-account.journeys.ts";
import { practiceJourneys } from "./accounts/practice.journeys.ts";
import { recordsAwayJourneys } from "./accounts/records-away.journeys.ts";
import { makeFirstAdministrator, signInJourneys } from "./accounts/sign-in.journeys.ts";
import { workshopJourneys } from "./accounts/workshops.journeys.ts";
import { browserNeed } from "./browser.ts";

// One site and one browser for all of them: to start them for each subject takes longer than the journeys.
let accounts: Accounts;

beforeAll(async () => {
  if (!browserNeed.present) return;
  accounts = await openAccounts();
  await makeFirstAdministrator(accounts);
});

afterAll(() => accounts?.close());

describe("signing in", () => signInJourneys(() => accounts));
describe("one's own account", () => ownAccountJourneys(() => accounts));
describe("organisations and mediators", () => organisationJourneys(() => accounts));
describe("the atlas", () => atlasJourneys(() => accounts));
describe("who keeps the atlas right", () => atlasContributionJourneys(() => accounts));
describe("a practice", () => practiceJourneys(() => accounts));
describe("workshops", () => workshopJourneys(() => accounts));
describe("hosting", () => hostingJourneys(() => accounts));
describe("boxes", () => boxJourneys(() => accounts));
describe("administration", () => administrationJourneys(() => accounts));
describe("records away", () => recordsAwayJourneys(() => accounts));
