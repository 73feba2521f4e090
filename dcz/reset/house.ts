/** What a box keeps of the house in which it stood. */
export interface House {
  /** Its stations and gateways, by their names. */
  readonly names: readonly string[];
  /** The first process that still runs, or whose data cannot be opened, and why; nothing is reset then. */
  readonly held?: { readonly process: "edge" | "gateway"; readonly detail: string };
  /** Messages that no platform has yet. */
  readonly unsent: number;
  /** Puts all of it aside in one step each and deletes it. Throws the system's error. */
  forget(): void;
}

/** Undefined where no box ever ran. */
export type OpenHouse = (dataDir: string) => House | undefined;
