import { randomBytes } from "node:crypto";
import { type Label, labelOf } from "@datacityzen/hardware/device/label";
import { nameFor, proofOf } from "@datacityzen/hardware/device/secret";
import { sha256 } from "../hosting/proofs.ts";

const SECRET_BYTES = 32;

/** A box before it exists: what it would draw itself at its first start. */
export interface DrawnStation {
  readonly name: string;
  readonly secret: string;
  /** What its broker keeps of the secret. */
  readonly proof: string;
  readonly label: Label;
}

/** Draws a secret; name, code and word belong to it as they do on a box that has drawn its own. */
export const drawStation = (random: (count: number) => Buffer = randomBytes): DrawnStation => {
  const secret = random(SECRET_BYTES).toString("hex");
  const proof = proofOf(secret, sha256);
  return {
    ...{ secret, proof },
    name: nameFor("station", proof, sha256),
    label: labelOf(secret, sha256),
  };
};
