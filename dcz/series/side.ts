import type { CarriedSums } from "../../cloud/src/series/carried-sums.ts";
import type { Choice, SeriesKey, SeriesStore } from "../../cloud/src/series/store.ts";

/** A store of series, to be copied from or to, with what the port of the stores does not tell. */
export interface Side {
  readonly store: Pick<SeriesStore, "stream" | "append" | "choose">;
  /** Whether it is told when readings came; a running cloud notes when they come to it. */
  readonly keepsArrivals: boolean;
  /** Whether what persons decided can be told to it. */
  readonly takesDecisions: boolean;
  /** Before this instant (UTC ms) it has sums alone; undefined where all is there, as far as is known by now. */
  lostBefore(): number | undefined;
  /** Those sums, where it can give them or take some: data folders alone can. */
  readonly sums: CarriedSums | undefined;
  /** Names a station that has sums alone, before these are taken. */
  introduce(key: SeriesKey): Promise<void>;
  /** Every station that has series. */
  stations(): Promise<readonly string[]>;
  seriesOf(station: string): Promise<readonly SeriesKey[]>;
  /** What persons decided about points: of each point the last of it. */
  decisions(): AsyncIterable<Choice>;
  close(): Promise<void>;
}

/** The source does not give the values of a station to whoever asks, or not of all times. */
export class Withheld extends Error {
  override readonly name = "Withheld";
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
  | "not_written"
  /** That of a running cloud. */
  | "no_token";

export type OpenedSide =
  | { readonly ok: true; readonly side: Side }
  | { readonly ok: false; readonly code: NoSide; readonly detail: string };

/** A place as the person named it: a data folder, or the URL of an InfluxDB or of a running cloud. */
export type OpenSide = (place: string, purpose: "from" | "to") => Promise<OpenedSide>;
