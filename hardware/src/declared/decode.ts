import { viewOf } from "../bytes.ts";
import type { QuantityName, Values } from "../quantities.ts";
import type { Decoded } from "../sensor.ts";
import { isConsistent } from "../sensors/relations.ts";
import { placeIn } from "./checksum.ts";
import { unescaped } from "./framing.ts";
import type { DeclaredField, DeclaredSensor } from "./schema.ts";

type Type = DeclaredField["type"];

export const bytesOfType: { readonly [type in Type]: number } = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u24: 3,
  u32: 4,
  i32: 4,
  f32: 4,
};

const numberAt = (view: DataView, at: number, type: Type, little: boolean): number => {
  switch (type) {
    case "u8":
      return view.getUint8(at);
    case "i8":
      return view.getInt8(at);
    case "u16":
      return view.getUint16(at, little);
    case "i16":
      return view.getInt16(at, little);
    case "u24": {
      const outer = view.getUint8(little ? at + 2 : at);
      return (outer << 16) | view.getUint16(little ? at : at + 1, little);
    }
    case "u32":
      return view.getUint32(at, little);
    case "i32":
      return view.getInt32(at, little);
    case "f32":
      // A 32-bit float has seven digits that mean something.
      return Number(view.getFloat32(at, little).toPrecision(7));
    default:
      return type satisfies never;
  }
};

/** 6 × 0.1 is 0.6000000000000001, 6 ÷ 10 is 0.6: a scale that is one part of a whole divides. */
const scaled = (number: number, scale: number): number => {
  const parts = Math.round(1 / scale);
  return parts !== 0 && Math.abs(1 / scale - parts) < 1e-9 * Math.abs(parts)
    ? number / parts
    : number * scale;
};

const isHeaded = (frame: Uint8Array, head: Uint8Array | undefined): boolean =>
  head === undefined || head.every((byte, index) => frame[index] === byte);

/** Values of a whole frame, as the declaration reads it. */
export const decodeDeclared = (sensor: DeclaredSensor, raw: Uint8Array): Decoded => {
  const { frame: shape, fields } = sensor;
  const frame = unescaped(raw, shape.escape);
  const isReply = shape.replies.some(
    ({ head, length }) =>
      isHeaded(frame, head) && (typeof length !== "number" || length === frame.length),
  );
  const fits = typeof shape.length !== "number" || shape.length === frame.length;
  if (!isHeaded(frame, shape.head) || !fits)
    return { ok: false, reason: isReply ? "reply" : "foreign" };

  const at = (place: number) => placeIn(frame.length, place);
  if (sensor.errorCode !== undefined && frame[at(sensor.errorCode.at)] !== 0)
    return { ok: false, reason: "error_code" };

  const view = viewOf(frame);
  for (const { type, endian, within, at: stated } of sensor.expected) {
    const place = at(stated);
    if (place < 0 || place + bytesOfType[type] > frame.length)
      return { ok: false, reason: "foreign" };
    const number = numberAt(view, place, type, endian === "little");
    if (!within.some(([low, high]) => number >= low && number <= high))
      return { ok: false, reason: "foreign" };
  }
  const values: { [name in QuantityName]?: number } = {};
  for (const field of fields) {
    const place = at(field.at);
    if (place < 0 || place + bytesOfType[field.type] > frame.length)
      return { ok: false, reason: "foreign" };
    const number = numberAt(view, place, field.type, field.endian === "little");
    if (field.unknown.includes(number)) continue;
    if (!Number.isFinite(number)) return { ok: false, reason: "out_of_range" };
    values[field.quantity] = scaled(number, field.scale) + field.plus;
  }
  return judge(sensor, values, serialOf(sensor, frame));
};

const serialOf = ({ serial }: DeclaredSensor, frame: Uint8Array): string | undefined => {
  if (serial === undefined) return undefined;
  const from = placeIn(frame.length, serial.at);
  const bytes = frame.subarray(from, from + serial.bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const judge = (sensor: DeclaredSensor, values: Values, serial: string | undefined): Decoded => {
  if (Object.keys(values).length === 0) return { ok: false, reason: "unknown" };
  const { warmingUpWhenZero: zeros, contradictions, fields } = sensor;
  if (zeros.length > 0 && zeros.every((name) => values[name] === 0))
    return { ok: false, reason: "warming_up" };
  const contradicts = contradictions.some(
    ({ zero, positive }) => values[zero] === 0 && (values[positive] ?? 0) > 0,
  );
  if (contradicts || !isConsistent(values, ...sensor.ascending))
    return { ok: false, reason: "inconsistent" };
  const outside = fields.some(({ quantity, range }) => {
    const value = values[quantity];
    return range !== undefined && value !== undefined && (value < range[0] || value > range[1]);
  });
  if (outside) return { ok: false, reason: "out_of_range" };
  return { ok: true, values, ...(serial === undefined ? {} : { serial }) };
};
