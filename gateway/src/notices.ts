import type { Topic } from "@datacityzen/hardware/wire/topic";

// What the broker notices and the page tells.

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
