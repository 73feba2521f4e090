import { Duplex } from "node:stream";
import type { Atmega328p } from "./atmega328p.ts";

/** How far the chip runs before the program that talks to it has its turn. */
const SLICE_SECONDS = 0.002;

/**
 * An emulated chip's serial port as a stream, as `serialport` would give it: firmata-io takes it for
 * a transport. While it is open the chip runs, as fast as it can; `destroy()` stops it.
 */
export const openSerialPort = (chip: Atmega328p): Duplex => {
  let said: number[] = [];
  const port = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      chip.receive(chunk);
      done();
    },
  });
  chip.onTransmit = (byte) => said.push(byte);
  const run = () => {
    if (port.destroyed) return;
    chip.run(SLICE_SECONDS);
    if (said.length > 0) port.push(Buffer.from(said));
    said = [];
    setImmediate(run);
  };
  setImmediate(() => {
    port.emit("open");
    run();
  });
  return port;
};
