import { bytesOf, joined } from "@datacityzen/hardware/bytes";
import { crc16Modbus } from "@datacityzen/hardware/checksums";

/**
 * An OPC-N3 at its SPI bus, byte by byte, as Alphasense's 072-0503 describes it: busy (31) a few times, ready (F3),
 * then what belongs to the command. It counts only with fan and laser on, and its first histogram has no flow.
 */
export const createOpcn3 = () => {
  const heard: number[] = [];
  let isFanOn = false;
  let isLaserOn = false;
  let histograms = 0;
  let command: number | undefined;
  let polls = 0;
  let reply: number[] = [];

  const histogram = (): number[] => {
    const content = new Uint8Array(84);
    const view = new DataView(content.buffer);
    const isCounting = isFanOn && isLaserOn && histograms++ > 0;
    if (isCounting) {
      view.setUint16(0, 812, true);
      view.setUint16(2 * 14, 2, true);
      view.setUint16(52, 500, true);
      view.setUint16(54, 560, true);
      for (const [index, mass] of [5.2, 8.8, 14.6].entries())
        view.setFloat32(60 + 4 * index, mass, true);
      view.setUint16(82, 612, true);
    }
    view.setUint16(56, 0x6122, true);
    view.setUint16(58, 0x8d4f, true);
    const crc = crc16Modbus(content, 0, content.length);
    return [...joined(content, Uint8Array.of(crc & 0xff, crc >>> 8))];
  };

  const settle = (option: number): void => {
    if (option === 0x03) isFanOn = true;
    if (option === 0x02) isFanOn = false;
    if (option === 0x07) isLaserOn = true;
    if (option === 0x06) isLaserOn = false;
  };

  return {
    heard,
    isOn: () => isFanOn || isLaserOn,
    exchange(byte: number): number {
      heard.push(byte);
      if (reply.length > 0) return reply.shift() ?? 0;
      // The option of a command that was ready.
      if (command === 0x03 && polls < 0) {
        settle(byte);
        command = undefined;
        return 0x03;
      }
      if (command !== byte) [command, polls] = [byte, 0];
      if (polls++ < 2) return 0x31;
      if (byte === 0x03) polls = -1;
      else {
        if (byte === 0x30) reply = histogram();
        command = undefined;
      }
      return 0xf3;
    },
  };
};

/** The same behind the maker's USB adaptor (USB-ISS): gives what the adaptor answers to what was written. */
export const createUsbIss = (part: ReturnType<typeof createOpcn3>) => {
  let waiting: number[] = [];
  return (written: Uint8Array): Uint8Array => {
    waiting.push(...written);
    const answers: number[] = [];
    for (;;) {
      const [first, second] = waiting;
      if (first === 0x61 && second !== undefined) {
        answers.push(0xff, part.exchange(second));
        waiting = waiting.slice(2);
      } else if (first === 0x5a && second === 0x01) {
        answers.push(...bytesOf("07 02 40"));
        waiting = waiting.slice(2);
      } else if (first === 0x5a && second === 0x02 && waiting.length >= 4) {
        answers.push(...bytesOf("FF 00"));
        waiting = waiting.slice(4);
      } else return Uint8Array.from(answers);
    }
  };
};
