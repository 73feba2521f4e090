import * as z from "zod";
import { bytesOf } from "../bytes.ts";
import { fixedDurationMs } from "../duration.ts";
import { SensorId } from "../identifiers.ts";
import { QuantityName, quantities } from "../quantities.ts";

/** Bytes as a data sheet prints them: "AA C0". */
const hexRemedy = 'write bytes in hexadecimal, two digits each and without 0x, such as "AA C0"';
const Hex = z
  .string({ error: hexRemedy })
  .regex(/^([0-9a-fA-F]{2}\s*)+$/, hexRemedy)
  .transform(bytesOf);

const HexByte = Hex.refine((bytes) => bytes.length === 1, 'give one byte, such as "7E"').transform(
  (bytes) => bytes[0] ?? 0,
);

/** A place in the frame, counted in bytes from its first; below zero, from its end: -1 is the last byte. */
const Place = z.int({ error: "give a whole number of bytes, counted from 0" }).min(-512).max(511);

const durationRemedy = 'give an ISO 8601 duration, such as "PT30S"';
const Duration = z
  .string({ error: durationRemedy })
  .refine((text) => fixedDurationMs(text) !== undefined, durationRemedy)
  .transform((text) => fixedDurationMs(text) ?? 0);

const Range = z
  .tuple([z.number(), z.number()], { error: "give the lowest and the highest, such as [0, 1000]" })
  .refine(([low, high]) => low < high, "give the lower one first");

const Endian = z.enum(["big", "little"], {
  error: '"big" when the most significant byte comes first, "little" when it comes last',
});

const LongestFrame = 512;

const Length = z.union(
  [
    z.int().min(1).max(LongestFrame),
    z.strictObject({
      /** Where the frame says its length, and in how many bytes. */
      at: Place.min(0),
      bytes: z.union([z.literal(1), z.literal(2)]).default(1),
      endian: Endian.default("big"),
      /** The whole frame has so many bytes more than the number says. */
      adds: z.int().min(0).max(LongestFrame),
    }),
  ],
  {
    error: `give the number of bytes of a whole frame (1 to ${LongestFrame}), or { "at", "bytes", "endian", "adds" } where the frame says it`,
  },
);

const Frame = z.strictObject(
  {
    /** The bytes by which a frame begins; a bus of transactions (I²C) needs none. */
    head: Hex.optional(),
    length: Length,
    tail: Hex.optional(),
    /** After `by`, a byte comes with the bits of `xor` changed; head and tail are then never escaped. */
    escape: z.strictObject({ by: HexByte, xor: HexByte }).optional(),
    /** Frames that carry no values, such as answers to commands; sealed and ended like the others. */
    replies: z.array(z.strictObject({ head: Hex, length: Length })).default([]),
  },
  { error: 'say how a frame looks, such as { "head": "AA C0", "length": 10 }' },
);

export const checksumKinds = [
  "none",
  "sum8",
  "sum8_inverted",
  "sum8_negated",
  "sum16",
  "xor8",
  "crc8_sensirion",
  "crc8_dallas",
  "crc8_words",
  "crc16_modbus",
] as const;

const Checksum = z.strictObject(
  {
    kind: z.enum(checksumKinds, { error: `take one of ${checksumKinds.join(", ")}` }),
    /** The bytes that it covers, `until` excluded. */
    from: Place.default(0),
    until: Place.optional(),
    /** Where it stands; presets to `until`. */
    at: Place.optional(),
    endian: Endian.default("big"),
  },
  {
    error:
      'say what seals a frame, such as { "kind": "sum8", "from": 2, "until": 8 }, or { "kind": "none" }',
  },
);

const types = ["u8", "i8", "u16", "i16", "u24", "u32", "i32", "f32"] as const;

const known = Object.keys(quantities);
const nearest = (name: unknown): string => {
  const letters = new Set(String(name).toLowerCase());
  const score = (candidate: string) =>
    [...new Set(candidate)].filter((letter) => letters.has(letter)).length /
    new Set([...candidate, ...letters]).size;
  return known
    .toSorted((one, other) => score(other) - score(one))
    .slice(0, 3)
    .join(", ");
};

const Field = z.strictObject({
  quantity: QuantityName.or(
    z.never({
      error: ({ input }) => `is no quantity of docs/quantities.md; near it are ${nearest(input)}`,
    }),
  ),
  at: Place,
  type: z.enum(types, { error: `take one of ${types.join(", ")}` }),
  endian: Endian.default("big"),
  /** The value is the number times `scale`, plus `plus`, in the quantity's unit. */
  scale: z
    .number()
    .refine((scale) => scale !== 0, "must not be zero")
    .default(1),
  plus: z.number().default(0),
  /** Values outside it refuse the frame. */
  range: Range.optional(),
  /** Numbers, before scaling, by which the sensor says that it does not know. */
  unknown: z.array(z.number()).default([]),
});

const Bus = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("uart"), baudRate: z.int().min(300).max(2_000_000) }),
    z.strictObject({
      kind: z.literal("i2c"),
      addresses: z
        .array(z.string().regex(/^0x[0-7][0-9a-fA-F]$/, 'write an address such as "0x44"'))
        .min(1)
        .transform((texts) => texts.map(Number)),
      maximumHz: z.int().min(1000).default(100_000),
    }),
  ],
  { error: '"kind" is "uart" or "i2c"' },
);

const Command = z.strictObject({
  send: Hex,
  wait: Duration.optional(),
  /** On I²C, how many bytes to read then. */
  reply: z.int().min(1).max(LongestFrame).optional(),
});

/** A sensor that is described instead of programmed. docs/sensors.md tells how to write one. */
export const DeclaredSensor = z.strictObject({
  model: SensorId,
  name: z.string().min(1),
  maker: z.string().min(1),
  aliases: z.array(z.string().min(1)).default([]),
  bus: Bus,
  /** Said once at the start. */
  start: z.array(Command).default([]),
  /** Said for each reading; a sensor without it speaks by itself. */
  read: z.array(Command).default([]),
  frame: Frame,
  checksum: Checksum,
  fields: z.array(Field).min(1, "name at least one field"),
  serial: z.strictObject({ at: Place, bytes: z.int().min(1).max(16) }).optional(),
  /** A byte that is not zero when the sensor reports its own failure. */
  errorCode: z.strictObject({ at: Place }).optional(),
  /** When all of these are zero, the sensor is not measuring yet. */
  warmingUpWhenZero: z.array(QuantityName).default([]),
  /** A frame in which `zero` is zero while `positive` is not contradicts itself. */
  contradictions: z
    .array(z.strictObject({ zero: QuantityName, positive: QuantityName }))
    .default([]),
  /** Each quantity of a row is part of the next one: a frame in which it is larger contradicts itself. */
  ascending: z.array(z.array(QuantityName).min(2)).default([]),
  /** A number of the frame that lies in none of these ranges shows that another sensor sent it. */
  expected: z
    .array(
      z.strictObject({
        at: Place,
        type: z.enum(types),
        endian: Endian.default("big"),
        within: z.array(z.tuple([z.number(), z.number()])).min(1),
      }),
    )
    .default([]),
  warmUp: Duration,
  limits: z.strictObject({ humidity: Range.optional(), temperature: Range.optional() }).optional(),
  supply: z.strictObject(
    { volts: Range, milliamps: z.number().positive().optional() },
    { error: 'give the supply, such as { "volts": [4.5, 5.5] }' },
  ),
  logicVolts: z.number().positive().optional(),
  source: z.string().min(1, "say where the facts come from: a data sheet and its page"),
});
export type DeclaredSensor = z.infer<typeof DeclaredSensor>;

export type DeclaredLength = z.infer<typeof Length>;
export type DeclaredChecksum = z.infer<typeof Checksum>;
export type DeclaredField = z.infer<typeof Field>;
