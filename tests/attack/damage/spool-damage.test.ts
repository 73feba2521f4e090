import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSpool, type Spool } from "../../../edge/src/spool.ts";
import { mulberry32 } from "../../torture/random.ts";
import { applyDamage, damageKinds, drawDamage, sizeOf } from "./kinds.ts";

/** Each day damages other places; `DAMAGE_SEED` plays a day again. */
const seed = Number(process.env.DAMAGE_SEED ?? Math.floor(Date.now() / 86_400_000));
const PLACES = 4;
const NAME = "spool.sqlite";

const openAt = (path: string) => {
  const opened = openSpool(path, 7);
  if (!opened.ok) throw new Error(opened.detail);
  return opened;
};

const messageOf = (seq: number) => ({
  boot: "damaged0",
  seq,
  payload: Buffer.from(`${seq} ${"x".repeat(100 + (seq % 400))}`),
});
const writeSome = (spool: Spool, from: number, until: number): void => {
  for (let seq = from; seq < until; seq += 5) {
    const add = [0, 1, 2, 3, 4].map((more) => messageOf(seq + more));
    // Some were delivered meanwhile.
    spool.write({ add, remove: seq % 20 === 0 ? [{ boot: "damaged0", seq: seq - 10 }] : [] });
  }
};

const seqsIn = (spool: Spool): number[] => spool.left.map(({ seq }) => seq);

/** Files as a kill leaves them: some batches in the file, some in its log. */
const fill = (folder: string): { readonly killed: string; readonly waiting: readonly number[] } => {
  const path = join(folder, "open", NAME);
  const first = openAt(path).spool;
  writeSome(first, 0, 100);
  first.close();
  const { spool } = openAt(path);
  writeSome(spool, 100, 200);
  const killed = join(folder, "killed");
  cpSync(join(folder, "open"), killed, { recursive: true });
  spool.close();
  const whole = openAt(path).spool;
  const waiting = seqsIn(whole);
  whole.close();
  return { killed, waiting };
};

test(`whatever happens to a file of a spool: what is missing is counted, and what is there is as it was (DAMAGE_SEED=${seed})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-spool-damage-"));
  const random = mulberry32(seed);
  try {
    const { killed, waiting } = fill(folder);
    const files = readdirSync(killed).filter((file) => !file.endsWith("-shm"));
    expect(files).toEqual([NAME, `${NAME}-wal`, `${NAME}.mark`]);
    let missed = 0;
    for (const file of files)
      for (const kind of damageKinds)
        for (let place = 0; place < PLACES; place++) {
          const copy = join(folder, "copy");
          cpSync(killed, copy, { recursive: true });
          const damage = drawDamage(kind, await sizeOf(join(copy, file)), random);
          await applyDamage(join(copy, file), damage, random);
          const { spool, damage: told } = openAt(join(copy, NAME));
          const there = new Set(seqsIn(spool));
          const missing = waiting.filter((seq) => !there.has(seq)).length;
          missed += missing;
          const which = `${file} ${kind} at ${damage.offset} (${damage.length} bytes)`;
          expect(told?.lost ?? 0, which).toBeGreaterThanOrEqual(missing);
          for (const { seq, payload } of spool.left)
            expect(Buffer.from(payload), which).toEqual(messageOf(seq).payload);
          spool.close();
          rmSync(copy, { recursive: true });
        }
    expect(missed).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
