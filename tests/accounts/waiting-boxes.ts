import { createHash } from "node:crypto";
import { nameFor, proofOf } from "@datacityzen/hardware/device/secret";
import type { Devices } from "../../cloud/src/hosting/device-file.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What a box knows of itself. */
export const boxOf = (seed: string) => {
  const secret = sha256(`box ${seed}`);
  const proof = proofOf(secret, sha256);
  return { secret, proof, name: nameFor("station", proof, sha256) };
};

/** Boxes of other machines, which connected before the site was started anew. */
export const wanted = boxOf("wanted");
export const unwanted = boxOf("unwanted");

export const waitingDevices: Devices = {
  version: 1,
  stations: Object.fromEntries(
    [wanted, unwanted].map(({ name, proof }) => [
      name,
      { state: "waiting", since: Date.UTC(2026, 10, 26), hashes: [proof], gateways: [] },
    ]),
  ),
  gateways: {},
  revoked: [],
};
