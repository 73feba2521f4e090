import { StationId } from "@datacityzen/hardware/identifiers";
import { type StationState, stationStates } from "@datacityzen/hardware/station-state";

/** What a person asks of the list. */
export interface ListQuery {
  /** A part of the name; empty for all. */
  readonly find: string;
  readonly state: StationState["kind"] | undefined;
  /** The stations after this one. */
  readonly after: string | undefined;
}

const MOST_CHARACTERS = 64;

/** What an address asks for. A page passes over what it does not know, where the API would refuse it. */
export const listQuery = (parameters: URLSearchParams): ListQuery => ({
  find: (parameters.get("find") ?? "").trim().slice(0, MOST_CHARACTERS),
  state: stationStates.find((state) => state === parameters.get("state")),
  after: StationId.safeParse(parameters.get("after")).data,
});

/** The address of a list. */
export const listAddress = ({ find, state, after }: ListQuery): string => {
  const set = { find, state, after };
  const query = new URLSearchParams(
    Object.entries(set).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  return query.size === 0 ? "/stations" : `/stations?${query}`;
};
