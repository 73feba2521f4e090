import type { Flag } from "@datacityzen/hardware/flags";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";

const withFlag = (reading: Reading, flag: Flag): Reading => ({
  ...reading,
  flags: [...(reading.flags ?? []).filter((one) => one !== flag), flag],
});

/** Readings that were made while nobody could believe the clock. */
export const markDoubtful = (readings: readonly Reading[]): Reading[] =>
  readings.map((reading) => withFlag(reading, "clock_doubtful"));

/** The same batch, moved to when it really was. */
export const repairInstants = (batch: Batch, byMs: number): Batch => ({
  ...batch,
  readings: batch.readings.map((reading) => {
    const flags = reading.flags?.filter((flag) => flag !== "clock_doubtful") ?? [];
    return withFlag({ ...reading, flags, at: reading.at + byMs }, "clock_repaired");
  }),
});
