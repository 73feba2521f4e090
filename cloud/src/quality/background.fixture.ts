import pino from "pino";
import { onTestFinished } from "vitest";
import { createJobs } from "../jobs/jobs.ts";
import { openRecordsUnderTest } from "../records/records.fixture.ts";
import { openMemorySeries } from "../series/memory/store.ts";
import { newStation, withHello } from "../stations/station.ts";

export const DAY_MS = 86_400_000;
export const MIDNIGHT = Date.UTC(2026, 10, 24);
export const NOW = MIDNIGHT + 8 * 3_600_000;

export const hello = {
  kit: "test",
  sensors: [
    { id: "sds", model: "sds011", every: 10_000 },
    { id: "bme", model: "bme280", every: 10_000 },
  ],
  software: {},
};

const silent = pino({ level: "silent" });

/** What work in the background stands on: real records and jobs, series in memory, four stations. */
export const openParts = async () => {
  const subject = await openRecordsUnderTest();
  const jobs = createJobs(subject.records, () => NOW, silent);
  onTestFinished(async () => {
    await jobs.close();
    await subject.remove();
  });
  const names = ["a", "b", "c", "d"];
  const records = names.map((name) => withHello(newStation(name, 0), hello, 0));
  return {
    ...{ jobs, records: subject.records, series: openMemorySeries(), now: () => NOW },
    stations: { all: () => records },
    knownStations: {
      ...{ find: () => undefined, all: () => [] },
      viewOf: () => ({ isSeen: true, hidden: [] }),
    },
    territories: { around: () => [], zoneOf: () => "Europe/Paris" },
    calibrations: { of: () => [] },
    pace: { restTimes: 0 },
  };
};
