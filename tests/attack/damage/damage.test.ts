import { expect, test } from "vitest";
import { mulberry32 } from "../../torture/random.ts";
import { damageOnce, damagesOf } from "./damage.ts";
import { isFailure } from "./judge.ts";
import { damagedProcesses, takeSnapshot } from "./snapshots.ts";

/** Each day damages other places; `DAMAGE_SEED` plays a day again. */
const seed = Number(process.env.DAMAGE_SEED ?? Math.floor(Date.now() / 86_400_000));

test.each(damagedProcesses)(
  `a damaged file of the %s loses nothing in silence (DAMAGE_SEED=${seed})`,
  async (name) => {
    const random = mulberry32(seed);
    const snapshot = await takeSnapshot(name);
    try {
      const { value: damage } = damagesOf(snapshot, random).next();
      if (damage === undefined) throw new Error(`the ${name} keeps no file`);
      const result = await damageOnce(snapshot, damage, random);
      expect(isFailure(result), JSON.stringify(result)).toBe(false);
    } finally {
      await snapshot.remove();
    }
  },
);
