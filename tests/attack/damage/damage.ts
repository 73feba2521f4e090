import { cpSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../../folders.ts";
import { type DamageOutcome, judgeDamage, toldBy } from "./judge.ts";
import {
  applyDamage,
  type Damage,
  type DamageKind,
  damageKinds,
  drawDamage,
  sizeOf,
} from "./kinds.ts";
import type { Damaged, Snapshot } from "./snapshots.ts";

export interface DamageResult {
  readonly process: Damaged;
  readonly file: string;
  readonly damage: Damage;
  readonly outcome: DamageOutcome;
  readonly acknowledged: number;
  readonly missing: number;
  /** What the process says of it. */
  readonly said: string;
}

/** Every file with every kind of damage, in an order that the seed decides, for as long as it is asked. */
export function* damagesOf(
  { files }: Pick<Snapshot, "files">,
  random: () => number,
): Generator<{ readonly file: string; readonly kind: DamageKind }> {
  const all = files.flatMap((file) => damageKinds.map((kind) => ({ file, kind })));
  while (all.length > 0)
    yield* all
      .map((one) => ({ one, place: random() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ one }) => one);
}

/** Damages one file of a copy, starts the process on it, and looks for everything acknowledged. */
export const damageOnce = async (
  snapshot: Snapshot,
  { file, kind }: { readonly file: string; readonly kind: DamageKind },
  random: () => number,
): Promise<DamageResult> => {
  const { process, folder, acknowledged } = snapshot;
  const copy = await mkdtemp(join(tmpdir(), "dcz-damaged-"));
  try {
    cpSync(folder, copy, { recursive: true });
    const path = join(copy, file);
    const damage = drawDamage(kind, await sizeOf(path), random);
    await applyDamage(path, damage, random);
    const seen = await snapshot.restart(copy);
    const said = toldBy(seen.output) ?? seen.shown ?? (seen.started ? "" : seen.output);
    return {
      ...{ process, file, damage, acknowledged },
      outcome: judgeDamage({ kind, ...seen }),
      missing: seen.missing,
      said: said.trim().slice(0, 300),
    };
  } finally {
    await removeFolder(copy);
  }
};
