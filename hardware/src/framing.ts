import { streamDeframer } from "./framing/stream-deframer.ts";
import { transactionDeframer } from "./framing/transaction-deframer.ts";

/** What a framing says of the bytes it is shown. */
export type Match =
  /**
   * A whole, checked frame stands at the start. `certain`: no other frame can begin inside it,
   * because the format never has its first byte in a payload (byte stuffing, plain text).
   * `shared`: so many of its last bytes may at the same time be the first of the next one.
   */
  | {
      readonly kind: "frame";
      readonly length: number;
      readonly certain?: true;
      readonly shared?: number;
    }
  /**
   * It may be the start of a frame; more bytes will tell. `headed`: all its fixed first bytes are
   * there, so that more bytes can only make it a frame, or a damaged one of a known `length`.
   * `atEnd`: if no more bytes come, the first `atEnd` are a frame (a last line without its line end).
   */
  | { readonly kind: "more"; readonly headed?: true; readonly atEnd?: number }
  /**
   * No frame starts here. `reason` is given when one seemed to: it is then reported, and `length`
   * says how many bytes the damaged frame claims, where that is known.
   */
  | { readonly kind: "none"; readonly reason?: FrameFault; readonly length?: number };

/** `ambiguous`: two frames that overlap both check out, and nothing tells which one was sent. */
export type FrameFault = "checksum" | "length" | "tail" | "ambiguous";

/** Looks at `bytes` (never empty) from their first byte on. Pure; `length` counts raw bytes. */
export type StreamFraming = (bytes: Uint8Array) => Match;

/**
 * For buses whose replies come whole, one transaction at a time (I²C, SPI, 1-Wire, an HTTP body),
 * and have no head to find again in a stream: only the silence between transactions, `end()`,
 * says where one begins. `cut` is shown all bytes between two silences.
 */
export interface TransactionFraming {
  readonly cut: (bytes: Uint8Array) => Framed[];
}

export type Framing = StreamFraming | TransactionFraming;

export type Framed =
  | { readonly ok: true; readonly frame: Uint8Array }
  | {
      readonly ok: false;
      readonly reason: FrameFault | "noise" | "truncated";
      readonly bytes: Uint8Array;
    };

export interface Deframer {
  /** Takes the next bytes of the stream, however it was cut; gives what they complete. */
  push(chunk: Uint8Array): Framed[];
  /** The stream has ended, or fell silent: what is left is judged as it stands. */
  end(): Framed[];
}

/**
 * Cuts a byte stream into checked frames and rejected pieces; together they are the stream, byte
 * for byte. Whatever the chunks, the same stream gives the same pieces.
 */
export const createDeframer = (framing: Framing): Deframer =>
  typeof framing === "function" ? streamDeframer(framing) : transactionDeframer(framing);
