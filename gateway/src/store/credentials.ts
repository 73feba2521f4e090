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
    z.object({
      proof: Proof,
      /** What it replaced, the oldest first, as far as the cloud has not judged it yet. */
      before: z.union([z.array(Proof), Proof.transform((one) => [one])]).optional(),
      label: Label.optional(),
    }),
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
  /** What the cloud is told of each, in this order: of a secret that was replaced twice, both steps. */
  introductions(): readonly { readonly station: string; readonly introduction: Introduction }[];
  /** The cloud has judged what proves a station: what that replaced is not told any more. */
  introduced(station: string, proof: string): void;
  /** The labels of stations that have one. */
  labels(): readonly { readonly station: string; readonly label: Label }[];
  onChange(listener: () => void): void;
  /** Writes what is not on disk yet. */
  close(): void;
}

/** A site has a few dozen. */
const MOST = 1_000;
/** Many stations may come at once, as after a cut of power: their file is written once for all. */
const WRITE_AFTER_MS = 100;
const WRITE_AGAIN_MS = 10_000;
/** Changes of a secret while the cloud is away. */
const MOST_BEFORE = 16;

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
export const openStationCredentials = (
  path: string,
  onFault: (error: Error) => void = () => {},
): StationCredentials => {
  const stations = read(path);
  const listeners: (() => void)[] = [];
  const put = (station: string, { proof, before = [], label }: Station): void => {
    stations.set(station, {
      proof,
      ...(before.length === 0 ? {} : { before }),
      ...(label === undefined ? {} : { label }),
    });
  };
  let writing: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(writing);
    writing = undefined;
    writePrivateFile(path, JSON.stringify({ stations: Object.fromEntries(stations) }));
  };
  /** A name that is lost with the power is proved again by the next connection of its station. */
  const writeSoon = (afterMs = WRITE_AFTER_MS): void => {
    writing ??= setTimeout(() => {
      try {
        write();
      } catch (error) {
        onFault(error as Error);
        writeSoon(WRITE_AGAIN_MS);
      }
    }, afterMs);
  };
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
      const first = proofs.before === undefined ? [] : [proofs.before];
      const before = known === undefined ? first : [...(known.before ?? []), known.proof];
      put(station, { proof: proofs.proof, before: before.slice(-MOST_BEFORE), label });
      if (proofs.before === undefined) writeSoon();
      else
        try {
          // On disk before it is answered: the station then forgets the secret that this one replaces.
          write();
        } catch (error) {
          if (known === undefined) stations.delete(station);
          else stations.set(station, known);
          onFault(error as Error);
          return "refused";
        }
      for (const listener of listeners) listener();
      return "proved";
    },
    introductions: () =>
      [...stations].flatMap(([station, { proof, before = [], label }]) => {
        const steps = [...before, proof].map((step, index) => ({
          proof: step,
          ...(index === 0 ? {} : { before: before[index - 1] }),
          ...(label === undefined ? {} : { label }),
        }));
        // What came first is told by the step that replaced it.
        return (before.length === 0 ? steps : steps.slice(1)).map((introduction) => ({
          station,
          introduction,
        }));
      }),
    introduced(station, proof) {
      const known = stations.get(station);
      if (known?.before === undefined) return;
      const judged = [...known.before, known.proof].indexOf(proof);
      if (judged < 1) return;
      put(station, { ...known, before: known.before.slice(judged) });
      writeSoon();
    },
    labels: () =>
      [...stations].flatMap(([station, { label }]) =>
        label === undefined ? [] : [{ station, label }],
      ),
    onChange: (listener) => void listeners.push(listener),
    close() {
      if (writing === undefined) return;
      try {
        write();
      } catch (error) {
        onFault(error as Error);
      }
    },
  };
};
