import fc from "fast-check";
import type * as z from "zod";
import { batch } from "../wire/arbitrary.ts";
import { Batch } from "../wire/batch.ts";
import { Hello } from "../wire/hello.ts";
import { limits } from "../wire/limits.ts";
import { createPacketMeter } from "../wire/oversize.ts";
import { encodePayload, parsePayload } from "../wire/payload.ts";
import { Receipt } from "../wire/receipt.ts";
import { Status } from "../wire/status.ts";
import { formatTopic, parseTopic } from "../wire/topic.ts";
import { below, type FuzzReport, fuzz, mutated, noise, type Random } from "./run.ts";

/** Values that break what is written for ordinary ones. */
const oddities: readonly unknown[] = [
  null,
  true,
  "",
  "\u0000",
  "é",
  "__proto__",
  "constructor",
  -0,
  0.1,
  1e308,
  2 ** 53,
  -1,
  2n ** 70n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  undefined,
  [],
  {},
  [[[[[[[[]]]]]]]],
  "x".repeat(5000),
  new Uint8Array(3),
];

const documents: readonly unknown[] = [
  {
    state: "online",
    at: 1_795_507_200_000,
    health: { uptime: 1, waiting: 0, dropped: 0, rejected: { sds011: { checksum: 2 } } },
  },
  {
    kit: "street-station",
    sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: 60_000 }],
    software: { edge: "0.1.0" },
  },
  { at: 1_795_507_200_000, outcome: "quarantined", reason: "conflict", detail: "x" },
];

/** The document with one of its parts replaced, renamed or repeated. */
const disturbed = (document: unknown, random: Random): unknown => {
  if (random() < 0.2 || typeof document !== "object" || document === null)
    return oddities[below(random, oddities.length)];
  if (Array.isArray(document)) {
    const at = below(random, document.length + 1);
    const one = disturbed(document[at], random);
    return random() < 0.1
      ? Array<unknown>(below(random, 3000)).fill(one)
      : document.toSpliced(at, 1, one);
  }
  const entries = Object.entries(document);
  const at = below(random, entries.length);
  const [name = "x", value] = entries[at] ?? [];
  const renamed = random() < 0.1 ? String(oddities[below(random, 8)]) : name;
  entries[at] = [renamed, disturbed(value, random)];
  return Object.fromEntries(entries);
};

const encoded = (document: unknown, random: Random): Uint8Array => {
  try {
    return encodePayload(document, random() < 0.5 ? "json" : "cbor");
  } catch {
    // JSON has no word for a large integer, CBOR none for an undefined one.
    return new Uint8Array(0);
  }
};

const schemas: readonly (readonly [schema: z.ZodType, limit: number])[] = [
  [Batch, limits.read],
  [Status, limits.document],
  [Hello, limits.document],
  [Receipt, limits.document],
];

/** CBOR sorts the keys of a map. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

const judge = (input: Uint8Array): string | undefined => {
  for (const [schema, limit] of schemas) {
    const parsed = parsePayload(schema, input, limit);
    if (!parsed.ok) {
      if (parsed.detail.length > 1000) return `a detail of ${parsed.detail.length} characters`;
      continue;
    }
    for (const encoding of ["json", "cbor"] as const) {
      const again = parsePayload(schema, encodePayload(parsed.value, encoding), limit);
      if (!again.ok && again.reason !== "too_large") return `accepted, and refused as ${encoding}`;
      if (again.ok && textOf(again.value) !== textOf(parsed.value))
        return `not the same as ${encoding}`;
    }
  }
  const text = String.fromCharCode(...input.subarray(0, 200));
  for (const topic of [text, `dcz/1/${text}`, `dcz/1/ab/${text}`]) {
    const found = parseTopic(topic);
    if (found !== undefined && formatTopic(found) !== topic) return `another topic: ${topic}`;
  }
  const meter = createPacketMeter();
  for (let at = 0; at < input.length; at += 7) {
    meter.push(input.subarray(at, at + 7));
    if (meter.arrived() > meter.announced()) return "more has arrived than was announced";
  }
  return undefined;
};

/** Documents of the wire, whole and disturbed, in both encodings, and bytes that are none. */
export const fuzzWire = (seed: number, ms: number): FuzzReport => {
  const batches = fc.sample(batch, { seed, numRuns: 50 });
  return fuzz({
    seed,
    ms,
    next: (random) => {
      const known: readonly unknown[] = random() < 0.5 ? documents : batches;
      const document = known[below(random, known.length)];
      switch (below(random, 4)) {
        case 0:
          return noise(random, 300);
        case 1:
          return encoded(document, random);
        case 2:
          return encoded(disturbed(document, random), random);
        default:
          return mutated(encoded(document, random), random);
      }
    },
    judge,
  });
};
