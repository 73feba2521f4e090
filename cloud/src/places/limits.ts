/** Of one station, of all its hosts: each is remembered, and told in one list. */
export const MOST_PLACES = 500;

/**
 * Changes of what others see of stations, at a time, of the twelve connections to the records: each holds one
 * while it waits for its station and for the file of what is known.
 */
export const CHANGES_AT_A_TIME = 3;
