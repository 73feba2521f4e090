import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import { originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import type { Conflict } from "../series/store.ts";
import { nameLimits } from "../stations/limits.ts";
import { type Refusal, refused } from "./refusal.ts";

/** Whose batch it is, and which. */
export interface Sent extends Pick<Batch, "boot" | "seq" | "clock"> {
  readonly station: string;
}

const isoInstant = (at: number): string => new Date(at).toISOString();

/** Some readings of a batch, as a message of its own. */
const refusedPart = (
  reason: QuarantineReason,
  detail: string,
  { station, boot, seq, clock }: Sent,
  readings: readonly Reading[],
): Refusal => ({
  ...refused(reason, detail, { station, boot, seq }),
  payload: encodePayload({ boot, seq, clock, readings: [...readings] }, "json"),
});

/** The part of a batch that is older than the values that are kept, as a message of its own. */
export const tooOld = (of: Sent, old: readonly Reading[], instant: number): Refusal =>
  refusedPart(
    "too_old",
    `${old.length} ${old.length === 1 ? "reading" : "readings"} of before ${isoInstant(instant)}, of which this server keeps sums and no single values: late ones would change what nobody can check any more`,
    of,
    old,
  );

/** A reading is of a time that nobody's clock is merely wrong by: the whole message is set aside. `received`: UTC ms. */
export const tooFarAhead = (
  { station, boot, seq }: Sent,
  { at }: Reading,
  received: number,
): Refusal =>
  refused(
    "clock_ahead",
    `${clockReasons.ahead.en}: a reading is dated ${isoInstant(at)}, ${Math.round((at - received) / 86_400_000)} days ahead of the cloud's clock`,
    { station, boot, seq },
  );

/** The part of a batch that contradicts what is kept, as a message of its own. */
export const conflictOf = (
  of: Sent & { readonly readings: readonly Reading[] },
  conflicts: readonly Conflict[],
): Refusal => {
  const contradicts = new Map<string, Set<QuantityName>>();
  for (const { sensor, at, origin, quantity } of conflicts) {
    const name = `${sensor} ${at} ${origin}`;
    contradicts.set(name, (contradicts.get(name) ?? new Set()).add(quantity));
  }
  const parts = of.readings.flatMap((reading) => {
    const { sensor, at, flags, values } = reading;
    const among = contradicts.get(`${sensor} ${at} ${originOf(flags)}`);
    if (among === undefined) return [];
    const entries = Object.entries(values).filter(([name]) => among.has(name as QuantityName));
    return [{ ...reading, values: Object.fromEntries(entries) }];
  });
  const [first] = conflicts;
  const more = conflicts.length === 1 ? "" : ` (and ${conflicts.length - 1} more)`;
  const what =
    first === undefined
      ? ""
      : `${first.quantity} of ${first.sensor} at ${isoInstant(first.at)}: ${first.kept} is kept, ${first.offered} came later${more}`;
  return refusedPart("conflict", what, of, parts);
};

/** The part of a batch whose series would be too many, as a message of its own. */
export const tooManyNames = (of: Sent, beyond: readonly Reading[]): Refusal => {
  const sensors = [...new Set(beyond.map(({ sensor }) => sensor))];
  const few = sensors.slice(0, 3).join(", ") + (sensors.length > 3 ? ", …" : "");
  const { sensorsOfStation, seriesOfStation } = nameLimits;
  return refusedPart(
    "too_many",
    `new series of ${sensors.length} sensors (${few}): a station has at most ${sensorsOfStation} sensors and ${seriesOfStation} series`,
    of,
    beyond,
  );
};
