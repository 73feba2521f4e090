import { fixedReplies } from "../framing/transactions.ts";
import type { Framing, Match, StreamFraming } from "../framing.ts";
import { checksOut } from "./checksum.ts";
import type { DeclaredLength, DeclaredSensor } from "./schema.ts";

/** Bytes without their escapes, and how many raw bytes each took; undefined when an escape is cut or doubled. */
export const unescaped = (
  raw: Uint8Array,
  stuffing: { readonly by: number; readonly xor: number } | undefined,
): Uint8Array => {
  if (stuffing === undefined) return raw;
  const plain: number[] = [];
  for (let index = 0; index < raw.length; index++) {
    const byte = raw[index] ?? 0;
    if (byte !== stuffing.by) plain.push(byte);
    else if (index + 1 < raw.length) plain.push((raw[++index] ?? 0) ^ stuffing.xor);
  }
  return Uint8Array.from(plain);
};

/** How many raw bytes hold the first `count` plain ones; undefined when `raw` holds fewer. */
const rawLengthOf = (
  raw: Uint8Array,
  count: number,
  stuffing: { readonly by: number } | undefined,
): number | undefined => {
  if (stuffing === undefined) return raw.length < count ? undefined : count;
  let at = 0;
  for (let plain = 0; plain < count; plain++) {
    if (at >= raw.length) return undefined;
    at += raw[at] === stuffing.by ? 2 : 1;
  }
  return at > raw.length ? undefined : at;
};

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
  const plain = unescaped(bytes.subarray(0, 2 * LONGEST), stuffing);
  const whole = statedLength(length, plain);
  if (whole === "unknown") return { kind: "more" };
  const fewest = head.length + (tail?.length ?? 0);
  if (whole > LONGEST || whole <= fewest) return { kind: "none", reason: "length" };
  const rawLength = rawLengthOf(bytes, whole, stuffing);
  if (rawLength === undefined) return { kind: "more", headed: true };
  const frame = plain.subarray(0, whole);
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
