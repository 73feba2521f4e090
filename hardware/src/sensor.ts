import type { Flag } from "./flags.ts";
import type { Framing } from "./framing.ts";
import type { CountedQuantity } from "./quantities/particles.ts";
import type { QuantityName, Values } from "./quantities.ts";

/** Flags of single values. */
export type ValueFlags = { readonly [name in QuantityName]?: readonly Flag[] };

/** What a checked frame says. Decoding never throws and never guesses. */
export type Decoded =
  | {
      readonly ok: true;
      /** In each quantity's own unit. What the sensor marks as unknown is left out. */
      readonly values: Values;
      /** The sensor's own serial number, where the frame carries one. */
      readonly serial?: string;
      /** UTC milliseconds by the sensor's own clock, where it has one that can be trusted (GPS). */
      readonly time?: number;
      readonly position?: Position;
      /** What the frame's own contradictions say of single values that are given all the same. */
      readonly value_flags?: ValueFlags;
      /** For a counter of rare particles: how many it counted in how much air (m³), for a quantity of {#}/m³. */
      readonly counted?: Counted;
      /** For a device that holds several sensors: what each of them says. `values` merges them. */
      readonly parts?: readonly Part[];
    }
  | { readonly ok: false; readonly reason: DecodeFault };

/**
 * Why a whole frame gives no values.
 * - `reply`: a well-formed answer to a command, which carries no measurement;
 * - `out_of_range`: beyond what the sensor can measure;
 * - `warming_up`: the sensor counts or converts nothing yet;
 * - `error_code`: the sensor reports its own failure;
 * - `inconsistent`: its values contradict each other;
 * - `unknown`: the sensor says that it does not know;
 * - `no_fix`: a satellite receiver without position and time;
 * - `calibration_missing`: raw values whose coefficients were not given;
 * - `foreign`: a frame of another sensor.
 */
export type DecodeFault =
  | "reply"
  | "out_of_range"
  | "warming_up"
  | "error_code"
  | "inconsistent"
  | "unknown"
  | "no_fix"
  | "calibration_missing"
  | "foreign";

/** Particles that were counted one by one. */
export interface Counted {
  readonly quantity: CountedQuantity;
  readonly count: number;
  /** Air in which they were, in m³. */
  readonly volume: number;
}

/** WGS 84, degrees; metres above mean sea level. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude?: number;
}

export interface Part {
  /** A sensor's model, as the device names it. */
  readonly model: string;
  readonly values: Values;
}

/** What a frame alone does not say. */
export interface DecodeContext {
  /** Coefficients read once from the part, as `dialogue.calibration` reads them, one after the other. */
  readonly calibration?: Uint8Array;
  /** The sensor has given values since it last got its power: zeros may then be the truth. */
  readonly hasMeasured?: boolean;
}

export type Bus =
  /** 8 data bits, no parity, 1 stop bit. */
  | { readonly kind: "uart"; readonly baudRate: number }
  /** Modbus RTU on such a port. */
  | { readonly kind: "modbus"; readonly baudRate: number; readonly address: number }
  | { readonly kind: "i2c"; readonly addresses: readonly number[]; readonly maximumHz: number }
  | {
      readonly kind: "spi";
      readonly mode: 0 | 1 | 2 | 3;
      readonly maximumHz: number;
      /** What the part answers to a command's first byte, sent again and again until it is ready. */
      readonly handshake?: { readonly ready: number; readonly busy: number };
    }
  /** Dallas 1-Wire; the family code is the first byte of the part's address. */
  | { readonly kind: "one-wire"; readonly family: number }
  /** One data line whose pulse lengths are bits (DHT22). */
  | { readonly kind: "pulses" }
  /** A voltage, between the two that mean something. */
  | { readonly kind: "analog"; readonly volts: readonly [low: number, high: number] }
  | { readonly kind: "i2s"; readonly bits: number; readonly sampleHz: readonly [number, number] }
  | { readonly kind: "http-json"; readonly path: string };

/** A digital microphone whose level follows from its sensitivity: 94 dB SPL at 1 kHz. */
export interface Microphone {
  /** Level of the output at 94 dB SPL, in dB below a sine of full scale. */
  readonly sensitivity: number;
  /** ± dB, from part to part. */
  readonly tolerance: number;
  /** dB(A) below 94 dB SPL at which it hears only itself. */
  readonly signalToNoise: number;
  /** dB SPL at which it distorts by 10 %. */
  readonly overload: number;
}

export interface Pin {
  readonly pin: string;
  /** "RX" and "TX" are those of the reader: the wires cross. */
  readonly to: string;
}

/** How far a value may be from the truth: a part of the range at a time. */
export interface Accuracy {
  readonly within?: readonly [low: number, high: number];
  /** ± in the quantity's unit. */
  readonly absolute?: number;
  /** ± as a share of the value: 0.1 is 10 %. */
  readonly relative?: number;
  /** How the two go together. */
  readonly combined?: "sum" | "larger";
}

export interface Measure {
  readonly quantity: QuantityName;
  /** What the sensor can show, bounds included. */
  readonly range: readonly [low: number, high: number];
  /** As its maker states it; absent where the maker states none. */
  readonly accuracy?: readonly Accuracy[];
  readonly resolution?: number;
  /** What the value cannot tell. */
  readonly caution?: string;
}

/** One step of talking to a sensor. */
export interface Exchange {
  readonly send: Uint8Array;
  /** Time the sensor takes before its reply can be read, or before the next step. */
  readonly waitMs?: number;
  /** Length of the reply, on a bus where the reader decides it. */
  readonly replyBytes?: number;
}

/** What a program says to any sensor of this model, by ability and not by name. */
export interface Dialogue {
  /** Once, before the first reading. */
  readonly start?: readonly Exchange[];
  /** For each reading; a sensor without it speaks by itself. */
  readonly read?: readonly Exchange[];
  readonly sleep?: readonly Exchange[];
  readonly wake?: readonly Exchange[];
  /** Coefficients, read once; the replies, one after the other, are `DecodeContext.calibration`. */
  readonly calibration?: readonly Exchange[];
  readonly serial?: readonly Exchange[];
  /** Blows its fan free while it measures. */
  readonly cleanFan?: readonly Exchange[];
}

export type SelfCalibration = "on" | "off";

/** A command's bytes, or a function that makes them of its arguments and throws a RangeError on impossible ones. */
export interface Commands {
  readonly [name: string]: Uint8Array | ((...values: never[]) => Uint8Array);
}

/** What a sensor file says, and some document must bear out. */
export type Fact =
  | "range"
  | "accuracy"
  | "limits"
  | "warm-up"
  | "response"
  | "pace"
  | "duty"
  | "life"
  | "cleaning"
  | "supply"
  | "logic level"
  | "pins"
  | "bus"
  | "frame"
  | "commands"
  | "microphone";

/** A document, and what was taken from it. */
export interface Source {
  /** Author, title, and revision or date. */
  readonly document: string;
  /** Page, section or table. */
  readonly at?: string;
  readonly gives: readonly Fact[];
  /** These facts were not checked against the document itself: where they were read instead. */
  readonly unchecked?: string;
}

/** A sensor model: what it is, and how its bytes become values. */
export interface Sensor<C extends Commands = Commands> {
  /** Its name on the wire. */
  readonly model: string;
  readonly name: string;
  readonly maker: string;
  /** Other models and spellings that mean this one. */
  readonly aliases?: readonly string[];
  readonly bus: Bus;
  readonly measures: readonly Measure[];
  /** Where the sensor keeps its promises; beyond, values are flagged. */
  readonly limits?: {
    readonly humidity?: readonly [low: number, high: number];
    readonly temperature?: readonly [low: number, high: number];
  };
  /** Time from power to a reading that can be trusted. */
  readonly warmUpMs: number;
  /** Time after a step of the truth until the value has followed (63 or 90 % by the maker's custom). */
  readonly responseMs?: number;
  /** How often a new value exists. */
  readonly everyMs?: number;
  /** The longest that a sensor in order may say nothing, by a setting that it keeps without power. */
  readonly longestSilenceMs?: number;
  /** A cycle that spares a part that wears: on for `onMs`, once in `everyMs`. */
  readonly duty?: { readonly onMs: number; readonly everyMs: number };
  readonly lifeHours?: number;
  /** A fan that is cleaned by `dialogue.cleanFan`: how often, and how long its values are then none. */
  readonly cleaning?: { readonly everyMs: number; readonly lastsMs: number };
  readonly supply: {
    readonly volts: readonly [minimum: number, maximum: number];
    readonly milliamps?: number;
  };
  /**
   * Where each of its wires goes, by the number or name that stands on the part or on the usual
   * board; absent for a device with a network.
   */
  readonly pins?: readonly Pin[];
  /** Highest level that its pins bear, in volts; absent for a device with a network. */
  readonly logicVolts?: number;
  /** Where its serial number is found. */
  readonly serial: "frame" | "command" | "none";
  /**
   * What protects a frame: its own checksum, the connection that brought it (TCP), or nothing, so
   * that a changed bit cannot be noticed.
   */
  readonly integrity: "checksum" | "transport" | "none";
  readonly framing: Framing;
  /** How its samples become levels; for a sensor that gives samples. */
  readonly microphone?: Microphone;
  /**
   * Levels that are exceeded for so many per cent of an interval: taken from all values of one quantity
   * in it, so that no frame holds them.
   */
  readonly exceeded?: {
    readonly of: QuantityName;
    readonly shares: { readonly [name in QuantityName]?: number };
  };
  readonly decode: (frame: Uint8Array, context?: DecodeContext) => Decoded;
  readonly dialogue?: Dialogue;
  /** Lets it take the lowest values of days for fresh air, or not; said before `dialogue.start`. */
  readonly selfCalibration?: {
    readonly [state in SelfCalibration]: readonly Exchange[];
  };
  readonly commands?: C;
  /** What who builds with it must know. */
  readonly cautions?: readonly string[];
  /** Where the facts come from: each of `factsOf` is given by one of them. */
  readonly sources: readonly Source[];
}
