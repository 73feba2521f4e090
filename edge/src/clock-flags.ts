import type { Flag } from "@datacityzen/hardware/flags";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";

const withFlag = (reading: Reading, flag: Flag): Reading => ({
  ...reading,
  flags: [...(reading.flags ?? []).filter((one) => one !== flag), flag],
});

/** Flags readings whose instants come from a clock that is certainly wrong. */
export const markDoubtful = (readings: readonly Reading[]): Reading[] =>
  readings.map((reading) => withFlag(reading, "clock_doubtful"));

/** The same batch, with its instants moved to the true time. */
export const repairInstants = (batch: Batch, byMs: number): Batch => ({
  ...batch,
  readings: batch.readings.map((reading) => {
    const flags = reading.flags?.filter((flag) => flag !== "clock_doubtful") ?? [];
    return withFlag({ ...reading, flags, at: reading.at + byMs }, "clock_repaired");
  }),
});
