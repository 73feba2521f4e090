import type { Quantity } from "./quantity.ts";

/** How the station itself fares. */
export const station = {
  battery: {
    symbol: "SoC",
    unit: "%",
    unitSymbol: "%",
    plausible: [0, 100],
    averaging: "arithmetic",
    digits: 0,
    name: { fr: "Charge de la batterie", en: "Battery charge" },
    identifiers: { smartCitizen: { id: "10" }, homeAssistant: { id: "battery" } },
  },
  battery_voltage: {
    symbol: "U",
    unit: "V",
    unitSymbol: "V",
    plausible: [0, 60],
    averaging: "arithmetic",
    digits: 2,
    name: { fr: "Tension de la batterie", en: "Battery voltage" },
    identifiers: { homeAssistant: { id: "voltage" } },
  },
  /** UCUM cannot refer a level to one milliwatt: that is an annotation. */
  signal_strength: {
    symbol: "RSSI",
    unit: "dB{mW}",
    unitSymbol: "dBm",
    plausible: [-150, 20],
    averaging: "arithmetic",
    digits: 0,
    name: { fr: "Force du signal radio", en: "Radio signal strength" },
    identifiers: {
      sensorCommunity: { id: "signal" },
      smartCitizen: { id: "220" },
      airGradient: { id: "wifi" },
      homeAssistant: { id: "signal_strength" },
    },
  },
  signal_to_noise: {
    symbol: "SNR",
    unit: "dB",
    unitSymbol: "dB",
    // LoRa is read from 20 dB below the noise on.
    plausible: [-40, 60],
    averaging: "arithmetic",
    digits: 1,
    name: { fr: "Signal radio au-dessus du bruit", en: "Radio signal above the noise" },
    identifiers: {},
  },
} as const satisfies Record<string, Quantity>;
