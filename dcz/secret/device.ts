import type { Renewal } from "@datacityzen/hardware/board-identity";

/** A station or gateway of this machine, without its secret. */
export interface Device {
  readonly kind: "station" | "gateway";
  readonly name: string;
  /** Of the label, as people read it: "7K3M-Q2XR". */
  readonly code?: string;
  readonly word?: string;
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly proof: string;
  /** Whether the secret is a new one that no broker has met yet. */
  readonly isWaiting: boolean;
}

export interface Devices {
  readonly all: readonly Device[];
  /** Throws the system's error when the file cannot be written. */
  renew(name: string): Renewal;
}
