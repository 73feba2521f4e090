import { MovedIdentity, type Renewal } from "@datacityzen/hardware/board-identity";
import * as z from "zod";

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
  /** Names and secrets, as another box can take them. */
  moving(): readonly MovedDevice[];
  /** Gives this machine's devices these names. Throws the system's error when a file cannot be written. */
  take(moved: readonly MovedDevice[], boards?: readonly string[]): void;
  /** The flows of Node-RED beside the gateway; empty where there are none. */
  flows(): FlowFiles;
  /** Throws the system's error. */
  takeFlows(files: FlowFiles): void;
}

/** Node-RED's files, as they are called in its folder. */
export const flowFileNames = [
  "flows.json",
  "flows_cred.json",
  "credentials.key",
  "users.json",
] as const;
export const FlowFiles = z.partialRecord(z.enum(flowFileNames), z.string());
export type FlowFiles = z.infer<typeof FlowFiles>;

export const MovedDevice = z.strictObject({
  kind: z.enum(["station", "gateway"]),
  /** "identity.json", or the file of a name that somebody chose. */
  file: z.string().regex(/^identity(-[a-z0-9][a-z0-9-]*)?\.json$/),
  identity: MovedIdentity,
});
export type MovedDevice = z.infer<typeof MovedDevice>;

/** What `dcz secret copy` writes. It is worth as much as the box: whoever has it can speak in its name. */
export const BoxCopy = z.strictObject({
  datacityzen: z.literal("box"),
  devices: z.array(MovedDevice).min(1).max(100),
  flows: FlowFiles.optional(),
});
export type BoxCopy = z.infer<typeof BoxCopy>;
