import type { Principal } from "./principal.ts";

/**
 * Of which things a principal may do something: of none, of all, of its `own` (the name that it bears),
 * or of those that it has been given to relay (a gateway's stations).
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

/** Every action of the cloud, and who may do it. What is not listed nobody may do. */
export const rules = {
  /** Pages, which a process of their own makes. */
  "pages.read": everybody,
  /** Names of errors, health, the API's own description. */
  "service.read": everybody,
  /** Quantities, stations, their values. */
  "measurements.read": everybody,
  /**
   * Readings, status and hello of a station. A client without a user name may, until stations have
   * secrets; the administrator gives to ingest again what was kept aside.
   */
  "station.publish": { ...downToStation, nobody: "all", administrator: "all" },
  /** What the cloud tells a station of its messages. */
  "receipts.subscribe": downToStation,
  /** What the cloud sets in a station. */
  "config.subscribe": downToStation,
  /** Messages that were kept aside, with what is in them. */
  "quarantine.read": administratorOnly,
  "quarantine.change": administratorOnly,
  /** Figures for Prometheus, faults of the store. */
  "operations.read": administratorOnly,
} as const satisfies { readonly [action: string]: Rule };

export type Action = keyof typeof rules;

/** What the action concerns, where it concerns one station. */
export interface Resource {
  readonly station?: string | undefined;
}

const isOwn = (principal: Principal, station: string | undefined): boolean => {
  if (station === undefined) return false;
  if (principal.kind === "nobody") return principal.names?.includes(station) === true;
  return principal.kind === "station" && principal.id === station;
};

/** The one answer to "may they?", which the broker, the API and the live streams all ask. */
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
