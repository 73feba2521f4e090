import { createHash, timingSafeEqual } from "node:crypto";
import type { Sha256 } from "@datacityzen/hardware/device/secret";

export const sha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");

export const sameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** All are compared, so that the time says nothing about which one it was. */
export const matches = (hashes: readonly string[], offered: string): boolean =>
  hashes.reduce((found, hash) => sameHash(hash, offered) || found, false);
