import * as z from "zod";
import { fixedDurationMs } from "../duration.ts";

/** Environment variables as a process gets them. */
export type Environment = { readonly [name: string]: string | undefined };

/** A TCP port; 0 lets the system choose. */
export const port = (preset: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number from 0 to 65535")
    .transform(Number)
    .refine((value) => value <= 65535, "must be a whole number from 0 to 65535")
    .default(preset);

export const address = (preset: string) =>
  z.string().min(1, "must be a host name or an address").default(preset);

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** How much a process logs. */
export const logLevel = () =>
  z
    .enum(levels, { error: `must be ${levels.slice(0, -1).join(", ")} or ${levels.at(-1)}` })
    .default("info");

/** A URL whose protocol is one of `protocols` (with the colon: "mqtt:"). */
export const url = (protocols: readonly string[], preset: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL that begins with ${protocols.map((name) => `${name}//`).join(" or ")}`,
    )
    .default(preset);

/** An ISO 8601 duration of fixed length ("PT1M", "P1D"), given back in milliseconds. */
export const duration = (preset: string) =>
  z
    .string()
    .default(preset)
    .transform((text, context) => {
      const length = fixedDurationMs(text);
      if (length !== undefined) return length;
      context.addIssue({ code: "custom", message: 'must be an ISO 8601 duration such as "PT1M"' });
      return z.NEVER;
    });

export type Settings<T> =
  | { readonly ok: true; readonly value: T }
  /** One sentence for each variable that is wrong, ready to be shown. */
  | { readonly ok: false; readonly sentences: readonly string[] };

/** Reads the variables that `schema` names and no others; each key of the schema is a variable's name. */
export const readSettings = <T>(schema: z.ZodType<T>, environment: Environment): Settings<T> => {
  // An empty variable is an unset one, as shells and compose files write it.
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, text]) => text !== undefined && text !== ""),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return { ok: true, value: parsed.data };
  const sentences = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const given = present[name];
    if (given === undefined) return `${name} must be set: ${issue.message}.`;
    const secret = issue.code === "custom" && issue.params?.secret === true;
    return secret ? `${name} ${issue.message}.` : `${name} ${issue.message}, not "${given}".`;
  });
  return { ok: false, sentences };
};
