import { StationId } from "@datacityzen/hardware/identifiers";
import type { Grant, KeyScope, Membership } from "./roles.ts";

/** Somebody who has signed in. */
export interface Person {
  readonly kind: "person";
  /** Who is at the keyboard. */
  readonly id: string;
  /** Roles and memberships that count: those of `actingFor`, where somebody acts for another person. */
  readonly roles: readonly Grant[];
  readonly memberships?: readonly Membership[];
  /** The person for whom a mediator acts, with a mandate. */
  readonly actingFor?: string;
}

/** An API key: it may what its scopes name, as far as its owner may. */
export interface Program {
  readonly kind: "program";
  readonly id: string;
  readonly owner: string;
  readonly scopes: readonly KeyScope[];
  /** The owner's, at the time of the request. */
  readonly roles: readonly Grant[];
  readonly memberships?: readonly Membership[];
}

/** Names of stations, as they are at the moment of asking. */
export interface Names {
  has(station: string): boolean;
}

/** Who asks, as far as it is known. `waits`: new stations that it brings go to the waiting room. */
export type Principal =
  /**
   * Somebody without an account: most readers of the pages and of the API. `names`: stations whose names
   * an MQTT client without a user name has in its client id. `publishes`: names under which such a client
   * may publish; any when absent.
   */
  | {
      readonly kind: "nobody";
      readonly names?: readonly string[];
      readonly publishes?: Names;
      readonly waits?: true;
    }
  /** A station. */
  | { readonly kind: "station"; readonly id: string; readonly waits?: true }
  /** A gateway, and the stations that it relays. */
  | {
      readonly kind: "gateway";
      readonly id: string;
      readonly relays: "any" | Names;
      readonly waits?: true;
    }
  | Person
  | Program
  /** Whoever holds the token of this machine's administrator. */
  | { readonly kind: "administrator" };

/** A station or a gateway, by its name. */
export interface Device {
  readonly kind: "station" | "gateway";
  readonly name: string;
}

/** The device that a sender is. */
export const deviceOf = (sender: Principal): Device | undefined =>
  sender.kind === "station" || sender.kind === "gateway"
    ? { kind: sender.kind, name: sender.id }
    : undefined;

/** One text for each device. */
export const deviceKey = ({ kind, name }: Device): string => `${kind} ${name}`;

export const nobody: Principal = { kind: "nobody" };
export const administrator: Principal = { kind: "administrator" };

/** Whose account a request concerns: of the person who is acted for, or of whoever asks. */
export const accountOf = (principal: Principal): string | undefined => {
  switch (principal.kind) {
    case "person":
      return principal.actingFor ?? principal.id;
    case "program":
      return principal.owner;
    default:
      return undefined;
  }
};

/** What an MQTT client sends when it connects. */
export interface Credentials {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: Uint8Array | undefined;
  /** Where it connects from. */
  readonly address?: string | undefined;
}

/** Gateways connect with this before their name; a station's name has no colon. */
const GATEWAY_PREFIX = "gateway:";

const isStationName = (text: string): boolean => StationId.safeParse(text).success;

/** A client id that is a station's name, or that name behind `edge-`, as our edge program has it. */
const namesIn = (clientId: string): readonly string[] =>
  [clientId, clientId.replace(/^edge-/, "")].filter(
    (name, index, all) => isStationName(name) && all.indexOf(name) === index,
  );

/**
 * Whom an MQTT connection says that it is: the user name `gateway:<name>` is a gateway, the name of a
 * station is that station, everything else is nobody. What proves it is judged in hosting/devices.ts.
 */
export const senderOf = ({
  clientId,
  userName,
}: Pick<Credentials, "clientId" | "userName">): Principal => {
  if (userName === undefined) {
    const names = namesIn(clientId);
    return names.length === 0 ? nobody : { kind: "nobody", names };
  }
  if (userName.startsWith(GATEWAY_PREFIX)) {
    const id = userName.slice(GATEWAY_PREFIX.length);
    return isStationName(id) ? { kind: "gateway", id, relays: "any" } : nobody;
  }
  return isStationName(userName) ? { kind: "station", id: userName } : nobody;
};

/** The name of a sender in quotas and on pages: as far as it is known. */
export const senderName = (sender: Principal, clientId: string): string => {
  switch (sender.kind) {
    case "station":
      return sender.id;
    case "gateway":
      return `${GATEWAY_PREFIX}${sender.id}`;
    default:
      return clientId;
  }
};
