import { spawn } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { ENCODE_MS } from "./limits.ts";

const refusals = ["too_many_pixels", "damaged", "pdf_active"] as const;
export type EncodeRefusal = (typeof refusals)[number];

const EncodedFile = z.object({
  name: z.enum(["full", "small"]),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
});
export type EncodedFile = z.infer<typeof EncodedFile>;

/** What the process says on its output. */
const Encoded = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    type: z.enum(["image/webp", "application/pdf"]),
    files: z.array(EncodedFile).min(1),
  }),
  z.object({ ok: z.literal(false), code: z.enum(refusals) }),
]);
export type Encoded = z.infer<typeof Encoded>;

export type Encode = (
  kind: "image" | "animation" | "pdf",
  file: string,
  folder: string,
) => Promise<Encoded>;

const OUTPUT_BYTES = 65_536;
const PROGRAM = join(import.meta.dirname, "encode.ts");

const run = (words: readonly string[], signal: AbortSignal): Promise<string | undefined> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ["--max-old-space-size=256", PROGRAM, ...words], {
      stdio: ["ignore", "pipe", "ignore"],
      // Neither secrets nor settings of the cloud.
      env: {},
      signal,
      timeout: ENCODE_MS,
      killSignal: "SIGKILL",
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (text.length > OUTPUT_BYTES) child.kill("SIGKILL");
    });
    child.on("error", () => done(undefined));
    child.on("close", (code) => done(code === 0 ? text : undefined));
  });

/** Encodes files anew, one after the other, each in a process of its own. */
export const createEncoder = (signal: AbortSignal): Encode => {
  let last: Promise<unknown> = Promise.resolve();
  return (kind, file, folder) => {
    const mine = last.then(async (): Promise<Encoded> => {
      const text = await run([kind, file, folder], signal);
      signal.throwIfAborted();
      // It was ended: too slow, too large for memory, or a fault of a library that this file provokes.
      return text === undefined ? { ok: false, code: "damaged" } : Encoded.parse(JSON.parse(text));
    });
    last = mine.catch(() => undefined);
    return mine;
  };
};
