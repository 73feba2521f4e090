import type { Flag } from "@datacityzen/hardware/flags";
import { flagsOf } from "@datacityzen/hardware/wire/batch";
import * as z from "zod";
import type { EventBus } from "../events/bus.ts";
import type { KnownPlace } from "../places/known-station.ts";
import type { LatestValue } from "../series/store.ts";

/** A value of the station itself that is too low, and since which reading it is. */
export const LowValue = z.object({
  value: z.number(),
  /** UTC ms. */
  since: z.number(),
});
export type LowValue = z.infer<typeof LowValue>;

/** What the newest readings say of a station's battery and of its radio. */
export interface Vitals {
  /** Percent of charge. */
  readonly battery?: LowValue;
  /** dBm. */
  readonly signal?: LowValue;
}

const parts = { battery: "battery", signal_strength: "signal" } as const;
type VitalQuantity = keyof typeof parts;
const quantities = Object.keys(parts) as VitalQuantity[];
const isVital = (quantity: string): quantity is VitalQuantity => Object.hasOwn(parts, quantity);

/** Below which value a quantity of a station is too low. */
export type LowBelow = (station: string, quantity: VitalQuantity) => number;

/** Chosen, not measured: a few days before a battery is empty. */
const LEAST_CHARGE = 20;
/** Chosen: a few dB above what the receivers of each kind still understand (LoRa: SF12, 125 kHz, −137 dBm). */
const LEAST_SIGNAL = { lora: -125, gprs: -100, lte: -115 } as const;
export const LEAST_SIGNAL_WIFI = -80;

/** The limits for a station that reaches the network in this way. */
export const lowBelow =
  (connectivityOf: (station: string) => KnownPlace["connectivity"]): LowBelow =>
  (station, quantity) => {
    if (quantity === "battery") return LEAST_CHARGE;
    const way = connectivityOf(station);
    return way === "lora" || way === "gprs" || way === "lte"
      ? LEAST_SIGNAL[way]
      : LEAST_SIGNAL_WIFI;
  };

interface Newest {
  readonly at: number;
  readonly low?: LowValue;
}

/** Chosen: a sensor that has said nothing for so long, while another did, is no longer there. */
const SILENT_MS = 86_400_000;

/** By the sensors that say it: a box has one battery, and each radio node that it hears has one too. */
type OfSensors = Map<string, Newest>;

/** The worst that the sensors of a station say, of those that still say something. */
const lowest = (sensors: OfSensors | undefined): LowValue | undefined => {
  const all = [...(sensors?.values() ?? [])];
  const last = all.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  return all
    .flatMap(({ at, low }) => (low === undefined || at < last - SILENT_MS ? [] : [low]))
    .sort((one, other) => one.value - other.value)[0];
};

interface Told {
  readonly sensor: string;
  readonly value: number;
  /** UTC ms. */
  readonly at: number;
  readonly received: number;
  /** All that is known of this value. */
  readonly flags: readonly Flag[];
}

/** A clock that runs ahead measures nothing in the future: else its reading would be the newest until then. */
const measuredAt = ({ at, received, flags }: Told): number =>
  flags.includes("clock_doubtful") ? received : Math.min(at, received);

/** Reads what the store has when the first station is asked for, and follows what is committed. */
export const createVitals = (
  events: EventBus,
  lowBelow: LowBelow,
  readStored: () => Promise<ReadonlyMap<string, readonly LatestValue[]>>,
): { ready(): Promise<{ of(station: string): Vitals }> } => {
  const newest = new Map<string, Partial<Record<VitalQuantity, OfSensors>>>();
  const note = (station: string, quantity: VitalQuantity, told: Told): void => {
    // No instrument gives it: of a battery or a radio it says nothing.
    if (told.flags.includes("implausible")) return;
    const { sensor, value } = told;
    const at = measuredAt(told);
    const ofStation = newest.get(station) ?? {};
    const sensors: OfSensors = ofStation[quantity] ?? new Map();
    const known = sensors.get(sensor);
    // What was measured earlier and comes late says nothing of now.
    if (known !== undefined && at < known.at) return;
    const isLow = value < lowBelow(station, quantity);
    const low = isLow ? { value, since: known?.low?.since ?? at } : undefined;
    sensors.set(sensor, { at, ...(low === undefined ? {} : { low }) });
    newest.set(station, { ...ofStation, [quantity]: sensors });
  };
  events.subscribe("readings.committed", {
    name: "batteries and radios of stations",
    handle({ station, received, readings }) {
      for (const reading of readings)
        for (const quantity of quantities) {
          const value = reading.values[quantity];
          if (value === undefined) continue;
          const flags = flagsOf(reading, quantity);
          const { sensor, at } = reading;
          note(station, quantity, { sensor, value, at, received, flags });
        }
    },
  });
  const vitals = {
    of(station: string): Vitals {
      const ofStation = newest.get(station);
      const battery = lowest(ofStation?.battery);
      const signal = lowest(ofStation?.signal_strength);
      return {
        ...(battery === undefined ? {} : { battery }),
        ...(signal === undefined ? {} : { signal }),
      };
    },
  };
  let stored: Promise<void> | undefined;
  return {
    async ready() {
      stored ??= readStored().then((latest) => {
        for (const [station, values] of latest)
          for (const { quantity, ...told } of values)
            if (isVital(quantity)) note(station, quantity, told);
      });
      await stored.catch((error: unknown) => {
        // The next who asks tries again.
        stored = undefined;
        throw error;
      });
      return vitals;
    },
  };
};
