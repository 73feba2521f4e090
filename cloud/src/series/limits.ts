/** The most points or means that one answer carries, of all its series: some 10 MB of JSON. */
export const MOST_POINTS = 100_000;

/** Stations that one question names. */
export const MOST_STATIONS = 200;

/** Points of an answer that is made at once; a larger one is streamed, and takes a place while it goes on. */
export const MADE_AT_ONCE = 5_000;

export const largeAnswers = {
  what: "large answers",
  most: 4,
  mostOfAddress: 2,
  waitMs: 10_000,
  mostWaiting: 100,
};

/** Days that one list of files names. */
export const MOST_DAYS = 366;

export const dayFilePlaces = {
  what: "files of days",
  most: 8,
  mostOfAddress: 4,
  waitMs: 10_000,
  mostWaiting: 100,
};
