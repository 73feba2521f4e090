import { stationStates } from "@datacityzen/hardware/station-state";

/** As the API groups stations: those that need a look, that measure, that sleep, that are out of service. */
export const groups = ["look", "well", "asleep", "out"] as const;
export type Group = (typeof groups)[number];

/** What may be chosen: a group, or one state of which groups are made. */
export const choices = [...groups, ...stationStates] as const;
export type Choice = (typeof choices)[number];

export const sorts = ["fault", "name", "heard", "new"] as const;
export type Sort = (typeof sorts)[number];

/** What a person asks of the list. */
export interface ListQuery {
  /** A part of the name; empty for all. */
  readonly find: string;
  readonly state: Choice | undefined;
  readonly sort: Sort;
  /** The key of a territory. */
  readonly place: string | undefined;
  /** `next` of the page before. */
  readonly after: string | undefined;
}

const MOST_CHARACTERS = 64;
const KEY = /^[a-z]{2}-[\w-]{1,60}$/;
const CURSOR = /^[\w~-]{1,80}$/;

const matching = (text: string | null, pattern: RegExp): string | undefined =>
  text !== null && pattern.test(text) ? text : undefined;

/** What an address asks for. A page passes over what it does not know, where the API would refuse it. */
export const listQuery = (parameters: URLSearchParams): ListQuery => {
  const sort = sorts.find((one) => one === parameters.get("sort")) ?? "fault";
  const after = matching(parameters.get("after"), CURSOR);
  return {
    find: (parameters.get("find") ?? "").trim().slice(0, MOST_CHARACTERS),
    state: choices.find((choice) => choice === parameters.get("state")),
    sort,
    place: matching(parameters.get("place"), KEY),
    // Names go on after a name, all others after a rank.
    after: (sort === "name") === (after?.includes("~") ?? false) ? undefined : after,
  };
};

/** What was asked for, as fields of an address or of a form; where the page begins is left out. */
export const listFields = ({ find, state, sort, place }: ListQuery): readonly [string, string][] =>
  Object.entries({ find, state, sort: sort === "fault" ? undefined : sort, place }).flatMap(
    ([name, value]): [string, string][] => (value ? [[name, value]] : []),
  );

/** The address of a list. */
export const listAddress = (query: ListQuery): string => {
  const { after } = query;
  const fields = new URLSearchParams([...listFields(query), ...(after ? [["after", after]] : [])]);
  return fields.size === 0 ? "/stations" : `/stations?${fields}`;
};

/** The same as the API asks it. */
export const apiQuery = ({ find, state, sort, place, after }: ListQuery) => {
  const group = groups.find((one) => one === state);
  const one = stationStates.find((known) => known === state);
  return {
    ...{ sort },
    ...(find === "" ? {} : { search: find }),
    ...(group === undefined ? {} : { group }),
    ...(one === undefined ? {} : { state: one }),
    ...(place === undefined ? {} : { territory: place }),
    ...(after === undefined ? {} : { cursor: after }),
  };
};
