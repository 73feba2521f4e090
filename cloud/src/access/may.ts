import { accountOf, type Person, type Principal, type Program } from "./principal.ts";
import type { Grant, KeyScope, Relation, Role } from "./roles.ts";

/**
 * To which stations a device may do something: to none, to all, to its `own` (the one that has its name),
 * or to those that it relays (a gateway's stations).
 */
type Reach = "none" | "own" | "relayed" | "all";
type Device = "nobody" | "station" | "gateway";

interface Rule {
  /**
   * Who: roles, each in a scope that contains what is asked for, and relations to it. `visitor` is
   * everybody, `citizen` everybody with an account.
   */
  readonly who: readonly (Role | Relation)[];
  /** The scope that an API key needs besides. Without it no program may. */
  readonly key?: KeyScope;
  /** Somebody who acts for another person may not. */
  readonly inPerson?: true;
  /** Whether whoever holds the token of this machine may. */
  readonly machine: boolean;
  /** MQTT clients, where they differ from visitors. */
  readonly devices?: { readonly [kind in Device]: Reach };
}

const toItsStation = { nobody: "own", station: "own", gateway: "relayed" } as const;

/** Every action of the cloud, and who may do it. Other actions do not exist. docs/permissions.md shows it. */
export const rules = {
  /** Pages for people. */
  "pages.read": { who: ["visitor"], machine: true },
  /** Names of errors, health, the API's own description. */
  "service.read": { who: ["visitor"], machine: true },

  /** Quantities, the list of stations: of each station what `station.read` allows. */
  "measurements.read": { who: ["visitor"], machine: true },
  /**
   * A station and its values. Its host chooses whether everybody sees it, the members of a group or nobody
   * else; of what is measured indoors nobody else sees anything (station-view.ts).
   */
  "station.read": { who: ["public", "owner", "circle"], key: "measurements:read", machine: false },
  /** Where a station is exactly: its host alone, not whoever runs the machine. */
  "station.place.read_exact": { who: ["owner"], machine: false },
  /** Where a station is, who sees it, under which licence. */
  "station.share": { who: ["owner"], machine: false },

  /** A street, a class, a workshop: what it says to everybody. */
  "group.read": { who: ["public", "owner", "circle"], key: "things:read", machine: true },
  "group.add": { who: ["citizen"], machine: false },
  /** Entering a group, by the code that its members have. */
  "group.join": { who: ["citizen"], machine: false },
  "group.change": { who: ["owner", "coordinator"], machine: false },
  /** Who belongs to a group, and which stations. */
  "group.members.read": { who: ["owner", "member"], machine: false },
  "group.leave": { who: ["self"], machine: false },

  /**
   * Readings, status and hello of a station. A client without a user name may under names that nothing
   * proves; the administrator may, to replay a message from the quarantine.
   */
  "station.publish": { who: [], machine: true, devices: { ...toItsStation, nobody: "all" } },
  /** Readings over HTTP: what `station.publish` allows, by the credentials that the broker takes. */
  "readings.send": { who: [], machine: true, devices: toItsStation },
  /** Making a box one's own, with the code on its label. */
  "station.claim": { who: ["citizen"], machine: false },
  /** A box at home: its state, its secret, to whom it goes. */
  "station.host": { who: ["owner", "coordinator", "administrator"], machine: true },
  /** The waiting room of stations that nobody knows. */
  "stations.admit": { who: ["administrator"], machine: true },
  /** Registering boxes that a workshop of an organisation hands out. */
  "stations.prepare": { who: ["mediator", "coordinator", "administrator"], machine: false },
  /** What the cloud answers to a station about its messages. */
  "receipts.subscribe": { who: [], machine: false, devices: toItsStation },
  /** Settings that the cloud sends to a station. */
  "config.subscribe": { who: [], machine: false, devices: toItsStation },
  /** Messages in quarantine, with their content. */
  "quarantine.read": {
    who: ["data_steward", "administrator"],
    key: "quarantine:read",
    machine: true,
  },
  "quarantine.change": { who: ["data_steward", "administrator"], machine: true },
  /** Saying what happened at a station, for whoever reads its values: a bonfire, works, a cleaning. */
  "quality.annotate": {
    who: ["owner", "coordinator", "data_steward", "administrator"],
    key: "quality:write",
    machine: true,
  },
  /** Proposing a line for a sensor that stood beside a better instrument. */
  "quality.calibrate": {
    who: ["owner", "coordinator", "data_steward", "administrator"],
    key: "quality:write",
    machine: true,
  },
  /** Reviewing such a line, putting it in force and ending it; declaring reference stations. */
  "quality.review": { who: ["data_steward", "administrator"], machine: true },
  /** Importing what somebody forecasts for a territory or a station: indices of air, levels of pollen. */
  "quality.forecast": {
    who: ["data_steward", "administrator"],
    key: "quality:write",
    machine: true,
  },
  /** Making reprocessed values of the past again. */
  "quality.recompute": { who: ["data_steward", "administrator"], machine: true },
  /** Figures for Prometheus, faults of the store. */
  "operations.read": { who: ["administrator"], machine: true },

  /** Signing in, by any way; opening a link that came by mail. */
  "account.sign_in": { who: ["visitor"], machine: true },
  /** One's own account, sessions, consents, data. */
  "account.read": { who: ["self"], key: "account:read", machine: false },
  /** Name, language, consents. */
  "account.change": { who: ["self"], machine: false },
  /** Signing out, and ending a session of one's own. */
  "account.sign_out": { who: ["self"], machine: false },
  /** Address, password, passkeys, codes, keys of programs, sessions elsewhere. */
  "account.secure": { who: ["self"], inPerson: true, machine: false },
  /** All that is kept about oneself, as a file. */
  "account.export": { who: ["self"], inPerson: true, machine: false },
  "account.erase": { who: ["self"], inPerson: true, machine: false },
  /**
   * Asking to be told when something is high, without an account; and, with the key that stands in each message,
   * seeing, changing and stopping it. Nobody else sees any of it, administrators included.
   */
  "alerts.subscribe": { who: ["visitor"], machine: true },
  /** What readers said of their messages, in bulk. */
  "alerts.verdicts": { who: ["coordinator", "administrator"], machine: true },

  /** Accounts of other people, with their roles. */
  "people.read": { who: ["administrator"], machine: true },
  /** Closing an account, opening it again. */
  "people.change": { who: ["administrator"], machine: true },
  /** Making an account for somebody, with a mandate; acting for them. */
  "people.assist": { who: ["mediator"], inPerson: true, machine: false },
  /** Making somebody host or contributor, or no more, in the scope that one coordinates or administers. */
  "roles.give": { who: ["coordinator", "administrator"], inPerson: true, machine: true },
  /** Giving any role and taking it back, in the scope for which somebody is administrator. */
  "roles.grant": { who: ["administrator"], inPerson: true, machine: true },
  /**
   * Making somebody mediator, who acts for others: whoever administers the platform or the territory. An
   * organisation's own administrator does not, since anybody may add an organisation.
   */
  "roles.trust": { who: ["administrator"], inPerson: true, machine: true },

  "organisation.read": { who: ["visitor"], machine: true },
  "organisation.add": { who: ["citizen"], machine: true },
  "organisation.change": { who: ["coordinator", "administrator"], machine: true },
  "organisation.members.read": { who: ["member", "coordinator", "administrator"], machine: true },
  "organisation.members.change": { who: ["coordinator", "administrator"], machine: true },
  /** Leaving an organisation. */
  "organisation.leave": { who: ["self"], machine: false },

  /** Any thing that has an address: its owner, and who belongs to it, read what is not public. */
  "thing.read": {
    who: ["public", "owner", "circle", "coordinator", "administrator"],
    key: "things:read",
    machine: true,
  },
  "things.search": { who: ["visitor"], machine: true },
  "thing.add": { who: ["citizen"], key: "things:write", machine: true },
  "thing.change": {
    who: ["owner", "coordinator", "administrator"],
    key: "things:write",
    machine: true,
  },

  /** Of the scan of a mandate: the person who gave it, and mediators who have one of theirs. */
  "media.read": {
    who: ["public", "owner", "circle", "assistant", "administrator"],
    machine: true,
  },
  "media.add": { who: ["citizen"], key: "things:write", machine: true },
  "media.change": { who: ["owner", "coordinator", "administrator"], machine: true },

  /** A link in a mail that stops mails of its kind. */
  "mail.stop": { who: ["visitor"], machine: true },

  "territories.read": { who: ["visitor"], machine: true },
  "territories.import": { who: ["administrator"], machine: true },

  /** Places and offers near people: what is published, everybody reads. */
  "atlas.read": { who: ["visitor"], machine: true },
  /** Saying that something of an entry is wrong, without an account. */
  "atlas.report": { who: ["visitor"], machine: true },
  /** Writing about a place, for others to read before everybody does. */
  "atlas.propose": { who: ["citizen"], machine: false },
  /** Saying, by the link of a mail to the place, that its entry is still right. */
  "atlas.confirm": { who: ["visitor"], machine: true },
  /** Importing what somebody else collects, in the territory that one coordinates. */
  "atlas.import": { who: ["coordinator", "administrator"], key: "things:write", machine: true },
  /** Changing, publishing and withdrawing entries, and seeing what was done to them. */
  "atlas.review": {
    who: ["mediator", "coordinator", "administrator"],
    key: "things:write",
    machine: true,
  },

  /** What leaves by mail, push or webhook; work in progress; who changed what. */
  "outbox.read": { who: ["administrator"], machine: true },
  "outbox.change": { who: ["administrator"], inPerson: true, machine: true },
  "outbox.reveal": { who: ["administrator"], inPerson: true, machine: true },
  /** All that is kept, exact places and personal data included: whoever runs the machine. */
  "backup.make": { who: [], machine: true },
  "jobs.read": { who: ["administrator"], machine: true },
  "jobs.change": { who: ["administrator"], machine: true },
  "audit.read": { who: ["administrator"], machine: true },
} as const satisfies { readonly [action: string]: Rule };

export type Action = keyof typeof rules;

/** What an action concerns, as far as the rule needs to know it. Nothing: the platform as a whole. */
export interface Resource {
  readonly station?: string | undefined;
  /** The person whose account it is. */
  readonly person?: string | undefined;
  readonly thing?: string | undefined;
  readonly organisation?: string | undefined;
  /** Its territory, and those that contain it. */
  readonly territories?: readonly string[] | undefined;
  /** A person or an organisation. */
  readonly owner?: string | undefined;
  readonly visibility?: "public" | "group" | "private" | undefined;
  /** Mediators who have a mandate now of the person whom it concerns. */
  readonly assistants?: readonly string[] | undefined;
  /** The circles that see it, where not all members do. */
  readonly circles?: readonly string[] | undefined;
}

type Account = Person | Program;

/** The table as the functions below read it: one form for every line. */
const ruleOf = (action: Action): Rule => rules[action];

const isForEverybody = ({ who }: Rule, { visibility }: Resource): boolean =>
  who.includes("visitor") || (visibility === "public" && who.includes("public"));

const contains = ({ scope }: Grant, resource: Resource): boolean => {
  switch (scope.kind) {
    case "platform":
      return true;
    case "territory":
      return resource.territories?.includes(scope.id) === true;
    case "organisation":
      return resource.organisation === scope.id;
    case "thing":
      return resource.thing === scope.id;
    default:
      return scope satisfies never;
  }
};

/** An organisation's things are owned by those who administer it. */
const owns = (account: Account, { owner }: Resource): boolean =>
  owner !== undefined &&
  (owner === accountOf(account) ||
    account.roles.some(
      ({ role, scope }) =>
        role === "administrator" && scope.kind === "organisation" && scope.id === owner,
    ));

const belongs = (account: Account, resource: Resource, circles?: readonly string[]): boolean =>
  account.memberships?.some(
    ({ of, circle }) =>
      (of === resource.thing || of === resource.organisation) &&
      (circles === undefined || (circle !== undefined && circles.includes(circle))),
  ) === true;

const holds = (account: Account, holder: Role | Relation, resource: Resource): boolean => {
  switch (holder) {
    case "visitor":
    case "citizen":
      return true;
    case "public":
      return resource.visibility === "public";
    case "self":
      return resource.person !== undefined && resource.person === accountOf(account);
    case "owner":
      return owns(account, resource);
    case "member":
      return belongs(account, resource);
    case "assistant":
      return (
        account.kind === "person" &&
        account.actingFor === undefined &&
        resource.assistants?.includes(account.id) === true
      );
    case "circle":
      return resource.visibility === "group" && belongs(account, resource, resource.circles);
    default:
      return account.roles.some((grant) => grant.role === holder && contains(grant, resource));
  }
};

/** Whether the rule is open to accounts like this one at all, whatever is asked for. */
const isOpenTo = (account: Account, { key, inPerson }: Rule): boolean => {
  if (account.kind === "program") return key !== undefined && account.scopes.includes(key);
  return inPerson !== true || account.actingFor === undefined;
};

/** A name that another device proves is not for clients without a secret. */
const mayUse = ({ publishes }: Extract<Principal, { kind: "nobody" }>, station: string): boolean =>
  publishes === undefined || publishes.has(station);

const isOwn = (principal: Principal, station: string | undefined): boolean => {
  if (station === undefined) return false;
  if (principal.kind === "nobody")
    return principal.names?.includes(station) === true && mayUse(principal, station);
  return principal.kind === "station" && principal.id === station;
};

const reaches = (principal: Principal, reach: Reach, { station }: Resource): boolean => {
  switch (reach) {
    case "none":
      return false;
    case "all":
      return principal.kind !== "nobody" || station === undefined || mayUse(principal, station);
    case "own":
      return isOwn(principal, station);
    case "relayed":
      return (
        principal.kind === "gateway" &&
        station !== undefined &&
        (principal.relays === "any" || principal.relays.has(station))
      );
    default:
      return reach satisfies never;
  }
};

/**
 * Whether somebody may do something to a resource. The broker, the API, exports and live streams all ask
 * here. Without a resource the question is about the platform as a whole: a role in a smaller scope is
 * not enough.
 */
export const may = (principal: Principal, action: Action, resource: Resource = {}): boolean => {
  const rule = ruleOf(action);
  if (isForEverybody(rule, resource)) return true;
  switch (principal.kind) {
    case "administrator":
      return rule.machine;
    case "person":
    case "program":
      return isOpenTo(principal, rule) && rule.who.some((who) => holds(principal, who, resource));
    default:
      return reaches(principal, rule.devices?.[principal.kind] ?? "none", resource);
  }
};

/** Roles that make no difference between one resource and another. */
const needsNoResource = ["visitor", "citizen"] as const satisfies readonly Role[];
const needsAccountOnly = [
  "self",
  "owner",
  "member",
  "circle",
  "assistant",
] as const satisfies Relation[];

/**
 * Whether there can be a resource to which somebody may do this: asked at the door, where the resource is
 * not known yet. `may` decides when it is.
 */
export const couldEver = (principal: Principal, action: Action): boolean => {
  const rule = ruleOf(action);
  if (rule.who.includes("visitor") || rule.who.includes("public")) return true;
  switch (principal.kind) {
    case "administrator":
      return rule.machine;
    case "person":
    case "program":
      return (
        isOpenTo(principal, rule) &&
        rule.who.some(
          (who) =>
            needsNoResource.some((role) => role === who) ||
            needsAccountOnly.some((relation) => relation === who) ||
            principal.roles.some(({ role }) => role === who),
        )
      );
    default:
      return (rule.devices?.[principal.kind] ?? "none") !== "none";
  }
};

export interface ShownRule {
  readonly who: readonly string[];
  readonly key?: KeyScope;
  readonly inPerson?: true;
}

/** The rule of an action as documents show it: `public`, or who may. */
export const shownRule = (action: Action): "public" | ShownRule => {
  const { who, key, inPerson, machine, devices } = ruleOf(action);
  if (who.includes("visitor") || devices?.nobody === "all") return "public";
  const named = Object.entries(devices ?? {}).filter(([, reach]) => reach !== "none");
  return {
    who: [
      ...who,
      ...named.map(([kind]) => (kind === "nobody" ? "client" : kind)),
      ...(machine ? ["machine"] : []),
    ],
    ...(key === undefined ? {} : { key }),
    ...(inPerson === undefined ? {} : { inPerson }),
  };
};
