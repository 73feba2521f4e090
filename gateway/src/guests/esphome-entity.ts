import { NAME } from "@datacityzen/hardware/identifiers";
import { type Quantity, QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";

/** A sensor of an ESPHome node, as the platform keeps what it says. */
export interface EspEntity {
  /** Of the sensor within its station. */
  readonly sensor: string;
  readonly quantity: QuantityName;
  /** To the quantity's own unit. */
  readonly convert: (value: number) => number;
}

const times =
  (factor: number, offset = 0) =>
  (value: number): number =>
    value * factor + offset;
const same = times(1);

interface Meaning {
  readonly quantity: QuantityName;
  readonly units: Readonly<Record<string, (value: number) => number>>;
}

const mass = { "µg/m³": same, "mg/m³": times(1000) };
const pressure: Meaning = {
  quantity: "pressure",
  units: {
    ...{ hPa: same, mbar: same, Pa: times(0.01), kPa: times(10), bar: times(1000) },
    ...{ mmHg: times(1.333_224), inHg: times(33.863_89), psi: times(68.947_57) },
  },
};

/**
 * Device classes of sensor entities (Home Assistant, "Sensor entity", and ESPHome's `device_class`), with the units that may
 * stand beside them. A gas in ppb is left out: what it weighs depends on temperature and pressure; a level in plain dB too,
 * since nobody knows how it was weighed.
 */
const meanings: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({
    pm1: { quantity: "pm1", units: mass },
    pm25: { quantity: "pm2_5", units: mass },
    pm4: { quantity: "pm4", units: mass },
    pm10: { quantity: "pm10", units: mass },
    carbon_dioxide: { quantity: "co2", units: { ppm: same } },
    nitrogen_dioxide: { quantity: "no2", units: mass },
    nitrogen_monoxide: { quantity: "no", units: mass },
    ozone: { quantity: "o3", units: mass },
    sulphur_dioxide: { quantity: "so2", units: mass },
    temperature: {
      quantity: "temperature",
      units: { "°C": same, "°F": times(5 / 9, -160 / 9), K: times(1, -273.15) },
    },
    humidity: { quantity: "humidity", units: { "%": same } },
    atmospheric_pressure: pressure,
    pressure,
    illuminance: { quantity: "illuminance", units: { lx: same } },
    wind_speed: {
      quantity: "wind_speed",
      units: {
        ...{ "m/s": same, "km/h": times(1 / 3.6), mph: times(0.447_04), kn: times(0.514_444) },
      },
    },
    wind_direction: { quantity: "wind_direction", units: { "°": same } },
    sound_pressure: { quantity: "laeq", units: { dBA: same, "dB(A)": same } },
    battery: { quantity: "battery", units: { "%": same } },
    signal_strength: { quantity: "signal_strength", units: { dBm: same, dB: same } },
  } satisfies Record<string, Meaning>),
);

/** How the box fares is told of the station; the temperature of a chip is no weather. */
const ofTheBox: readonly QuantityName[] = ["battery", "signal_strength"];

const Text = z.string().max(300);
/** What ESPHome publishes for Home Assistant's discovery, with its abbreviations or without; the rest is of no concern. */
const Discovery = z.object({
  stat_t: Text.optional(),
  state_topic: Text.optional(),
  avty_t: Text.optional(),
  availability_topic: Text.optional(),
  dev_cla: Text.optional(),
  device_class: Text.optional(),
  unit_of_meas: Text.optional(),
  unit_of_measurement: Text.optional(),
  ent_cat: Text.optional(),
  entity_category: Text.optional(),
});

export interface Discovered {
  /** Where its values are said. */
  readonly stateTopic: string | undefined;
  readonly availabilityTopic: string | undefined;
  /** Undefined for what the platform does not keep. */
  readonly entity: EspEntity | undefined;
}

/** The micro sign and the Greek letter look the same, and both are written. */
const plainUnit = (unit: string): string => unit.trim().replaceAll("\u03bc", "\u00b5");

/** "PM 2.5 outside" is the object "pm_2_5_outside" and the sensor "pm-2-5-outside". */
const sensorOf = (object: string): string | undefined => {
  const name = object
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 64);
  return NAME.test(name) ? name : undefined;
};

/** Without a device class, an object that is called like a quantity is that, in the quantity's own unit. */
export const entityNamed = (object: string, unit?: string): EspEntity | undefined => {
  const quantity = QuantityName.safeParse(object.toLowerCase()).data;
  const sensor = sensorOf(object);
  if (quantity === undefined || sensor === undefined) return undefined;
  const own: Quantity = quantities[quantity];
  if (unit !== undefined && plainUnit(unit) !== plainUnit(own.unitSymbol)) return undefined;
  return { sensor, quantity, convert: same };
};

/** Reads what a node says of one of its sensors; undefined when it is no such document. */
export const readDiscovery = (object: string, payload: Uint8Array): Discovered | undefined => {
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
  const read = Discovery.safeParse(given);
  if (!read.success) return undefined;
  const { data } = read;
  const unit = data.unit_of_meas ?? data.unit_of_measurement;
  return {
    stateTopic: data.stat_t ?? data.state_topic,
    availabilityTopic: data.avty_t ?? data.availability_topic,
    entity: entityOf(object, unit, {
      deviceClass: data.dev_cla ?? data.device_class,
      isDiagnostic: (data.ent_cat ?? data.entity_category) !== undefined,
    }),
  };
};

const entityOf = (
  object: string,
  unit: string | undefined,
  { deviceClass, isDiagnostic }: { deviceClass: string | undefined; isDiagnostic: boolean },
): EspEntity | undefined => {
  if (deviceClass === undefined) return isDiagnostic ? undefined : entityNamed(object, unit);
  const meaning = meanings.get(deviceClass);
  const sensor = sensorOf(object);
  const convert =
    unit === undefined
      ? undefined
      : new Map(Object.entries(meaning?.units ?? {})).get(plainUnit(unit));
  if (meaning === undefined || sensor === undefined || convert === undefined) return undefined;
  if (isDiagnostic && !ofTheBox.includes(meaning.quantity)) return undefined;
  return { sensor, quantity: meaning.quantity, convert };
};
