import type { Framing } from "../framing.ts";
import type { Sensor } from "../sensor.ts";

const HEAD = 0xaa;
const DATA = 0xc0;
const REPLY = 0xc5;
const TAIL = 0xab;
const LENGTH = 10;

/** `AA C0|C5 …6 bytes… checksum AB`; the checksum is the sum of bytes 2 to 7, modulo 256. */
const framing: Framing = (bytes) => {
  if (bytes[0] !== HEAD) return { kind: "none" };
  if (bytes.length < 2) return { kind: "more" };
  if (bytes[1] !== DATA && bytes[1] !== REPLY) return { kind: "none" };
  if (bytes.length < LENGTH) return { kind: "more" };
  if (bytes[9] !== TAIL) return { kind: "none", reason: "tail" };
  let sum = 0;
  for (let index = 2; index < 8; index++) sum += bytes[index] ?? 0;
  if ((sum & 0xff) !== bytes[8]) return { kind: "none", reason: "checksum" };
  return { kind: "frame", length: LENGTH };
};

/** Nova Fitness SDS011 (SDS018, SDS021 alike): optical particle sensor. */
export const sds011: Sensor = {
  model: "sds011",
  name: "SDS011",
  maker: "Nova Fitness",
  bus: { kind: "uart", baudRate: 9600 },
  warmUpMs: 30_000,
  framing,
  source: "Nova Fitness, Laser Dust Sensor Control Protocol V1.3",
  decode(frame) {
    if (frame[1] !== DATA) return { ok: false, reason: "reply" };
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const pm2_5 = view.getUint16(2, true) / 10;
    const pm10 = view.getUint16(4, true) / 10;
    // A fan that has just started counts nothing: 0/0 is no measurement.
    if (pm2_5 === 0 && pm10 === 0) return { ok: false, reason: "warming_up" };
    if (pm2_5 > 999.9 || pm10 > 999.9) return { ok: false, reason: "out_of_range" };
    const serial = view.getUint16(6, false).toString(16).padStart(4, "0");
    return { ok: true, values: { pm2_5, pm10 }, serial };
  },
};
