import type { StationFacts } from "@datacityzen/hardware/station-state";
import type { Station } from "../api/answers.ts";

type Heard = Pick<Station, "said" | "via" | "lastSeen" | "lastReceived" | "clockDoubtful">;

/** What a station's state is judged by; `everyMs` is the interval of its slowest sensor. */
export const factsOf = (station: Heard, everyMs: number): StationFacts => {
  const { said, via, lastSeen, lastReceived, clockDoubtful } = station;
  return {
    everyMs,
    gateway: via && { state: via.state, since: Date.parse(via.since) },
    said: said && { state: said.state, since: Date.parse(said.since) },
    reading:
      lastSeen === undefined || lastReceived === undefined
        ? undefined
        : { at: Date.parse(lastSeen), received: Date.parse(lastReceived), clockDoubtful },
  };
};
