/** Sensirion's climate parts, alone or inside an SCD4x or an OPC-N3, count their range in 16 bits. */
const FULL = 65_535;

/** In °C, from -45 to 130. */
export const temperatureOfTicks = (ticks: number): number => -45 + (175 * ticks) / FULL;

/**
 * Temperature and humidity, or undefined where a count is 0 or FFFF: no place where these parts work
 * has -45 or 130 °C, and a bus that is held low or open reads like that, with a checksum that is right.
 */
export const climateOfTicks = (
  temperature: number,
  humidity: number,
): { temperature: number; humidity: number } | undefined => {
  const isEnd = (ticks: number) => ticks === 0 || ticks === FULL;
  const celsius = temperatureOfTicks(temperature);
  if (isEnd(temperature) || celsius < -40 || celsius > 125) return undefined;
  // Dew makes a full 100 %; a zero is no air.
  return humidity === 0 ? undefined : { temperature: celsius, humidity: humidityOfTicks(humidity) };
};

/** In %, from 0 to 100. */
export const humidityOfTicks = (ticks: number): number => (100 * ticks) / FULL;
