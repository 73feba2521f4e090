import type { I2cDevice } from "./i2c.ts";

/** Factory coefficients and raw values of Bosch's worked example (BMP280 data sheet, 3.12). */
const example = {
  temperature: [27_504, 26_435, -1000],
  pressure: [36_477, -10_685, 3024, 2855, 140, -7, 15_500, -14_600, 6000],
  raw: { temperature: 519_888, pressure: 415_148 },
} as const;

/** Humidity is not in that example: coefficients of the form that sensors bear, H1 to H6. */
const humidity = { h1: 75, h2: 362, h3: 0, h4: 324, h5: 0, h6: 30, raw: 0x6b00 } as const;

const CHIP_ID = 0x60;

/** A Bosch BME280 that always measures 25.08 °C and 1006.53 hPa. */
export const createBme280 = (): I2cDevice => {
  const registers = new Uint8Array(256);
  const view = new DataView(registers.buffer);
  registers[0xd0] = CHIP_ID;
  for (const [index, word] of [...example.temperature, ...example.pressure].entries())
    view.setUint16(0x88 + 2 * index, word & 0xffff, true);
  registers[0xa1] = humidity.h1;
  view.setInt16(0xe1, humidity.h2, true);
  registers[0xe3] = humidity.h3;
  registers[0xe4] = humidity.h4 >> 4;
  registers[0xe5] = (humidity.h4 & 15) | ((humidity.h5 & 15) << 4);
  registers[0xe6] = humidity.h5 >> 4;
  registers[0xe7] = humidity.h6;
  const twenty = (at: number, raw: number) => {
    view.setUint16(at, raw >> 4, false);
    registers[at + 2] = (raw & 15) << 4;
  };
  twenty(0xf7, example.raw.pressure);
  twenty(0xfa, example.raw.temperature);
  view.setUint16(0xfd, humidity.raw, false);
  return {
    write(register, value) {
      // Only the control registers can be written (BME280 data sheet, 5.3).
      if ([0xf2, 0xf4, 0xf5].includes(register)) registers[register] = value;
    },
    read: (register) => registers[register & 0xff] ?? 0,
  };
};
