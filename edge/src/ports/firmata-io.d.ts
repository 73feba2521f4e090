/** What is used here of a package that comes without types: Firmata's protocol 2.5, in JavaScript alone. */
declare module "firmata-io" {
  import type { EventEmitter } from "node:events";

  /** A transport is whatever emits "data" and takes bytes. */
  export interface Transport extends EventEmitter {
    write(bytes: Uint8Array, done: () => void): void;
  }
  export class Firmata extends EventEmitter {
    constructor(transport: Transport, options: object);
    readonly analogPins: readonly number[];
    readonly RESOLUTION: { readonly ADC: number | null };
    setSamplingInterval(ms: number): void;
    analogRead(channel: number, onValue: (value: number) => void): void;
    i2cConfig(): void;
    i2cWrite(address: number, bytes: readonly number[]): void;
    i2cReadOnce(address: number, length: number, onReply: (bytes: number[]) => void): void;
  }
}
