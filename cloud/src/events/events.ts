import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { MarkReason, QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import type { Status } from "@datacityzen/hardware/wire/status";

/**
 * What happens in the cloud. Every event is plain data that survives JSON, so that it can travel
 * between processes; instants are UTC milliseconds.
 */
export interface CloudEvents {
  /** A message came from a client; whether it can be accepted is not known yet. */
  "message.received": { readonly received: number; readonly bytes: number };
  /** Readings are durable. Repeats are in it too. */
  "readings.committed": {
    readonly station: string;
    readonly received: number;
    readonly readings: readonly Reading[];
  };
  /** A message was acknowledged, could not be accepted, and is kept aside. */
  "message.quarantined": {
    /** Its number in the quarantine; absent when it was counted and not kept. */
    readonly id?: number;
    readonly received: number;
    readonly reason: QuarantineReason;
    readonly detail: string;
    /** The station to tell; absent when there is none. */
    readonly station?: string;
    readonly boot?: string;
    readonly seq?: number;
  };
  /** Readings are kept, and something of them is marked: their clock is doubted or repaired, a value is none. */
  "readings.marked": {
    readonly station: string;
    readonly received: number;
    readonly reason: MarkReason;
    readonly detail: string;
    readonly boot: string;
    readonly seq: number;
  };
  /** Messages were removed from the quarantine, the oldest first, because a limit was reached. */
  "quarantine.thinned": {
    readonly at: number;
    readonly messages: number;
    readonly bytes: number;
    readonly limit: "sender" | "total" | "age";
    /** The client whose messages were removed, when the limit is a sender's. */
    readonly client?: string;
  };
  /**
   * A message was acknowledged, could not be accepted, and is not kept either: its sender or all
   * together sent more in this hour than is ever kept, or the store refused it.
   */
  "quarantine.left_out": {
    readonly at: number;
    readonly reason: "sender" | "total" | "refused";
    readonly client: string;
    readonly bytes: number;
  };
  /** The quarantine comes close to a limit; from it on the oldest messages are removed. */
  "quarantine.nearly_full": {
    readonly at: number;
    readonly limit: "sender" | "total";
    /** The part of the limit that is used, about 0.8 to 1. */
    readonly part: number;
    readonly client?: string;
  };
  /** What a station is told from afar has changed: the document of its topic `config`. */
  "station.configured": { readonly station: string; readonly config: string };
  "station.hello": { readonly station: string; readonly received: number; readonly hello: Hello };
  "station.status": {
    readonly station: string;
    readonly received: number;
    readonly status: Status;
  };
  /** A station was checked: what is wrong with its sensors now, since when in UTC ms; nothing any more when empty. */
  "quality.doubts": {
    readonly station: string;
    readonly doubts: readonly {
      readonly problem: "stuck" | "drifting";
      readonly since: number;
    }[];
  };
  /** Reprocessed values of a station were made again, or others count, from this instant on in UTC ms. */
  "quality.recomputed": { readonly station: string; readonly from: number };
  /** Forecasts were imported: some are new, or say something else than before. */
  "forecasts.imported": { readonly source: string; readonly changed: number };
  "gateway.connected": { readonly gateway: string; readonly at: number };
  "gateway.left": { readonly gateway: string; readonly at: number };
}

export type EventName = keyof CloudEvents;
