import * as z from "zod";

/** What the source knows about a value's worth. Names are the wire's; a flag never changes a value. */
export const flags = {
  replayed: { fr: "rejoué depuis une capture", en: "replayed from a capture" },
  warming_up: { fr: "capteur en préchauffage", en: "sensor warming up" },
  out_of_range: { fr: "hors de la plage du capteur", en: "outside the sensor's range" },
  humid: {
    fr: "humidité au-delà de la limite du capteur",
    en: "humidity above the sensor's limit",
  },
} as const;

export const Flag = z.enum(Object.keys(flags) as [keyof typeof flags, ...(keyof typeof flags)[]]);
export type Flag = z.infer<typeof Flag>;

/** The order is part of stored data: append, never reorder. */
const bits: readonly Flag[] = ["replayed", "warming_up", "out_of_range", "humid"];

/** Flags as one integer, the form in which stores keep them. */
export const packFlags = (names: readonly Flag[] = []): number =>
  names.reduce((mask, name) => mask | (1 << bits.indexOf(name)), 0);

export const unpackFlags = (mask: number): Flag[] =>
  bits.filter((_, bit) => (mask & (1 << bit)) !== 0);
