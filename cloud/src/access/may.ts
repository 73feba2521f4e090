import type { Principal } from "./principal.ts";

/**
 * To which stations a principal may do something: to none, to all, to its `own` (the one that has its name),
 * or to those that it relays (a gateway's stations).
 */
type Scope = "none" | "own" | "relayed" | "all";

type Rule = { readonly [kind in Principal["kind"]]: Scope };

const everybody: Rule = { nobody: "all", station: "all", gateway: "all", administrator: "all" };
const administratorOnly: Rule = {
  nobody: "none",
  station: "none",
  gateway: "none",
  administrator: "all",
};
const downToStation: Rule = {
  nobody: "own",
  station: "own",
  gateway: "relayed",
  administrator: "none",
};

/** Every action of the cloud, and who may do it. Other actions do not exist. */
export const rules = {
  /** Pages for people. */
  "pages.read": everybody,
  /** Names of errors, health, the API's own description. */
  "service.read": everybody,
  /** Quantities, stations, their values. */
  "measurements.read": everybody,
  /**
   * Readings, status and hello of a station. A client without a user name may, until stations have
   * secrets; the administrator may, to replay a message from the quarantine.
   */
  "station.publish": { ...downToStation, nobody: "all", administrator: "all" },
  /** What the cloud answers to a station about its messages. */
  "receipts.subscribe": downToStation,
  /** Settings that the cloud sends to a station. */
  "config.subscribe": downToStation,
  /** Messages in quarantine, with their content. */
  "quarantine.read": administratorOnly,
  "quarantine.change": administratorOnly,
  /** Figures for Prometheus, faults of the store. */
  "operations.read": administratorOnly,
} as const satisfies { readonly [action: string]: Rule };

export type Action = keyof typeof rules;

/** The station that the action concerns, where it concerns one. */
export interface Resource {
  readonly station?: string | undefined;
}

const isOwn = (principal: Principal, station: string | undefined): boolean => {
  if (station === undefined) return false;
  if (principal.kind === "nobody") return principal.names?.includes(station) === true;
  return principal.kind === "station" && principal.id === station;
};

/** Whether somebody may do something. The broker, the API and the live streams all ask here. */
export const may = (principal: Principal, action: Action, { station }: Resource = {}): boolean => {
  const scope: Scope = rules[action][principal.kind];
  switch (scope) {
    case "none":
      return false;
    case "all":
      return true;
    case "own":
      return isOwn(principal, station);
    case "relayed":
      return (
        principal.kind === "gateway" &&
        station !== undefined &&
        (principal.relays === "any" || principal.relays.has(station))
      );
    default:
      return scope satisfies never;
  }
};

/** The rule of an action as documents show it: `public`, or the kinds of principals who may. */
export const shownRule = (action: Action): "public" | readonly Principal["kind"][] => {
  const rule: Rule = rules[action];
  if (rule.nobody === "all") return "public";
  return (["station", "gateway", "administrator"] as const).filter((kind) => rule[kind] !== "none");
};
