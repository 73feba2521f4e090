import { EventEmitter } from "node:events";

/** What the gateway's parts tell each other, so that none of them has to know who listens. */
export interface GatewayEvents {
  /** Something new is on disk and waits for the uplink. */
  readonly kept: [];
  /** A station spoke, whether or not it could be kept. */
  readonly heard: [station: string];
}

export type Events = EventEmitter<GatewayEvents>;

export const createEvents = (): Events => new EventEmitter<GatewayEvents>();
