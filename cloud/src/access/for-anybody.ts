import { NOTHING, type StationView } from "./station-view.ts";

/** What a visitor without an account may see, at this moment. */
export interface ForAnybody {
  viewOf(station: string): StationView;
  /** Another number after each change that the answers may show. */
  edition(): number;
}

export const nothingForAnybody: ForAnybody = { viewOf: () => NOTHING, edition: () => 0 };
