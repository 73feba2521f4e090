import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { describeCadences } from "./contract/cadences.ts";
import { describeDecisions } from "./contract/decisions.ts";
import { describeExtremes } from "./contract/extremes.ts";
import { describeLatest } from "./contract/latest.ts";
import { describeMeans } from "./contract/means.ts";
import { describeReading } from "./contract/reading.ts";
import { describeRepeats } from "./contract/repeats.ts";
import { type Subject, subjectOfTest } from "./contract/subject.ts";
import { describeTogether } from "./contract/together.ts";
import { withOwnStations } from "./own-stations.fixture.ts";

/**
 * What every series store does, whatever it is made of. `isShared`: whether all tests ask the same store, each with
 * stations of its own.
 */
export const describeSeriesStore = (
  name: string,
  open: () => Promise<Subject>,
  { isShared = true }: { readonly isShared?: boolean } = {},
): void => {
  describe(`series store: ${name}`, () => {
    let shared: Subject;
    let tests = 0;
    const [before, after] = isShared ? [beforeAll, afterAll] : [beforeEach, afterEach];
    before(async () => {
      shared = await open();
    });
    beforeEach(() => {
      tests += 1;
    });
    after(() => shared.remove());
    const subject = subjectOfTest({
      store: () => withOwnStations(shared.store(), `test-${tests}-`),
      reopen: () => shared.reopen(),
    });

    describeReading(subject);
    describeRepeats(subject);
    describeLatest(subject);
    describeDecisions(subject);
    describeMeans(subject);
    describeExtremes(subject);
    describeTogether(subject);
    describeCadences(subject);
  });
};
