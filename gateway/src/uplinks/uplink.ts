/** Why a link is not up, as far as the system or the cloud said. */
export type LinkFault =
  | "refused"
  | "unknown_host"
  | "unreachable"
  | "timeout"
  | "not_authorized"
  /** The cloud keeps another gateway of the same name connected. */
  | "name_in_use"
  | "closed"
  | "tls"
  /** The month's bytes are used up. */
  | "budget_spent"
  /** Nothing answers at the serial port of a modem. */
  | "no_modem"
  | "other";

/** The state of a link to the cloud; instants are UTC ms. `since` is when it came up or went down. */
export type LinkState =
  | { readonly state: "connected"; readonly since: number }
  | { readonly state: "connecting"; readonly since: number; readonly fault?: LinkFault }
  | {
      readonly state: "waiting";
      readonly since: number;
      readonly fault: LinkFault;
      /** When the next attempt begins. */
      readonly next: number;
    };

/** What a link that is paid by the byte has cost this month, and may cost. */
export interface LinkBudget {
  /** "2026-11" */
  readonly month: string;
  readonly bytes: number;
  readonly budget: number;
  /** Readings that were left out so that the rest fits. */
  readonly leftOut: number;
}

/** What a link has taken of the air in the last 24 hours. */
export interface LinkAirtime {
  readonly ms: number;
  readonly mostMs: number;
  /** Readings whose detail had no room, since the site was set up. */
  readonly leftOut: number;
}

/** What carries the outbox to the cloud. */
export interface Uplink {
  readonly link: () => LinkState;
  /** Of a link that is paid by the byte. */
  readonly budget?: () => LinkBudget;
  /** Of a link that takes of the air what others may need. */
  readonly airtime?: () => LinkAirtime;
  /** There is something new to send. */
  readonly wake: () => void;
  /** A station has proved its name here. */
  readonly introduce: () => void;
  /** The gateway has news of itself. */
  readonly tell: () => void;
  /** Sends nothing more, gives what is under way a moment to be acknowledged, and closes. */
  readonly stop: () => Promise<void>;
}
