import { type FollowedSensor, followSensor } from "@datacityzen/hardware/follow-sensor";
import { createDeframer, type Framed } from "@datacityzen/hardware/framing";
import type { DecodeContext, Decoded, DecodeFault, Sensor } from "@datacityzen/hardware/sensor";
import { type Form, mayBeText, readAs, readForm } from "./form.ts";

type Rejection = Extract<Framed, { ok: false }>["reason"] | DecodeFault;

export type Outcome =
  | (Extract<Decoded, { ok: true }> & { readonly sensor: string })
  | { readonly ok: false; readonly reason: Rejection; readonly bytes: Uint8Array };

export interface DecoderOptions {
  readonly form?: Form;
  readonly context?: DecodeContext;
}

export interface Decoder {
  /** What the next bytes complete: at once when they are raw, at the end when they are text. */
  push(chunk: Uint8Array): Outcome[];
  end(): Outcome[];
  /** The form that was found; undefined as long as it is open. */
  form(): Form | undefined;
}

/** Framed pieces as readings and rejections. */
const judge = (
  { model, decode }: FollowedSensor & { readonly model: string },
  pieces: readonly Framed[],
  context: DecodeContext,
): Outcome[] =>
  pieces.map((piece) => {
    if (!piece.ok) return piece;
    const decoded = decode(piece.frame, context);
    if (!decoded.ok) return { ok: false, reason: decoded.reason, bytes: piece.frame };
    return { sensor: model, ...decoded };
  });

const readings = (outcomes: readonly Outcome[]): number => outcomes.filter(({ ok }) => ok).length;

/**
 * Decodes what `sensor` said from any form in which it was written down; `form` skips the search.
 * The same input gives the same outcomes, however it is cut.
 */
export const createDecoder = (
  sensor: Sensor,
  { form, context = {} }: DecoderOptions = {},
): Decoder => {
  const live = createDeframer(sensor.framing);
  const follow = () => ({ model: sensor.model, ...followSensor(sensor) });
  const followed = follow();
  let found = form;
  let text: Uint8Array[] = [];
  /** The last line, which may not be complete; the lines before it were handled. */
  let line: Uint8Array = new Uint8Array(0);

  const whole = (bytes: Uint8Array, by = follow()): Outcome[] => {
    const deframer = createDeframer(sensor.framing);
    return judge(by, [...deframer.push(bytes), ...deframer.end()], context);
  };

  /** I²C transactions have no start byte to look for: each line of input is one transaction. */
  const eachLine = (input: Uint8Array): Outcome[] => {
    const by = follow();
    return Buffer.from(input)
      .toString("latin1")
      .split("\n")
      .flatMap((row) => {
        const written = readForm(Buffer.from(row, "latin1"));
        return written.bytes.length === 0 || written.form === "raw" ? [] : whole(written.bytes, by);
      });
  };

  const decodeText = (): Outcome[] => {
    const input = Buffer.concat(text);
    text = [];
    const bytes = form === undefined ? undefined : readAs(form, input);
    const written =
      form === undefined ? readForm(input) : { form, bytes: bytes ?? Buffer.alloc(0) };
    found = written.form;
    const ways = [whole(written.bytes)];
    if (typeof sensor.framing !== "function") ways.push(eachLine(input));
    // Digits may be what the sensor itself says, not how somebody wrote it down.
    if (form === undefined && written.form !== "raw") ways.push(whole(input));
    const best = Math.max(...ways.map(readings));
    return ways.find((outcomes) => readings(outcomes) === best) ?? [];
  };

  return {
    push(chunk) {
      if (found === "raw") return judge(followed, live.push(chunk), context);
      text.push(chunk);
      if (found !== undefined) return [];
      const seen = Buffer.concat([line, chunk]);
      if (mayBeText(seen)) {
        line = seen.subarray(seen.lastIndexOf(0x0a) + 1);
        return [];
      }
      found = "raw";
      const waiting = Buffer.concat(text);
      text = [];
      return judge(followed, live.push(waiting), context);
    },
    end: () => (found === "raw" ? judge(followed, live.end(), context) : decodeText()),
    form: () => found,
  };
};
