import { StationId } from "@datacityzen/hardware/identifiers";

/** Who asks, as far as it is known. */
export type Principal =
  /** Somebody without a name: most readers of the pages and of the API. */
  | { readonly kind: "nobody" }
  /** A station that speaks for itself. */
  | { readonly kind: "station"; readonly id: string }
  /** A gateway, and the stations that it relays; until gateways are registered: any. */
  | {
      readonly kind: "gateway";
      readonly id: string;
      readonly relays: "any" | ReadonlySet<string>;
    }
  /** Whoever holds the token of this machine's administrator. */
  | { readonly kind: "administrator" };

export const nobody: Principal = { kind: "nobody" };
export const administrator: Principal = { kind: "administrator" };

/** What an MQTT client says of itself when it connects. */
export interface Credentials {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: Uint8Array | undefined;
}

/** Gateways connect with this before their name; a station's name has no colon. */
const GATEWAY_PREFIX = "gateway:";

/**
 * The sender behind an MQTT connection: `gateway:<name>` is a gateway, the name of a station is that
 * station, everything else is nobody. Nothing is proved: until stations have secrets, a user name
 * identifies its bearer and does not authenticate it.
 */
export const senderOf = ({ userName }: Pick<Credentials, "userName">): Principal => {
  if (userName === undefined) return nobody;
  if (userName.startsWith(GATEWAY_PREFIX)) {
    const id = userName.slice(GATEWAY_PREFIX.length);
    return StationId.safeParse(id).success ? { kind: "gateway", id, relays: "any" } : nobody;
  }
  return StationId.safeParse(userName).success ? { kind: "station", id: userName } : nobody;
};
