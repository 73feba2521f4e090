import type { Text } from "../language.ts";

export const findingCodes = [
  "pin_unknown",
  "pin_shared",
  "pin_unconnected",
  "pin_forbidden",
  "wire_alone",
  "joint_missing",
  "joint_full",
  "plug_mismatch",
  "short_circuit",
  "supply_outside",
  "supplies_joined",
  "unpowered",
  "ground_missing",
  "current_exceeded",
  "level_too_high",
  "level_too_low",
  "outputs_fight",
  "no_output",
  "signals_mixed",
  "signal_on_supply",
  "pull_up_missing",
  "address_clash",
  "resistor_idle",
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** A fault of a netlist: where it is, what is wrong, and what to do about it. */
export interface Finding {
  readonly code: FindingCode;
  /** "part.pin", or the part's id where the whole part is concerned. */
  readonly where: string;
  readonly net?: string;
  readonly problem: Text;
  readonly remedy: Text;
}
