import { timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { Label, labelOf } from "@datacityzen/hardware/device/label";
import {
  isProvenName,
  judgeProofs,
  Proof,
  proofsOf,
  readPassword,
  Secret,
} from "@datacityzen/hardware/device/secret";
import type { Introduction } from "@datacityzen/hardware/wire/introduction";
import * as z from "zod";
import { sha256, writePrivateFile } from "./private-file.ts";

const Kept = z.object({
  stations: z.record(
    z.string(),
    z.object({ proof: Proof, before: Proof.optional(), label: Label.optional() }),
  ),
});
type Station = z.infer<typeof Kept>["stations"][string];

/** The stations of this site that prove their names, and with what. Secrets themselves are not kept. */
export interface StationCredentials {
  /**
   * Whether a client may connect under a station's name: `proved` when its secret is the station's, `free`
   * when nothing proves the name.
   */
  judge(station: string, password: Uint8Array | undefined): "proved" | "free" | "refused";
  /** Whether a station proves this name: other clients may not use it. */
  isProved(station: string): boolean;
  /** What the cloud is told of each. */
  introductions(): readonly { readonly station: string; readonly introduction: Introduction }[];
  /** The labels of stations that have one. */
  labels(): readonly { readonly station: string; readonly label: Label }[];
  onChange(listener: () => void): void;
}

/** A site has a few dozen. */
const MOST = 1_000;

const matches = (known: readonly string[], proof: string): boolean =>
  known.some(
    (one) => one.length === proof.length && timingSafeEqual(Buffer.from(one), Buffer.from(proof)),
  );

const read = (path: string): Map<string, Station> => {
  try {
    return new Map(Object.entries(Kept.parse(JSON.parse(readFileSync(path, "utf8"))).stations));
  } catch {
    // None yet, or a damaged one: stations prove their names again when they connect.
    return new Map();
  }
};

/** Keeps them in a file that only its owner reads: a label opens the claim of its box. */
export const openStationCredentials = (path: string): StationCredentials => {
  const stations = read(path);
  const listeners: (() => void)[] = [];
  const isProved = (station: string) => stations.has(station) || isProvenName(station);
  return {
    isProved,
    judge(station, password) {
      if (password === undefined || password.length === 0)
        return isProved(station) ? "refused" : "free";
      const offered = readPassword(Buffer.from(password).toString());
      const proofs = proofsOf(offered, sha256);
      const known = stations.get(station);
      const hashes = known === undefined ? [] : [known.proof];
      const verdict = judgeProofs(station, proofs, hashes, { sha256, matches });
      if (verdict === "refused") return "refused";
      if (verdict === "known") return "proved";
      if (known === undefined && stations.size >= MOST) return "refused";
      const isDrawn = proofs.before === undefined && Secret.safeParse(offered.secret).success;
      const label = known?.label ?? (isDrawn ? labelOf(offered.secret, sha256) : undefined);
      stations.set(station, { ...proofs, ...(label === undefined ? {} : { label }) });
      writePrivateFile(path, JSON.stringify({ stations: Object.fromEntries(stations) }));
      for (const listener of listeners) listener();
      return "proved";
    },
    introductions: () =>
      [...stations].map(([station, introduction]) => ({ station, introduction })),
    labels: () =>
      [...stations].flatMap(([station, { label }]) =>
        label === undefined ? [] : [{ station, label }],
      ),
    onChange: (listener) => void listeners.push(listener),
  };
};
