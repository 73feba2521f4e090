import { fixedReplies } from "../framing/transactions.ts";
import type { Framing, Match, StreamFraming } from "../framing.ts";
import { checksOut } from "./checksum.ts";
import type { DeclaredLength, DeclaredSensor } from "./schema.ts";

interface Stuffing {
  readonly by: number;
  readonly xor: number;
}

interface Plain {
  readonly bytes: Uint8Array;
  /** How many raw bytes they took. */
  readonly rawLength: number;
}

/** The first `count` bytes without their escapes, or as many as `raw` holds. */
const plainOf = (raw: Uint8Array, count: number, stuffing: Stuffing | undefined): Plain => {
  if (stuffing === undefined) {
    const bytes = raw.subarray(0, count);
    return { bytes, rawLength: bytes.length };
  }
  const plain = new Uint8Array(count);
  let length = 0;
  let at = 0;
  while (length < count && at < raw.length) {
    const byte = raw[at] ?? 0;
    const escaped = byte === stuffing.by;
    if (escaped && at + 1 === raw.length) break;
    plain[length++] = escaped ? (raw[at + 1] ?? 0) ^ stuffing.xor : byte;
    at += escaped ? 2 : 1;
  }
  return { bytes: plain.subarray(0, length), rawLength: at };
};

/** A whole frame without its escapes. */
export const unescaped = (raw: Uint8Array, stuffing: Stuffing | undefined): Uint8Array =>
  plainOf(raw, raw.length, stuffing).bytes;

/** Length of a whole plain frame, "unknown" while the bytes that say it are not there. */
const statedLength = (length: DeclaredLength, plain: Uint8Array): number | "unknown" => {
  if (typeof length === "number") return length;
  if (plain.length < length.at + length.bytes) return "unknown";
  const [first, second] = [plain[length.at] ?? 0, plain[length.at + 1] ?? 0];
  if (length.bytes === 1) return first + length.adds;
  return (length.endian === "big" ? (first << 8) | second : (second << 8) | first) + length.adds;
};

interface Shape {
  readonly head: Uint8Array;
  readonly length: DeclaredLength;
}

const LONGEST = 512;

const matchShape = (
  { frame: { tail, escape: stuffing }, checksum }: DeclaredSensor,
  { head, length }: Shape,
  bytes: Uint8Array,
): Match => {
  const shown = Math.min(head.length, bytes.length);
  for (let index = 0; index < shown; index++)
    if (bytes[index] !== head[index]) return { kind: "none" };
  if (bytes.length < head.length) return { kind: "more" };
  const sayingLength = typeof length === "number" ? 0 : length.at + length.bytes;
  const whole = statedLength(length, plainOf(bytes, sayingLength, stuffing).bytes);
  if (whole === "unknown") return { kind: "more" };
  const fewest = head.length + (tail?.length ?? 0);
  if (whole > LONGEST || whole <= fewest) return { kind: "none", reason: "length" };
  const { bytes: frame, rawLength } = plainOf(bytes, whole, stuffing);
  if (frame.length < whole) return { kind: "more", headed: true };
  const tailAt = whole - (tail?.length ?? 0);
  if (tail?.some((byte, index) => frame[tailAt + index] !== byte))
    return { kind: "none", reason: "tail", length: rawLength };
  if (!checksOut(checksum, frame)) return { kind: "none", reason: "checksum", length: rawLength };
  return { kind: "frame", length: rawLength };
};

/** On a serial port a frame is found by its head; on I²C a reply is what a transaction gave. */
export const framingOf = (sensor: DeclaredSensor): Framing => {
  const { frame, checksum } = sensor;
  if (sensor.bus.kind === "i2c") {
    const { head = new Uint8Array(0), length } = frame;
    const bytes = typeof length === "number" ? length : length.adds;
    return fixedReplies(
      [bytes],
      (reply) => head.every((byte, index) => reply[index] === byte) && checksOut(checksum, reply),
    );
  }
  const shapes: readonly Shape[] = [
    { head: frame.head ?? new Uint8Array(0), length: frame.length },
    ...frame.replies,
  ];
  const stream: StreamFraming = (bytes) => {
    const matches = shapes.map((shape) => matchShape(sensor, shape, bytes));
    const best = (["frame", "more"] as const).flatMap((kind) =>
      matches.filter((match) => match.kind === kind),
    );
    const headed = matches.find((match) => match.kind === "more" && match.headed === true);
    const damaged = matches.find((match) => match.kind === "none" && match.reason !== undefined);
    return headed ?? best[0] ?? damaged ?? { kind: "none" };
  };
  return stream;
};
