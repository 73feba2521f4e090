import type { Choice, SeriesStore } from "../../cloud/src/series/store.ts";

/** A store of series, to be copied from or to, with what the port of the stores does not tell. */
export interface Side {
  readonly store: SeriesStore;
  /** Every station that has series. */
  stations(): Promise<readonly string[]>;
  /** What persons decided about points: of each point the last of it. */
  decisions(): AsyncIterable<Choice>;
  close(): Promise<void>;
}

/** Why a place cannot be opened. */
export type NoSide =
  | "no_url"
  | "password_in_url"
  | "unknown_parameter"
  | "no_folder"
  | "no_store"
  | "in_use"
  | "too_new"
  | "not_writable"
  /** Those of a server. */
  | "unreachable"
  | "refused"
  | "missing"
  | "no_influxql"
  | "retention"
  | "foreign"
  | "newer"
  | "not_written";

export type OpenedSide =
  | { readonly ok: true; readonly side: Side }
  | { readonly ok: false; readonly code: NoSide; readonly detail: string };

/** A place as the person named it: a data folder, or the URL of an InfluxDB. */
export type OpenSide = (place: string, purpose: "from" | "to") => Promise<OpenedSide>;
