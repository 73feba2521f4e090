import * as z from "zod";

/** A line as pino writes it. */
export interface LogLine {
  readonly level: Level;
  readonly time?: number;
  readonly message: string;
  readonly fields: { readonly [name: string]: unknown };
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof levels)[number];

const Line = z.looseObject({
  level: z.union([z.enum(levels), z.number()]),
  time: z.number().optional(),
  msg: z.string().optional(),
});

/** pino's numbers: 10 for trace, 20 for debug … 60 for fatal. */
const levelOf = (level: Level | number): Level =>
  typeof level === "number" ? (levels[Math.ceil(level / 10) - 1] ?? "fatal") : level;

/** What a line of pino's JSON says; undefined when it is other text. */
export const parseLog = (text: string): LogLine | undefined => {
  if (!text.startsWith("{")) return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = Line.safeParse(raw);
  if (!parsed.success) return undefined;
  const { level, time, msg = "", name: _, pid: __, hostname: ___, ...fields } = parsed.data;
  return {
    level: levelOf(level),
    ...(time === undefined ? {} : { time }),
    message: msg,
    fields,
  };
};

export const isWorthShowing = ({ level }: LogLine): boolean =>
  level === "warn" || level === "error" || level === "fatal";

const LONGEST_VALUE = 300;

const write = (value: unknown): string => {
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  const text = whole.length > LONGEST_VALUE ? `${whole.slice(0, LONGEST_VALUE)}…` : whole;
  return /\s/.test(text) && typeof value === "string" ? JSON.stringify(text) : text;
};

/** The line as people read it: "frame rejected  station=workshop reason=checksum". */
export const writeLog = ({ message, fields }: LogLine): string => {
  const { err, ...others } = fields;
  const words = Object.entries(others)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${write(value)}`);
  const fault = z.looseObject({ message: z.string() }).safeParse(err);
  return [message, ...(fault.success ? [fault.data.message] : []), words.join(" ")]
    .filter((part) => part !== "")
    .join("  ");
};
