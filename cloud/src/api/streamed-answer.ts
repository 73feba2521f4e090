import { Readable } from "node:stream";
import type { Answering } from "./api.ts";
import { contentTypes, type Format } from "./formats.ts";

/** Who takes nothing in for so long is disconnected; and an answer must end at some time. */
export interface AnswerTimes {
  readonly stallMs: number;
  readonly wholeMs: number;
}

export const answerTimes: AnswerTimes = { stallMs: 15_000, wholeMs: 180_000 };

/** The parts as they are asked for; breaks the connection when nobody asks for the next one for too long. */
async function* whileRead(
  parts: AsyncIterable<string>,
  { raw }: Answering,
  { stallMs, wholeMs }: AnswerTimes,
): AsyncGenerator<string> {
  const disconnect = () => void raw.destroy();
  const whole = setTimeout(disconnect, wholeMs);
  let stall: NodeJS.Timeout | undefined;
  try {
    for await (const part of parts) {
      stall = setTimeout(disconnect, stallMs);
      yield part;
      clearTimeout(stall);
    }
  } finally {
    clearTimeout(stall);
    clearTimeout(whole);
  }
}

/** One of our formats, or another media type. */
type Typed = Format | { readonly type: string };

const typed = (reply: Answering, format: Typed): Answering =>
  reply.type(typeof format === "string" ? contentTypes[format] : format.type);

/**
 * Sends parts as they are made, and makes them as they are taken in. What fails before the first part is
 * answered as an error; what fails later breaks the connection: an answer that ends is whole.
 */
export const sendStreamed = async (
  reply: Answering,
  format: Typed,
  parts: AsyncGenerator<string>,
  times: AnswerTimes = answerTimes,
): Promise<Answering> => {
  const first = await parts.next();
  const all = async function* (): AsyncGenerator<string> {
    try {
      if (first.done !== true) yield first.value;
      yield* parts;
    } finally {
      await parts.return(undefined);
    }
  };
  return typed(reply, format).send(
    Readable.from(whileRead(all(), reply, times), { highWaterMark: 1 }),
  );
};

/** Sends an answer that is small enough to be made at once. */
export const sendWhole = async (
  reply: Answering,
  format: Format,
  parts: AsyncIterable<string>,
): Promise<Answering> => {
  let text = "";
  for await (const part of parts) text += part;
  return typed(reply, format).send(text);
};
