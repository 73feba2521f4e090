import { eeaPollutant, type Identifiers, type Quantity } from "./quantity.ts";

const mass = (symbol: string, fr: string, en: string, identifiers: Identifiers = {}): Quantity => ({
  symbol,
  unit: "ug/m3",
  unitSymbol: "µg/m³",
  plausible: [0, 1000],
  averaging: "arithmetic",
  digits: 1,
  name: { fr, en },
  identifiers,
});

const ppm = (symbol: string, fr: string, en: string, identifiers: Identifiers): Quantity => ({
  symbol,
  unit: "[ppm]",
  unitSymbol: "ppm",
  plausible: [250, 40_000],
  averaging: "arithmetic",
  digits: 0,
  name: { fr, en },
  identifiers,
});

/** Sensirion's gas index: 1 to 500; the VOC index's own average is 100, the NOx index's rest is 1. */
const gasIndex = (symbol: string, fr: string, en: string, airGradient: string): Quantity => ({
  symbol,
  unit: "1",
  unitSymbol: "",
  plausible: [0, 500],
  averaging: "arithmetic",
  digits: 0,
  name: { fr, en },
  identifiers: { airGradient: { id: airGradient } },
});

/** What floats in the air: particle mass and gases. */
export const air = {
  pm1: mass("PM₁", "Particules PM1", "Particulate matter PM1", {
    sensorCommunity: { id: "P0" },
    openSenseMap: { id: "PM1" },
    smartCitizen: { id: "89" },
    airGradient: { id: "pm01" },
    homeAssistant: { id: "pm1" },
    eea: eeaPollutant(6002),
  }),
  pm2_5: mass("PM₂.₅", "Particules fines PM2,5", "Fine particulate matter PM2.5", {
    sensorCommunity: { id: "P2" },
    openSenseMap: { id: "PM2.5" },
    smartCitizen: { id: "87" },
    airGradient: { id: "pm02" },
    homeAssistant: { id: "pm25" },
    eea: eeaPollutant(6001),
  }),
  pm4: mass("PM₄", "Particules PM4", "Particulate matter PM4", {
    sensorCommunity: { id: "P4" },
    openSenseMap: { id: "PM4" },
    smartCitizen: { id: "195" },
    homeAssistant: { id: "pm4" },
  }),
  pm10: mass("PM₁₀", "Particules PM10", "Particulate matter PM10", {
    sensorCommunity: { id: "P1" },
    openSenseMap: { id: "PM10" },
    smartCitizen: { id: "88" },
    airGradient: { id: "pm10" },
    homeAssistant: { id: "pm10" },
    eea: eeaPollutant(5),
  }),
  pm1_cf1: mass("PM₁ CF=1", "PM1, étalonnage d'usine", "PM1, factory calibration", {
    airGradient: { id: "pm01Standard" },
  }),
  pm2_5_cf1: mass("PM₂.₅ CF=1", "PM2,5, étalonnage d'usine", "PM2.5, factory calibration", {
    airGradient: { id: "pm02Standard" },
  }),
  pm10_cf1: mass("PM₁₀ CF=1", "PM10, étalonnage d'usine", "PM10, factory calibration", {
    airGradient: { id: "pm10Standard" },
  }),
  co2: ppm("CO₂", "Dioxyde de carbone", "Carbon dioxide", {
    sensorCommunity: { id: "co2_ppm" },
    openSenseMap: { id: "CO₂" },
    airGradient: { id: "rco2" },
    homeAssistant: { id: "carbon_dioxide" },
    eea: eeaPollutant(71),
  }),
  voc_index: gasIndex(
    "VOC",
    "Indice de composés organiques volatils",
    "Index of volatile organic compounds",
    "tvocIndex",
  ),
  nox_index: gasIndex("NOx", "Indice d'oxydes d'azote", "Index of nitrogen oxides", "noxIndex"),
  no2: mass("NO₂", "Dioxyde d'azote", "Nitrogen dioxide", {
    homeAssistant: { id: "nitrogen_dioxide" },
    eea: eeaPollutant(8),
  }),
  no: mass("NO", "Monoxyde d'azote", "Nitrogen monoxide", {
    homeAssistant: { id: "nitrogen_monoxide" },
    eea: eeaPollutant(38),
  }),
  o3: mass("O₃", "Ozone", "Ozone", {
    homeAssistant: { id: "ozone" },
    eea: eeaPollutant(7),
  }),
  so2: mass("SO₂", "Dioxyde de soufre", "Sulphur dioxide", {
    homeAssistant: { id: "sulphur_dioxide" },
    eea: eeaPollutant(1),
  }),
  co: {
    ...mass("CO", "Monoxyde de carbone", "Carbon monoxide", { eea: eeaPollutant(10) }),
    unit: "mg/m3",
    unitSymbol: "mg/m³",
    digits: 2,
  },
  formaldehyde: {
    ...mass("HCHO", "Formaldéhyde", "Formaldehyde"),
    plausible: [0, 10_000],
    digits: 0,
  },
} as const satisfies Record<string, Quantity>;
