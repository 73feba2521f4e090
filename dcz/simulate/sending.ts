/** Stations that are connected, and what of their readings is on its way. */
export interface Sending {
  /** Connections that relay the stations; 0 when each station has its own. */
  readonly gateways: number;
  readonly connected: () => number;
  /** Readings that were measured and not acknowledged yet. */
  readonly waiting: () => number;
  /** Of those, what an episode holds back on purpose. */
  readonly heldBack: () => number;
  /** Carries the plan out; resolves when nothing more is measured, not when all is acknowledged. */
  start(): Promise<void>;
  /** Waits so long for acknowledgements, and disconnects. */
  stop(patienceMs: number): Promise<void>;
}

export interface Fault {
  /** How many stations could connect. */
  readonly connected: number;
  /** Names that the broker does not give us. */
  readonly refused?: readonly string[];
}

export type Opened = { readonly sending: Sending } | { readonly fault: Fault };
