import { packFlags, unpackFlags } from "../flags.ts";
import type { SensorId } from "../identifiers.ts";
import type { QuantityName, Values } from "../quantities.ts";
import { type Clock, flagsOf, Instant, type Reading } from "./batch.ts";
import { columns, MAX_AGE, MAX_COUNT, MAX_VALUE, PERIOD_BITS } from "./lora/profile.ts";
import type { LoraFault, LoraRecord } from "./lora/record.ts";
import { decodeSeries, encodeSeries } from "./lora/series.ts";
import { decodeSingle, encodeSingle } from "./lora/single.ts";

/** What the sender knows beside its readings. */
export interface Sending {
  /** Bytes that the link takes now: `payloadLimits[spreadingFactor]`, or fewer. */
  readonly budget: number;
  /** Milliseconds from one reading to the next: whole seconds, 1 to 131 071 of them. */
  readonly every: number;
  /** The moment of sending, on the clock of the readings' `at`. */
  readonly sent: number;
  readonly clock: Clock;
}

export type Encoded =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /**
       * What the frame carries, and what waits. Values outside the profile stay behind; a reading of
       * an instant that has no other is in neither.
       */
      readonly taken: readonly Reading[];
      readonly left: readonly Reading[];
    }
  | { readonly ok: false; readonly reason: EncodeFault };

export type EncodeFault =
  /** No reading has a value that the profile carries. */
  | "no_value"
  /** Two sensors give the same quantity for one instant: choose before encoding. */
  | "twice"
  /** A value that is no number or beyond 3 276.7, or a reading of the future or older than 388 days. */
  | "out_of_range"
  /** `every` is no whole number of seconds from 1 to 131 071. */
  | "period"
  /** Two readings less than a second apart. */
  | "order"
  /** Not even one reading fits. */
  | "budget";

/**
 * Packs readings for a LoRa frame: the oldest first, as many as the budget holds, 64 at most.
 * Readings of several sensors at one instant become one record. Exact at the digits of the
 * profile and to the second; `docs/lora.md` tells the format and its sizes.
 */
export const encodeLora = (readings: readonly Reading[], sending: Sending): Encoded => {
  const period = sending.every / 1000;
  if (!Number.isInteger(period) || period < 1 || period >= 2 ** PERIOD_BITS)
    return { ok: false, reason: "period" };
  const instants = Map.groupBy(
    readings.toSorted((one, other) => one.at - other.at),
    ({ at }) => at,
  );
  const records: LoraRecord[] = [];
  for (const [at, together] of instants) {
    const record = recordOf(together, Math.round((sending.sent - at) / 1000));
    if (!record.ok) return record;
    if (record.value) records.push(record.value);
    else instants.delete(at);
  }
  if (records.length === 0) return { ok: false, reason: "no_value" };
  if (records.some(({ age }, index) => age === records[index - 1]?.age))
    return { ok: false, reason: "order" };
  const aligned =
    sending.clock !== "free" && [...instants.keys()].every((at) => at % sending.every === 0);
  for (let count = Math.min(records.length, MAX_COUNT); count > 0; count--) {
    const bytes = pack({ records: records.slice(0, count), period, aligned });
    if (bytes.length > sending.budget) continue;
    const groups = [...instants.values()];
    return {
      ok: true,
      bytes,
      taken: groups.slice(0, count).flat(),
      left: groups.slice(count).flat(),
    };
  }
  return { ok: false, reason: "budget" };
};

const pack = (series: Parameters<typeof encodeSeries>[0]): Uint8Array<ArrayBuffer> => {
  const [only, ...others] = series.records;
  const fresh = only !== undefined && others.length === 0 && only.age === series.period;
  const single = fresh && only.flags === 0 && !series.aligned ? encodeSingle(only) : undefined;
  return single ?? encodeSeries(series);
};

type Merged =
  | { readonly ok: true; readonly value: LoraRecord | undefined }
  | { readonly ok: false; readonly reason: EncodeFault };

const recordOf = (together: readonly Reading[], age: number): Merged => {
  if (!(age >= 0 && age <= MAX_AGE)) return { ok: false, reason: "out_of_range" };
  const counts: (number | undefined)[] = columns.map(() => undefined);
  let flags = 0;
  let flagged = 0;
  for (const reading of together)
    for (const [index, { quantity, digits }] of columns.entries()) {
      const value = reading.values[quantity];
      if (value === undefined) continue;
      if (counts[index] !== undefined) return { ok: false, reason: "twice" };
      // `+ 0` makes a zero of −0, which no integer of the wire can tell.
      const count = Math.round(value * 10 ** digits) + 0;
      if (!(Math.abs(count) <= MAX_VALUE)) return { ok: false, reason: "out_of_range" };
      counts[index] = count;
      const names = flagsOf(reading, quantity);
      if (names.length === 0) continue;
      flags |= packFlags(names);
      flagged |= 1 << index;
    }
  const empty = counts.every((count) => count === undefined);
  return { ok: true, value: empty ? undefined : { age, counts, flags, flagged } };
};

/** What the receiver knows beside the bytes. */
export interface Reception {
  /** When the frame was received: the network's time (UTC, ms), airtime taken off where it is known. */
  readonly received: number;
  /** The station's registered interval (ms), which a 9-byte record leaves unsaid; 0 if not known. */
  readonly every?: number;
  /** Which sensor gives which quantity, from the station's registration; `lora-node` for the others. */
  readonly sensors?: { readonly [name in QuantityName]?: SensorId };
}

export type Received =
  | {
      readonly ok: true;
      /** Oldest first, one for each instant and sensor. */
      readonly readings: readonly Reading[];
      /** `aligned`: instants are exact; `free`: they bear the link's delay and the node's drift. */
      readonly clock: "aligned" | "free";
    }
  | { readonly ok: false; readonly reason: LoraFault };

/**
 * Reads a frame: any bytes, or none, give readings or a reason, nothing throws. No check sum is looked for,
 * since LoRaWAN's message integrity code has done that; over bare LoRa, ask the radio for its CRC.
 */
export const decodeLora = (bytes: Uint8Array | undefined, reception: Reception): Received => {
  if (bytes === undefined || bytes.length === 0) return { ok: false, reason: "truncated" };
  const isSeries = ((bytes[0] ?? 0) & 0x80) !== 0;
  const decoded = isSeries ? decodeSeries(bytes) : decodeSingle(bytes);
  if (!decoded.ok) return decoded;
  const { records, period, aligned } = decoded;
  // Nothing in a 9-byte record tells the time: its interval ended when it was sent.
  const waited = period === undefined ? (reception.every ?? 0) : 0;
  const newest = reception.received - (records.at(-1)?.age ?? 0) * 1000 - waited;
  const grid = (period ?? 0) * 1000;
  const origin = aligned ? Math.round(newest / grid) * grid : Math.round(newest);
  const readings: Reading[] = [];
  for (const record of records) {
    if (packFlags(unpackFlags(record.flags)) !== record.flags)
      return { ok: false, reason: "flags" };
    const at = origin - (record.age - (records.at(-1)?.age ?? 0)) * 1000;
    if (!Instant.safeParse(at).success) return { ok: false, reason: "out_of_range" };
    readings.push(...readingsOf(record, at, reception.sensors ?? {}));
  }
  return { ok: true, readings, clock: aligned ? "aligned" : "free" };
};

/** What the 9-byte record cannot even say, a series can: it is given, and flagged. */
const isImplausible = (index: number, count: number): boolean => {
  const column = columns[index];
  return column !== undefined && (count < column.low || count > column.high);
};

const readingsOf = (
  { counts, flags, flagged }: LoraRecord,
  at: number,
  sensors: NonNullable<Reception["sensors"]>,
): Reading[] => {
  const present = columns
    .map(({ quantity, digits }, index) => ({ quantity, digits, index, count: counts[index] }))
    .filter(({ count }) => count !== undefined);
  const bySensor = Map.groupBy(present, ({ quantity }) => sensors[quantity] ?? "lora-node");
  return [...bySensor].map(([sensor, cells]) => {
    const values: Values = Object.fromEntries(
      cells.map(({ quantity, digits, count }) => [quantity, (count ?? 0) / 10 ** digits]),
    );
    const isFlagged = cells.some(({ index }) => (flagged & (1 << index)) !== 0);
    const implausible = cells.filter(({ index, count }) => isImplausible(index, count ?? 0));
    return {
      at,
      sensor,
      values,
      ...(isFlagged ? { flags: unpackFlags(flags) } : {}),
      ...(implausible.length > 0
        ? {
            value_flags: Object.fromEntries(
              implausible.map(({ quantity }) => [quantity, ["implausible"]]),
            ),
          }
        : {}),
    };
  });
};
