/** How many names there may be; docs/limits.md says what happens beyond. */
export const nameLimits = {
  /** Of all senders. */
  stations: 50_000,
  /** That one gateway, or one sender without a user name, brought first. */
  stationsOfSender: 2_000,
  sensorsOfStation: 100,
  seriesOfStation: 1_000,
  /** When there are too many stations, one that was not heard for so long gives its place. */
  unheardMs: 90 * 86_400_000,
  /** Newest values of a station in a list of stations. */
  latestInList: 24,
} as const;

export type StationLimits = {
  readonly [limit in "stations" | "stationsOfSender" | "unheardMs"]: number;
};
