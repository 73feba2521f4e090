import { EventEmitter } from "node:events";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import type { Measured } from "./shared-names.ts";

/** What the gateway's parts tell each other, so that none of them has to know who listens. */
export interface GatewayEvents {
  /** Something new is on disk and waits for the uplink. */
  readonly kept: [];
  /** A station's batch is on disk. */
  readonly measured: [Measured];
  /** What it measured, once. */
  readonly batch: [station: string, batch: Batch];
  /** A station sent as readings what is no batch. */
  readonly unreadable: [station: string];
  /** A station spoke, whether or not it could be kept. */
  readonly heard: [station: string];
}

export type Events = EventEmitter<GatewayEvents>;

export const createEvents = (): Events => new EventEmitter<GatewayEvents>();
