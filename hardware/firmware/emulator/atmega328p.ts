import {
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRTWI,
  avrInstruction,
  CPU,
  EEPROMMemoryBackend,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  twiConfig,
} from "avr8js";
import { attachI2c, type I2cDevice } from "./i2c.ts";
import { attachConverter, attachUsart, attachWatchdog, RECEIVED, UCSR0A } from "./peripherals.ts";

const FLASH_BYTES = 32_768;
const SRAM_BYTES = 2048;
const EEPROM_BYTES = 1024;
/** Addresses of registers in data space (ATmega328P data sheet, DS40002061, chapter 36). */
const SMCR = 0x53;
const timerControls = [0x45, 0x81, 0xb1];
const SLEEP_OPCODE = 0x9588;

/** What surrounds the chip: an Arduino Uno's worth of world. */
export interface Surroundings {
  /** Volts at an analogue input at an instant (seconds since power-on). */
  readonly volts?: (channel: number, seconds: number) => number;
  /** Volts at AVCC, which is the converter's reference here; 5 if not given. */
  readonly supply?: number;
  /** 16 MHz if not given. */
  readonly clockHz?: number;
  readonly i2c?: { readonly [address: number]: I2cDevice };
  /** The watchdog's own oscillator: nominally 128 kHz, on real chips some 10 % off. */
  readonly watchdogHz?: number;
}

/** Port and bit, as the data sheet names them. */
export type Pin = `P${"B" | "C" | "D"}${number}`;

export interface Atmega328p {
  /** Bytes for the serial port; they arrive at its speed, none is overwritten. */
  receive(bytes: Iterable<number>): void;
  /** Called for every byte that the serial port sends. */
  onTransmit: (byte: number) => void;
  /** Drives a pin from outside. */
  drive(pin: Pin, high: boolean): void;
  /** Whether the chip drives a pin high. */
  isHigh(pin: Pin): boolean;
  /** Calls back at that time from now, in the chip's time. */
  after(seconds: number, call: () => void): void;
  /** Runs until `until` says so, checked a thousand times a second, or for `seconds`. */
  run(seconds: number, until?: () => boolean): void;
  /** Seconds since power-on, and how many of them the chip slept. */
  readonly time: () => { readonly seconds: number; readonly asleep: number };
}

/** An ATmega328P with this program (avr8js), freshly powered on. */
export const createAtmega328p = (program: Uint8Array, around: Surroundings = {}): Atmega328p => {
  const flash = new Uint16Array(FLASH_BYTES / 2).fill(0xffff);
  new Uint8Array(flash.buffer).set(program.slice(0, FLASH_BYTES));
  const clockHz = around.clockHz ?? 16_000_000;
  const cpu = new CPU(flash, SRAM_BYTES);
  for (const timer of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, timer);
  const ports = {
    B: new AVRIOPort(cpu, portBConfig),
    C: new AVRIOPort(cpu, portCConfig),
    D: new AVRIOPort(cpu, portDConfig),
  };
  const portOf = (pin: Pin) => ports[pin.charAt(1) as keyof typeof ports];
  const bitOf = (pin: Pin) => Number(pin.slice(2));
  new AVREEPROM(cpu, new EEPROMMemoryBackend(EEPROM_BYTES));
  attachWatchdog(cpu, clockHz, around.watchdogHz ?? 128_000);
  attachConverter(cpu, { volts: around.volts ?? (() => 0), supply: around.supply ?? 5, clockHz });
  attachI2c(new AVRTWI(cpu, twiConfig, clockHz), around.i2c ?? {});
  const usart = attachUsart(cpu, clockHz);
  const incoming: number[] = [];
  let asleep = 0;

  const feed = () => {
    // avr8js has one receive buffer where the chip has two: a byte that was not read would be lost.
    const unread = ((cpu.data[UCSR0A] ?? 0) & RECEIVED) !== 0;
    const [byte] = incoming;
    if (byte !== undefined && !unread && usart.writeByte(byte)) incoming.shift();
    if (incoming.length > 0) cpu.addClockEvent(feed, (10 * clockHz) / usart.baudRate);
  };

  const chip: Atmega328p = {
    receive(bytes) {
      const idle = incoming.length === 0;
      incoming.push(...bytes);
      if (idle) cpu.addClockEvent(feed, 1);
    },
    onTransmit: () => undefined,
    drive: (pin, high) => portOf(pin).setPin(bitOf(pin), high),
    isHigh: (pin) => portOf(pin).pinState(bitOf(pin)) === PinState.High,
    after: (seconds, call) => void cpu.addClockEvent(call, Math.round(seconds * clockHz)),
    run(seconds, until = () => false) {
      const end = cpu.cycles + seconds * clockHz;
      while (cpu.cycles < end && !until()) {
        const pause = Math.min(end, cpu.cycles + clockHz / 1000);
        while (cpu.cycles < pause) {
          const isSleep = flash[cpu.pc] === SLEEP_OPCODE;
          avrInstruction(cpu);
          if (isSleep) asleep += sleep(cpu, end);
          cpu.tick();
        }
      }
    },
    time: () => ({ seconds: cpu.cycles / clockHz, asleep: asleep / clockHz }),
  };
  usart.onByteTransmit = (byte) => chip.onTransmit(byte);
  return chip;
};

/**
 * avr8js runs over SLEEP; here time leaps from event to event until one has woken the chip. Powered
 * down, the timers stand still (data sheet, 10.5).
 */
const sleep = (cpu: CPU, end: number): number => {
  const control = cpu.data[SMCR] ?? 0;
  if ((control & 1) === 0) return 0;
  const start = cpu.cycles;
  const next = cpu.pc;
  const stopped = control >> 1 === 2 ? timerControls : [];
  const settings = stopped.map((register) => cpu.data[register] ?? 0);
  for (const register of stopped) cpu.writeData(register, 0);
  // The queue of events is the one thing that avr8js does not show and a leap needs.
  const queue = cpu as unknown as { readonly nextClockEvent: { readonly cycles: number } | null };
  while (cpu.pc === next && cpu.nextInterrupt < 0 && cpu.cycles < end) {
    cpu.cycles = Math.max(cpu.cycles, Math.min(end, queue.nextClockEvent?.cycles ?? end));
    cpu.tick();
  }
  for (const [index, register] of stopped.entries()) cpu.writeData(register, settings[index] ?? 0);
  return cpu.cycles - start;
};
