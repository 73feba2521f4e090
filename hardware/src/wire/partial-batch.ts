import * as z from "zod";
import { Flag } from "../flags.ts";
import { QuantityName } from "../quantities.ts";
import { Batch, Reading } from "./batch.ts";
import { inOtherUnit } from "./instant-unit.ts";
import { decodePayload, judgeDocument, type Parsed, parsePayload } from "./payload.ts";
import { plainBatch } from "./plain-batch.ts";

/** What of a batch can be kept, and one sentence for each part that cannot. */
export interface PartialBatch {
  readonly batch: Batch;
  /** Empty when all of it is good. At most `MOST_FAULTS`, the last of which then counts the others. */
  readonly faults: readonly string[];
}

/** The batch itself, with readings that are looked at one by one. */
const Envelope = Batch.omit({ readings: true }).extend({
  readings: z.array(z.unknown()).min(1).max(1000),
});

/** A reading itself, with values and flags that are looked at one by one. */
const Shell = Reading.omit({ values: true, flags: true, value_flags: true }).extend({
  values: z.record(z.string(), z.unknown()),
  flags: z.array(z.unknown()).optional(),
  value_flags: z.record(z.string(), z.unknown()).optional(),
});

const MOST_FAULTS = 20;
const NO_FAULTS: readonly string[] = [];

const shown = (value: unknown): string =>
  (typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value)).slice(
    0,
    40,
  );

const sentence = (at: string, error: z.ZodError): string => {
  const [issue] = error.issues;
  const path = [at, ...(issue?.path ?? [])].map(String).join(".");
  return `${path}: ${issue?.message ?? "not valid"}`;
};

const finite = z.number();

/** The good values of a reading, or undefined when none is left. */
const salvageReading = (
  raw: unknown,
  at: string,
  fault: (sentence: string) => void,
): Reading | undefined => {
  const whole = Reading.safeParse(raw);
  if (whole.success) return whole.data;
  const shell = Shell.safeParse(raw);
  if (!shell.success) {
    fault(sentence(at, shell.error));
    return undefined;
  }
  const { values, flags, value_flags, ...rest } = shell.data;
  const good: Reading["values"] = {};
  for (const [name, value] of Object.entries(values)) {
    const quantity = QuantityName.safeParse(name);
    const number = finite.safeParse(value);
    if (!quantity.success) fault(`${at}.values: "${name.slice(0, 64)}" is not a known quantity`);
    else if (!number.success)
      fault(`${at}.values.${name}: must be a finite number, not ${shown(value)}`);
    else good[quantity.data] = number.data;
  }
  const goodFlags = (flags ?? []).flatMap((name) => {
    const flag = Flag.safeParse(name);
    if (flag.success) return [flag.data];
    fault(`${at}.flags: ${shown(name)} is not a known flag`);
    return [];
  });
  const reading = {
    ...rest,
    values: good,
    ...(goodFlags.length === 0 ? {} : { flags: goodFlags.slice(0, 16) }),
  };
  const ofValues = Reading.shape.value_flags.safeParse(value_flags);
  if (!ofValues.success) fault(sentence(`${at}.value_flags`, ofValues.error));
  const complete = Reading.safeParse(
    ofValues.success && ofValues.data !== undefined
      ? { ...reading, value_flags: ofValues.data }
      : reading,
  );
  if (complete.success) return complete.data;
  if (Object.keys(values).length === 0) fault(sentence(at, complete.error));
  return undefined;
};

/** JSON knows neither NaN nor Infinity; Python's and C's writers put them there all the same. */
const NOT_A_NUMBER = /([:[,]\s*)(?:NaN|nan|-?Infinity|-?inf)(?=\s*[,\]}])/g;

const withoutNaN = (payload: Uint8Array): Uint8Array => {
  const text = new TextDecoder().decode(payload);
  return new TextEncoder().encode(text.replace(NOT_A_NUMBER, "$1null"));
};

/** The readings, each marked: their instants are not what the station sent. */
const repaired = (readings: readonly Reading[]): Reading[] =>
  readings.map((reading) => ({
    ...reading,
    flags: [...new Set([...(reading.flags ?? []), "clock_repaired" as const])],
  }));

export interface BatchOptions {
  readonly limit?: number;
  /** When it came, UTC milliseconds: instants in another unit are then recognized, and converted. */
  readonly received?: number;
}

/**
 * Reads a batch and keeps what is good of it: one `null` among twenty values costs that value alone.
 * Instants that are certainly in seconds, microseconds or nanoseconds are converted and marked, and a
 * fault says so. What cannot be read as a batch at all is refused as `parsePayload` does.
 */
export const parseBatch = (
  payload: Uint8Array,
  options: BatchOptions = {},
): Parsed<PartialBatch> => {
  const document = decodePayload(payload, options.limit);
  const plain = document.ok ? plainBatch(document.value) : undefined;
  return plain === undefined
    ? salvageBatch(payload, document, options)
    : { ok: true, value: { batch: plain, faults: NO_FAULTS } };
};

/** Of a batch that is not plainly good. */
const salvageBatch = (
  payload: Uint8Array,
  document: Parsed<unknown>,
  { limit, received }: BatchOptions,
): Parsed<PartialBatch> => {
  const whole = document.ok ? judgeDocument(Batch, document.value) : document;
  if (whole.ok) return { ok: true, value: { batch: whole.value, faults: NO_FAULTS } };
  if (whole.reason === "too_large") return whole;
  const envelope = parsePayload(
    Envelope,
    whole.reason === "malformed" ? withoutNaN(payload) : payload,
    limit,
  );
  if (!envelope.ok) return envelope;
  const faults: string[] = [];
  let others = 0;
  const fault = (one: string): void => {
    if (faults.length < MOST_FAULTS - 1) faults.push(one);
    else others += 1;
  };
  const raw = envelope.value.readings;
  const other = received === undefined ? undefined : inOtherUnit(raw, received);
  if (other !== undefined)
    fault(
      `readings.*.at: in ${other.unit}, not in milliseconds since 1970-01-01T00:00:00Z; kept with repaired instants`,
    );
  const salvaged = (other?.readings ?? raw).flatMap(
    (one, index) => salvageReading(one, `readings.${index}`, fault) ?? [],
  );
  const readings = other === undefined ? salvaged : repaired(salvaged);
  if (others > 0) faults.push(`and ${others} more`);
  if (readings.length === 0) return whole;
  return { ok: true, value: { batch: { ...envelope.value, readings }, faults } };
};
