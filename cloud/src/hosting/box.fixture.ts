import { type Label, labelOf } from "@datacityzen/hardware/device/label";
import { nameFor, proofOf } from "@datacityzen/hardware/device/secret";
import { sha256 } from "./proofs.ts";

/** A box that has drawn its secret: the same for the same seed. */
export interface Box extends Label {
  readonly secret: string;
  readonly proof: string;
  readonly name: string;
  /** What it connects with. */
  readonly credentials: { readonly username: string; readonly password: string };
}

export const boxOf = (seed: string, kind: "station" | "gateway" = "station"): Box => {
  const secret = sha256(`box ${seed}`);
  const proof = proofOf(secret, sha256);
  const name = nameFor(kind, proof, sha256);
  return {
    ...{ secret, proof, name },
    credentials: { username: name, password: secret },
    ...labelOf(secret, sha256),
  };
};
