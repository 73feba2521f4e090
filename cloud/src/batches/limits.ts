/** Boxes of one workshop. */
export const MOST_STATIONS = 100;
/** Boxes of an organisation that are prepared and that nobody has claimed yet. */
export const MOST_UNCLAIMED = 500;
/** Workshops that are listed, the newest first. */
export const MOST_LISTED = 100;
