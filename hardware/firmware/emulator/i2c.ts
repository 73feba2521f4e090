import type { AVRTWI } from "avr8js";

/** A device with registers: a first written byte selects one, the next ones go on from there. */
export interface I2cDevice {
  write(register: number, value: number): void;
  read(register: number): number;
}

/** Puts devices on the chip's two-wire interface; any other address is not acknowledged. */
export const attachI2c = (
  twi: AVRTWI,
  devices: { readonly [address: number]: I2cDevice },
): void => {
  let device: I2cDevice | undefined;
  let register: number | undefined;
  twi.eventHandler = {
    start: () => twi.completeStart(),
    stop() {
      device = undefined;
      twi.completeStop();
    },
    connectToSlave(address, isWrite) {
      device = devices[address];
      if (isWrite) register = undefined;
      twi.completeConnect(device !== undefined);
    },
    writeByte(value) {
      if (register === undefined) register = value;
      else device?.write(register++, value);
      twi.completeWrite(device !== undefined);
    },
    readByte() {
      register ??= 0;
      twi.completeRead(device?.read(register++) ?? 0xff);
    },
  };
};
