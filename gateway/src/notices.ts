import type { Topic } from "@datacityzen/hardware/wire/topic";

// What the broker notices and the page tells.

/** Two devices that use one name, as it is shown on the gateway's page and in its log. */
export interface NameConflict {
  readonly name: string;
  readonly addresses: readonly string[];
  /** When it was noticed, and when one of them last tried to take the name, UTC ms. */
  readonly since: number;
  readonly last: number;
}

/** Messages on a topic that resembles ours: they reach the cloud's quarantine and no page. */
export interface Misdirected {
  readonly topic: string;
  readonly client: string | undefined;
  /** The topic that was probably meant. */
  readonly meant: Topic | undefined;
  /** When the last of them came, UTC ms. */
  readonly at: number;
  readonly count: number;
}
