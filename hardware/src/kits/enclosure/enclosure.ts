import * as z from "zod";
import { type BoardName, type BodyName, boards, bodies } from "./bodies.ts";

const Millimetres = z.number().positive();
/** On the inner floor, from its lower left corner. */
const At = z.tuple([z.number(), z.number()]);
const Turn = z.union([z.literal(0), z.literal(90)]).default(0);

const BoardFeature = z.strictObject({
  kind: z.literal("board"),
  board: z.enum(Object.keys(boards) as [BoardName, ...BoardName[]]),
  at: At,
  turn: Turn,
});
/** Low walls that hold a body, with a window to the outside air where the body breathes downward. */
const CradleFeature = z.strictObject({
  kind: z.literal("cradle"),
  body: z.enum(Object.keys(bodies) as [BodyName, ...BodyName[]]),
  at: At,
  turn: Turn,
  wallHeight: Millimetres.default(10),
  window: z.boolean().default(false),
});
/** A round hole in the floor: cable gland, hose, antenna, microphone. Openings look downward. */
const HoleFeature = z.strictObject({
  kind: z.literal("hole"),
  for: z.string(),
  /** The line of bom.csv of what passes through it. */
  bom: z.string(),
  diameter: Millimetres,
  /** Of the nut or the head that must fit around it. */
  clear: Millimetres,
  at: At,
});
/** A field of slots in the floor. */
const VentsFeature = z.strictObject({ kind: z.literal("vents"), at: At, size: At });
/** A wall across the width that keeps the computer's heat from the sensors; wires pass at its end. */
const PartitionFeature = z.strictObject({
  kind: z.literal("partition"),
  x: z.number(),
  height: Millimetres,
  passage: Millimetres.default(14),
});

export const Feature = z.discriminatedUnion("kind", [
  BoardFeature,
  CradleFeature,
  HoleFeature,
  VentsFeature,
  PartitionFeature,
]);
export type Feature = z.infer<typeof Feature>;

/** Everything that the box is made from, in millimetres: the folder's enclosure.json. */
export const Enclosure = z.strictObject({
  kit: z.string(),
  inner: z.strictObject({ length: Millimetres, width: Millimetres, height: Millimetres }),
  wall: z.number().min(1.2).max(5).default(2.4),
  floor: z.number().min(1.2).max(5).default(2.4),
  cornerRadius: z.number().min(5).max(15).default(6),
  lid: z.strictObject({
    /** Open height between wall and lid, for the air to leave; 0 closes it. */
    slit: z.number().min(0).max(10),
    /** From the wall to the skirt that hangs over it. */
    clearance: z.number().min(0.3).max(8),
    /** How far the skirt hangs below the lid. */
    drop: z.number().min(4).max(40),
  }),
  /** Slots in the side walls: indoors only, rain would come in. */
  wallVents: z.boolean().default(false),
  /** A plate for a wall or a pole, screwed to the back. */
  bracket: z.boolean().default(true),
  /** The printer's bed. */
  bed: Millimetres.default(200),
  features: z.array(Feature),
});
export type Enclosure = z.infer<typeof Enclosure>;
