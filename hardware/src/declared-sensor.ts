import type * as z from "zod";
import { checksumBytes, checksumPlaces } from "./declared/checksum.ts";
import { bytesOfType, decodeDeclared } from "./declared/decode.ts";
import { framingOf } from "./declared/framing.ts";
import { DeclaredSensor } from "./declared/schema.ts";
import { quantities } from "./quantities.ts";
import type { Exchange, Sensor } from "./sensor.ts";
import { factsOf } from "./sensor-facts.ts";
import { sensors } from "./sensors.ts";

export type ReadSensor =
  | { readonly ok: true; readonly sensor: Sensor }
  /** One sentence for each fault: where in the declaration, what is wrong, what to write. */
  | { readonly ok: false; readonly sentences: readonly string[] };

/**
 * A sensor that is described in JSON, ready to be used wherever a built-in one is.
 * `declaration`: what `JSON.parse` gave.
 */
export const readDeclaredSensor = (declaration: unknown): ReadSensor => {
  // Without the input nothing would tell what is missing from what is of another kind.
  const parsed = DeclaredSensor.safeParse(declaration, { reportInput: true });
  if (!parsed.success) return { ok: false, sentences: parsed.error.issues.flatMap(sentencesOf) };
  const faults = [...contradictionsIn(parsed.data)];
  if (faults.length > 0) return { ok: false, sentences: faults };
  return { ok: true, sensor: compiled(parsed.data) };
};

const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number"
        ? `${text}[${key}]`
        : text === ""
          ? String(key)
          : `${text}.${String(key)}`,
    "",
  ) || "the declaration";

/** How each kind of value is written in JSON. */
const written: Readonly<Record<string, string>> = {
  string: 'text in quotes, such as "SDS011"',
  number: "a number without quotes, such as 9600",
  array: "a list, [ … ]",
  object: "an object, { … }",
};

/** A schema's own words for a kind of value that is wrong say what to write; zod's do not. */
const wrongKind = ({ expected, input, message }: z.core.$ZodIssueInvalidType): string => {
  const remedy = message.startsWith("Invalid input")
    ? `give ${written[expected] ?? expected}`
    : message;
  return input === undefined ? `is missing: ${remedy}` : remedy;
};

const sentencesOf = (issue: z.core.$ZodIssue): string[] => {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) =>
        `${placeOf([...issue.path, key])}: is no member here; take it away or look for a slip.`,
    );
  // Of a choice that fails as a whole, the branches' own faults say more.
  if (issue.code === "invalid_union") {
    const nested = issue.errors.flat().filter(({ message }) => message.startsWith("is no"));
    const told = nested.map(({ message }) => `${placeOf(issue.path)}: ${message}.`);
    if (told.length > 0) return told;
  }
  const { code, message, path } = issue;
  return [`${placeOf(path)}: ${code === "invalid_type" ? wrongKind(issue) : message}.`];
};

/** What each part allows but the whole does not. */
function* contradictionsIn(sensor: DeclaredSensor): Generator<string> {
  const { frame, checksum, fields, bus } = sensor;
  if (Object.hasOwn(sensors, sensor.model))
    yield `model: "${sensor.model}" is a built-in sensor; take another name.`;
  if (bus.kind === "uart" && frame.head === undefined)
    yield "frame.head: is missing: on a serial port, give the bytes by which a frame begins.";
  if (bus.kind === "i2c" && typeof frame.length !== "number")
    yield "frame.length: on I²C the reader decides it: give a number of bytes.";
  if (bus.kind === "i2c" && sensor.read.length === 0)
    yield "read: is missing: on I²C a sensor says nothing unless it is asked.";

  const fixed = typeof frame.length === "number" ? frame.length : undefined;
  if (fixed !== undefined && fixed <= (frame.head?.length ?? 0) + (frame.tail?.length ?? 0))
    yield "frame.length: is no more than head and tail; count the whole frame.";
  for (const [index, field] of fields.entries()) {
    const where = `fields[${index}]`;
    const end = field.at < 0 ? field.at + bytesOfType[field.type] : 0;
    const beyond =
      fixed !== undefined && (field.at + bytesOfType[field.type] > fixed || -field.at > fixed);
    if (beyond || end > 0)
      yield `${where}.at: ${field.type} at ${field.at} reaches beyond the frame${fixed === undefined ? "" : ` of ${fixed} bytes`}.`;
    if (fields.findIndex(({ quantity }) => quantity === field.quantity) !== index)
      yield `${where}.quantity: "${field.quantity}" has a field already; a sensor has one of each.`;
  }
  const named = new Set(fields.map(({ quantity }) => quantity));
  for (const [index, name] of sensor.warmingUpWhenZero.entries())
    if (!named.has(name)) yield `warmingUpWhenZero[${index}]: "${name}" has no field.`;
  for (const [index, row] of sensor.ascending.entries())
    for (const name of row)
      if (!named.has(name)) yield `ascending[${index}]: "${name}" has no field.`;
  for (const [index, { zero, positive }] of sensor.contradictions.entries())
    for (const name of [zero, positive])
      if (!named.has(name)) yield `contradictions[${index}]: "${name}" has no field.`;
  if (fixed !== undefined && checksum.kind !== "none") {
    const { from, until, at } = checksumPlaces(checksum, fixed);
    if (
      from < 0 ||
      from >= until ||
      until > fixed ||
      at < 0 ||
      at + checksumBytes(checksum.kind) > fixed
    )
      yield `checksum: covers bytes ${from} to ${until} and stands at ${at}: that is not within the frame of ${fixed} bytes.`;
  }
}

type Command = DeclaredSensor["read"][number];

const exchange = ({ send, wait, reply }: Command): Exchange => ({
  send,
  ...(wait === undefined ? {} : { waitMs: wait }),
  ...(reply === undefined ? {} : { replyBytes: reply }),
});

const compiled = (declared: DeclaredSensor): Sensor => {
  const { start, read, limits } = declared;
  const sensor: Omit<Sensor, "sources"> = {
    model: declared.model,
    name: declared.name,
    maker: declared.maker,
    aliases: declared.aliases,
    bus: declared.bus,
    measures: declared.fields.map(({ quantity, range, scale }) => ({
      quantity,
      range: range ?? quantities[quantity].plausible,
      resolution: Math.abs(scale),
    })),
    ...(limits === undefined
      ? {}
      : {
          limits: {
            ...(limits.humidity === undefined ? {} : { humidity: limits.humidity }),
            ...(limits.temperature === undefined ? {} : { temperature: limits.temperature }),
          },
        }),
    warmUpMs: declared.warmUp,
    supply: {
      volts: declared.supply.volts,
      ...(declared.supply.milliamps === undefined ? {} : { milliamps: declared.supply.milliamps }),
    },
    ...(declared.logicVolts === undefined ? {} : { logicVolts: declared.logicVolts }),
    serial: declared.serial === undefined ? "none" : "frame",
    integrity: declared.checksum.kind === "none" ? "none" : "checksum",
    framing: framingOf(declared),
    decode: (frame) => decodeDeclared(declared, frame),
    dialogue: {
      ...(start.length === 0 ? {} : { start: start.map(exchange) }),
      ...(read.length === 0 ? {} : { read: read.map(exchange) }),
    },
  };
  return { ...sensor, sources: [{ document: declared.source, gives: factsOf(sensor) }] };
};
