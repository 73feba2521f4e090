import { open, rm, stat, truncate } from "node:fs/promises";

export const damageKinds = [
  "overwritten",
  "bit turned",
  "zeroed",
  "truncated",
  "zeros appended",
  "deleted",
] as const;
export type DamageKind = (typeof damageKinds)[number];

export interface Damage {
  readonly kind: DamageKind;
  /** Where it begins, and how many bytes it takes. */
  readonly offset: number;
  readonly length: number;
}

/** A page of SQLite, and the smallest that a disk loses at a time. */
const PAGE = 4096;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** Draws where a file of this size is damaged. */
export const drawDamage = (kind: DamageKind, size: number, random: () => number): Damage => {
  if (kind === "deleted") return { kind, offset: 0, length: size };
  if (kind === "zeros appended")
    return { kind, offset: size, length: PAGE * (1 + below(random, 16)) };
  if (kind === "bit turned") return { kind, offset: below(random, Math.max(1, size)), length: 1 };
  if (kind === "truncated") {
    const offset = below(random, Math.max(1, size));
    return { kind, offset, length: size - offset };
  }
  const offset = PAGE * below(random, Math.max(1, size / PAGE));
  return { kind, offset, length: Math.min(PAGE, Math.max(1, size - offset)) };
};

const damagedBytes = (kind: DamageKind, before: Buffer, random: () => number): Buffer => {
  if (kind === "overwritten") return Buffer.from(before.map(() => below(random, 256)));
  if (kind === "bit turned")
    return Buffer.from(before.map((byte) => byte ^ (1 << below(random, 8))));
  return Buffer.alloc(before.length);
};

export const applyDamage = async (
  path: string,
  { kind, offset, length }: Damage,
  random: () => number,
): Promise<void> => {
  if (kind === "deleted") return rm(path);
  if (kind === "truncated") return truncate(path, offset);
  const file = await open(path, "r+");
  try {
    const before = Buffer.alloc(length);
    await file.read(before, 0, length, offset);
    await file.write(damagedBytes(kind, before, random), 0, length, offset);
  } finally {
    await file.close();
  }
};

export const sizeOf = async (path: string): Promise<number> => (await stat(path)).size;
