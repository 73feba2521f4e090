import { expect, onTestFinished, test } from "vitest";
import { openRecordsUnderTest } from "../records/records.fixture.ts";
import { findStation, insertStation } from "./queries.ts";

test("a station has a name of its own, and a state that exists", async () => {
  const { records, remove } = await openRecordsUnderTest();
  onTestFinished(remove);
  const since = new Date(1_790_000_000_000);
  const id = await insertStation(records.db, { name: "roof", state: "waiting", since });
  expect(await findStation(records.db, "roof")).toMatchObject({ id, host: null, state: "waiting" });
  const again = insertStation(records.db, { name: "roof", state: "waiting", since });
  await expect(again).rejects.toThrow();
  const lost = insertStation(records.db, { name: "wall", state: "lost" as "waiting", since });
  await expect(lost).rejects.toThrow();
});
