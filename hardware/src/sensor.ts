import type { Framing } from "./framing.ts";
import type { Values } from "./quantities.ts";

/** What a checked frame says. Decoding never throws and never guesses. */
export type Decoded =
  | {
      readonly ok: true;
      readonly values: Values;
      /** The sensor's own serial number, where the frame carries one. */
      readonly serial?: string;
    }
  | { readonly ok: false; readonly reason: DecodeFault };

/** `reply`: a well-formed answer to a command, which carries no measurement. */
export type DecodeFault = "reply" | "out_of_range" | "warming_up" | "error_code";

/** A sensor model: what it is, and how its bytes become values. */
export interface Sensor {
  readonly model: string;
  readonly name: string;
  readonly maker: string;
  readonly bus: { readonly kind: "uart"; readonly baudRate: number };
  /** Time from power to a reading that can be trusted. */
  readonly warmUpMs: number;
  readonly framing: Framing;
  readonly decode: (frame: Uint8Array) => Decoded;
  /** Where the facts come from. */
  readonly source: string;
}
