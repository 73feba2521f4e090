import type { Pin } from "../sensor.ts";

/** Pins written as "3 5V > 5 V", one after the other. */
export const pins = (...texts: readonly `${string} > ${string}`[]): readonly Pin[] =>
  texts.map((text) => {
    const [pin = "", to = ""] = text.split(" > ");
    return { pin, to };
  });

/** The four pins of a usual I²C board. */
export const i2cPins = (supply: string): readonly Pin[] =>
  pins(`VIN (VCC, VDD) > ${supply}`, "GND > ground", "SCL > SCL", "SDA > SDA");

export const i2sPins: readonly Pin[] = pins(
  "3V (VDD) > 3.3 V",
  "GND > ground",
  "BCLK (SCK) > bit clock",
  "LRCL (WS) > word clock",
  "DOUT (SD) > data in",
  "SEL (L/R) > ground: left channel",
);
