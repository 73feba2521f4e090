import type { Station } from "../api/answers.ts";

/** What a reader needs to know of a station's state. Lengths in ms. */
export type TellingState =
  | { readonly kind: "online" | "unknown" }
  /** It says that it is there, and yet nothing comes. */
  | { readonly kind: "silent"; readonly forMs: number }
  | { readonly kind: "sleeping" | "offline"; readonly forMs?: number };

export interface StateFacts {
  readonly state: Station["state"];
  /** UTC ms, like `newest`. */
  readonly since?: number;
  readonly newest?: number;
  /** From one reading to the next, of the slowest sensor. */
  readonly everyMs: number;
}

const LEAST_SILENCE_MS = 300_000;
/** Two readings may come late together, as a batch; three missing ones are a silence. */
const MISSED = 3;

export const tellState = (facts: StateFacts, now: number): TellingState => {
  const { state, since, newest, everyMs } = facts;
  switch (state) {
    case "online": {
      if (newest === undefined) return { kind: "online" };
      const silence = now - newest;
      const patience = Math.max(LEAST_SILENCE_MS, MISSED * everyMs);
      return silence > patience ? { kind: "silent", forMs: silence } : { kind: "online" };
    }
    case "sleeping":
    case "offline":
      return since === undefined ? { kind: state } : { kind: state, forMs: now - since };
    case "unknown":
      return { kind: "unknown" };
    default:
      return state satisfies never;
  }
};
