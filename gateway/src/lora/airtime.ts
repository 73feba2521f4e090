/** LoRa spreading factors at which LoRaWAN sends in Europe. */
export const spreadingFactors = [7, 8, 9, 10, 11, 12] as const;
export type SpreadingFactor = (typeof spreadingFactors)[number];

const BANDWIDTH = 125_000;
const PREAMBLE_SYMBOLS = 8;
/** LoRaWAN's own head, port and integrity code around the application's bytes. */
const AROUND = 13;

/**
 * Milliseconds that a LoRaWAN frame with `bytes` of application payload takes of the air: 125 kHz, coding rate
 * 4/5, explicit header, CRC (Semtech AN1200.13; The Things Network gives 56.576 ms for 8 bytes at factor 7).
 */
export const airtimeMs = (bytes: number, spreadingFactor: SpreadingFactor): number => {
  const symbolMs = (2 ** spreadingFactor / BANDWIDTH) * 1000;
  // Low data rate optimization, which long symbols need.
  const slow = spreadingFactor >= 11 ? 1 : 0;
  const bits = 8 * (bytes + AROUND) - 4 * spreadingFactor + 28 + 16;
  const payloadSymbols = 8 + Math.max(Math.ceil(bits / (4 * (spreadingFactor - 2 * slow))) * 5, 0);
  return (PREAMBLE_SYMBOLS + 4.25 + payloadSymbols) * symbolMs;
};
