import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";

export const quantityNames = Object.keys(quantities) as QuantityName[];

/** A batch as an edge sends it, with whatever values an attacker wants in it. */
export const batch = (
  seq: number,
  readings: readonly { at: number; sensor: string; values: Record<string, number> }[],
  boot = "attack00",
): string => JSON.stringify({ boot, seq, clock: "ntp", readings });

export const oneReading = (seq: number, sensor = "attack", value = seq): string =>
  batch(seq, [{ at: Date.now() - seq, sensor, values: { pm2_5: value } }]);

export const topic = (station: string, kind = "readings"): string => `dcz/1/${station}/${kind}`;

/** Station names that are valid and differ. */
export const stationName = (index: number): string => `flood-${index.toString(36)}`;
