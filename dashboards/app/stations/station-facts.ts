import type { StationFacts } from "@datacityzen/hardware/station-state";
import type { Station } from "../api/answers.ts";

type Heard = Pick<Station, "said" | "via" | "lastSeen" | "lastReceived" | "clockDoubtful">;

/** How often a station measures (its slowest sensor), and how often it sends where it sends in bursts. */
export type Rhythm = Pick<StationFacts, "everyMs" | "deliveryMs">;

/** What a station's state is judged by, and who stands between it and the cloud. */
export interface ToldFacts extends StationFacts {
  /** Name of the gateway that relayed what came last. */
  readonly via?: string;
}

export const factsOf = (station: Heard, { everyMs, deliveryMs }: Rhythm): ToldFacts => {
  const { said, via, lastSeen, lastReceived, clockDoubtful } = station;
  return {
    everyMs,
    ...(deliveryMs === undefined ? {} : { deliveryMs }),
    ...(via === undefined ? {} : { via: via.gateway }),
    gateway: via && { state: via.state, since: Date.parse(via.since) },
    said: said && { state: said.state, since: Date.parse(said.since) },
    reading:
      lastSeen === undefined || lastReceived === undefined
        ? undefined
        : { at: Date.parse(lastSeen), received: Date.parse(lastReceived), clockDoubtful },
  };
};
