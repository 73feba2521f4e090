import type { Framing } from "../framing.ts";
import type { Sensor } from "../sensor.ts";

const DATA_WORDS = 0x1c;
const REPLY_WORDS = 0x04;

/** `42 4D`, length (big-endian, 28 or 4), words, checksum: the sum of every byte before it. */
const framing: Framing = (bytes) => {
  if (bytes[0] !== 0x42) return { kind: "none" };
  if (bytes.length < 4)
    return bytes[1] === undefined || bytes[1] === 0x4d ? { kind: "more" } : { kind: "none" };
  if (bytes[1] !== 0x4d || bytes[2] !== 0) return { kind: "none" };
  if (bytes[3] !== DATA_WORDS && bytes[3] !== REPLY_WORDS)
    return { kind: "none", reason: "length" };
  const length = bytes[3] + 4;
  if (bytes.length < length) return { kind: "more" };
  let sum = 0;
  for (let index = 0; index < length - 2; index++) sum += bytes[index] ?? 0;
  const stated = ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
  if (sum !== stated) return { kind: "none", reason: "checksum" };
  return { kind: "frame", length };
};

/** Plantower PMS1003, PMS5003, PMS7003 and PMSA003: optical particle sensors with one frame. */
export const pmsx003: Sensor = {
  model: "pmsx003",
  name: "PMS1003 / PMS5003 / PMS7003 / PMSA003",
  maker: "Plantower",
  bus: { kind: "uart", baudRate: 9600 },
  warmUpMs: 30_000,
  framing,
  source: "Plantower, PMS5003 series data manual V2.3, appendix I",
  decode(frame) {
    if (frame.length !== 32) return { ok: false, reason: "reply" };
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    if (view.getUint8(29) !== 0) return { ok: false, reason: "error_code" };
    const word = (index: number) => view.getUint16(4 + 2 * index, false);
    // Counts are given for 0.1 L of air: 100 of them are one per cubic centimetre.
    const perCm3 = (index: number) => word(index) / 100;
    return {
      ok: true,
      values: {
        pm1_cf1: word(0),
        pm2_5_cf1: word(1),
        pm10_cf1: word(2),
        pm1: word(3),
        pm2_5: word(4),
        pm10: word(5),
        n_above_0_3: perCm3(6),
        n_above_0_5: perCm3(7),
        n_above_1: perCm3(8),
        n_above_2_5: perCm3(9),
        n_above_5: perCm3(10),
        n_above_10: perCm3(11),
      },
    };
  },
};
