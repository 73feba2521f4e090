import {
  ADCMuxInputType,
  AVRADC,
  type AVRClock,
  AVRUSART,
  AVRWatchdog,
  adcConfig,
  type CPU,
  usart0Config,
  watchdogConfig,
} from "avr8js";

/** Peripherals of avr8js, with what it leaves out or gets wrong and our firmware needs. */
/** Addresses of registers in data space (ATmega328P data sheet, DS40002061, chapter 36). */
const ADCSRA = 0x7a;
const ADCSRB = 0x7b;
const WDTCSR = 0x60;
export const UCSR0A = 0xc0;
const UCSR0B = 0xc1;
/** RXC0 and RXCIE0 are the same bit of the two. */
export const RECEIVED = 0x80;
const WATCHDOG_HZ = 128_000;

/**
 * The serial port. avr8js forgets a byte that has arrived and was not read yet when the control
 * register is written, as Arduino's core does for each byte that it sends: here it stays.
 */
export const attachUsart = (cpu: CPU, clockHz: number): AVRUSART => {
  const usart = new AVRUSART(cpu, usart0Config, clockHz);
  const received = {
    address: usart0Config.rxCompleteInterrupt,
    flagRegister: UCSR0A,
    flagMask: RECEIVED,
    enableRegister: UCSR0B,
    enableMask: RECEIVED,
    constant: true,
  };
  const write = cpu.writeHooks[UCSR0B];
  cpu.writeHooks[UCSR0B] = (...written) => {
    const wasReceived = ((cpu.data[UCSR0A] ?? 0) & RECEIVED) !== 0;
    const handled = write?.(...written) ?? false;
    if (wasReceived && usart.rxEnable) cpu.setInterruptFlag(received);
    return handled;
  };
  return usart;
};

/** The watchdog, whose oscillator may run at another speed than the nominal one. */
export const attachWatchdog = (cpu: CPU, clockHz: number, oscillatorHz: number): void => {
  // avr8js divides this frequency by the nominal 128 kHz: that is where another speed goes in.
  const frequency = (clockHz * WATCHDOG_HZ) / oscillatorHz;
  const watchdog = new AVRWatchdog(cpu, watchdogConfig, { frequency } as AVRClock);
  const write = cpu.writeHooks[WDTCSR];
  cpu.writeHooks[WDTCSR] = (...written) => {
    const handled = write?.(...written) ?? false;
    // avr8js waits for the timeout that was set before, however far: wait for the new one instead.
    while (cpu.clearClockEvent(watchdog.checkWatchdog));
    const timeout = (frequency / WATCHDOG_HZ) * watchdog.prescaler;
    if (watchdog.enabled) cpu.addClockEvent(watchdog.checkWatchdog, timeout);
    return handled;
  };
};

/** Volts at an input at an instant (seconds since power-on), and at AVCC, the reference. */
export interface Supply {
  readonly volts: (channel: number, seconds: number) => number;
  readonly supply: number;
  readonly clockHz: number;
}

/** The converter with its free-running mode, which avr8js leaves out (data sheet, 24.4). */
export const attachConverter = (cpu: CPU, { volts, supply, clockHz }: Supply): void => {
  const adc = new AVRADC(cpu, adcConfig);
  adc.avcc = supply;
  let due = 0;
  adc.onADCRead = (input) => {
    const seconds = cpu.cycles / clockHz;
    const voltage =
      input.type === ADCMuxInputType.SingleEnded
        ? volts(input.channel, seconds)
        : input.type === ADCMuxInputType.Constant
          ? input.voltage
          : 0;
    // An event comes when the instruction under way ends; the next conversion keeps the converter's
    // own time, which had begun before.
    due = (cpu.cycles - due < 8 ? due : cpu.cycles) + adc.sampleCycles;
    const level = Math.floor((voltage / adc.referenceVoltage) * 1024);
    cpu.addClockEvent(() => {
      adc.completeADCRead(Math.min(Math.max(level, 0), 1023));
      const control = cpu.data[ADCSRA] ?? 0;
      const isFree = (control & 0x20) !== 0 && ((cpu.data[ADCSRB] ?? 0) & 7) === 0;
      // Setting the start bit again begins the next conversion; the pending flag stays set.
      if (isFree) cpu.writeData(ADCSRA, control | 0x40);
    }, adc.sampleCycles);
  };
};
