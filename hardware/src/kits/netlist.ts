import * as z from "zod";
import { Text } from "./language.ts";

const Volts = z.number().min(0).max(60);
const VoltRange = z.tuple([Volts, Volts]).refine(([low, high]) => low <= high, "low before high");
const Milliamperes = z.number().min(0);

/** What a supply gives: its voltage from worst to best, and the current that it may be asked for. */
export const Gives = z.strictObject({
  volts: VoltRange,
  maxMa: Milliamperes,
  /**
   * The pin of the same part that this current is drawn from in its turn. Without `efficiency` the
   * current passes one to one (a wire, a linear regulator); with it, as power over a converter.
   */
  from: z
    .strictObject({ pin: z.string(), efficiency: z.number().gt(0).max(1).optional() })
    .optional(),
});
export type Gives = z.infer<typeof Gives>;

/** What a part needs to run. */
export const Takes = z.strictObject({
  volts: VoltRange,
  typicalMa: Milliamperes,
  maxMa: Milliamperes,
});
export type Takes = z.infer<typeof Takes>;

export const signals = [
  "uart",
  "i2c-sda",
  "i2c-scl",
  "spi-clock",
  "spi-mosi",
  "spi-miso",
  "spi-select",
  "i2s-clock",
  "i2s-frame",
  "i2s-data",
  "digital",
  "analog",
] as const;

const PinBase = z.strictObject({
  /** As printed on the board. */
  name: z.string().min(1),
  /** Its number on a numbered header. */
  position: z.int().positive().optional(),
  connect: z.enum(["required", "optional", "never"]).default("optional"),
  note: Text.optional(),
});

const PowerIn = PinBase.extend({ kind: z.literal("power-in"), takes: Takes });
const PowerOut = PinBase.extend({ kind: z.literal("power-out"), gives: Gives });
const Ground = PinBase.extend({ kind: z.literal("ground") });
/** One end of a resistor. */
const Passive = PinBase.extend({ kind: z.literal("passive") });
/** A socket whose cable carries several wires at once, ground among them. */
const Plug = PinBase.extend({
  kind: z.literal("plug"),
  plug: z.enum(["usb", "ethernet", "antenna"]),
  gives: Gives.optional(),
  takes: Takes.optional(),
});
const Signal = PinBase.extend({
  kind: z.literal("signal"),
  signal: z.enum(signals),
  /** `tri-state` shares its wire by turns (MISO), `open-drain` only pulls down and needs a pull-up. */
  direction: z.enum(["in", "out", "tri-state", "open-drain"]),
  /** The level of a high that it drives. */
  drives: Volts.optional(),
  /** The lowest voltage read as high, and the highest borne without damage. */
  accepts: VoltRange.optional(),
  pullUp: z.strictObject({ ohms: z.number().positive(), volts: Volts }).optional(),
  /** It may be tied to ground or to the supply to choose a mode. */
  strap: z.boolean().default(false),
});

export const Pin = z.discriminatedUnion("kind", [PowerIn, PowerOut, Ground, Passive, Plug, Signal]);
export type Pin = z.infer<typeof Pin>;

export const Part = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: Text,
  /** Its line in the bill of materials. */
  bom: z.string(),
  /** Where the drawing puts it. */
  side: z.enum(["left", "right"]),
  i2c: z
    .strictObject({ address: z.int().min(0x08).max(0x77), otherwise: z.array(z.int()).default([]) })
    .optional(),
  /** A two-row pin header, drawn as a map of the pins to use. */
  header: z.strictObject({ pins: z.int().positive().multipleOf(2) }).optional(),
  pins: z.array(Pin).min(1),
  /** Where pins, voltages and currents are documented. */
  source: z.string().min(1),
});
export type Part = z.infer<typeof Part>;

export const wireColours = {
  red: { fr: "rouge", en: "red", hex: "#d62020" },
  orange: { fr: "orange", en: "orange", hex: "#f08a00" },
  black: { fr: "noir", en: "black", hex: "#222222" },
  brown: { fr: "marron", en: "brown", hex: "#8a5a2b" },
  yellow: { fr: "jaune", en: "yellow", hex: "#ffd400" },
  green: { fr: "vert", en: "green", hex: "#2e9e44" },
  blue: { fr: "bleu", en: "blue", hex: "#1f6fd0" },
  violet: { fr: "violet", en: "violet", hex: "#8e44c9" },
  grey: { fr: "gris", en: "grey", hex: "#9aa0a6" },
  white: { fr: "blanc", en: "white", hex: "#ffffff" },
} as const;
export type WireColour = keyof typeof wireColours;

/** "part.pin" */
const PinRef = z.string().regex(/^[a-z][a-z0-9-]*\..+$/, 'must be "part.pin"');

export const Net = z.strictObject({
  name: z.string().min(1),
  colour: z.enum(Object.keys(wireColours) as [WireColour, ...WireColour[]]),
  pins: z.array(PinRef).min(1),
  /** The strip of the junction board on which three or more wires meet. */
  joint: z.string().optional(),
});
export type Net = z.infer<typeof Net>;

/** Parts, their pins, and the wires between them: what the drawing, the table and the checks read. */
export const Netlist = z.strictObject({
  kit: z.string(),
  /** Wires that one strip of the junction board can hold. */
  jointWays: z.int().positive().default(5),
  parts: z.array(Part).min(1),
  nets: z.array(Net).min(1),
});
export type Netlist = z.infer<typeof Netlist>;
