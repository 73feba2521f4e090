/** Sensirion's climate parts, alone or inside an SCD4x or an OPC-N3, count their range in 16 bits. */
const FULL = 65_535;

/** In °C, from -45 to 130. */
export const temperatureOfTicks = (ticks: number): number => -45 + (175 * ticks) / FULL;

/** In %, from 0 to 100. */
export const humidityOfTicks = (ticks: number): number => (100 * ticks) / FULL;
