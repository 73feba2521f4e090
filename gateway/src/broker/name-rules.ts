import type { Topic } from "@datacityzen/hardware/wire/topic";
import type { StationCredentials } from "../store/credentials.ts";

type Verdict = ReturnType<StationCredentials["judge"]>;

/** Who may connect and publish under which station's name. */
export interface NameRules<Client extends object> {
  /** Whether a client may connect under its user name, where that is the name of a station. */
  judge(station: string | undefined, password: Uint8Array | undefined): Verdict;
  /** Why a client may not, for the log. */
  refusal(judged: Exclude<Verdict, "proved">, station: string | undefined): string;
  /** A client has proved to be a station. */
  proved(client: Client, station: string): void;
  /** A name that a station proves is for that station; one that did publishes as no other station. */
  mayPublish(client: Client | null, topic: Topic): boolean;
}

/** `given`: the stations that this gateway was given to relay; any when undefined. */
export const createNameRules = <Client extends object>(
  credentials: StationCredentials,
  given: ReadonlySet<string> | undefined,
): NameRules<Client> => {
  const proved = new WeakMap<Client, string>();
  const isGiven = (station: string): boolean => given?.has(station) !== false;
  return {
    judge(station, password) {
      if (station === undefined) return "free";
      if (isGiven(station)) return credentials.judge(station, password);
      // A station keeps what it measures; who gives no secret may listen, and what they publish goes nowhere.
      return password === undefined || password.length === 0 ? "free" : "refused";
    },
    refusal(judged, station) {
      if (judged === "free") return "a client from outside gave no secret";
      return station !== undefined && !isGiven(station)
        ? "a station that this gateway was not given: add it to GATEWAY_STATIONS, or let it use another gateway"
        : "a client gave a wrong secret, or none, for a station that has one";
    },
    proved: (client, station) => void proved.set(client, station),
    mayPublish(client, { station }) {
      if (!isGiven(station)) return false;
      const own = client === null ? undefined : proved.get(client);
      return own === undefined ? !credentials.isProved(station) : own === station;
    },
  };
};
