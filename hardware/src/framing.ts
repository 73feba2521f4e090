/** What a framing says of the bytes it is shown. */
export type Match =
  /** A whole, checked frame stands at the start. */
  | { readonly kind: "frame"; readonly length: number }
  /** It may be the start of a frame; more bytes will tell. */
  | { readonly kind: "more" }
  /** No frame starts here. `reason` is given when one seemed to: it is then reported. */
  | { readonly kind: "none"; readonly reason?: FrameFault };

export type FrameFault = "checksum" | "length" | "tail";

/** Looks at `bytes` (never empty) from their first byte on. Pure; `length` counts raw bytes. */
export type Framing = (bytes: Uint8Array) => Match;

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

/** Cuts a byte stream into checked frames. Whatever the chunks, the same stream gives the same frames. */
export const createDeframer = (framing: Framing): Deframer => {
  let pending: Uint8Array = new Uint8Array(0);

  const cut = (streamEnded: boolean): Framed[] => {
    const found: Framed[] = [];
    let noiseStart = 0;
    let offset = 0;
    const flushNoise = () => {
      if (offset > noiseStart)
        found.push({ ok: false, reason: "noise", bytes: pending.slice(noiseStart, offset) });
    };
    while (offset < pending.length) {
      const match = framing(pending.subarray(offset));
      if (match.kind === "frame") {
        flushNoise();
        found.push({ ok: true, frame: pending.slice(offset, offset + match.length) });
        offset += match.length;
        noiseStart = offset;
        continue;
      }
      if (match.kind === "more" && !streamEnded) break;
      offset += 1;
    }
    flushNoise();
    pending = pending.slice(offset);
    return found;
  };

  return {
    push(chunk) {
      const joined = new Uint8Array(pending.length + chunk.length);
      joined.set(pending);
      joined.set(chunk, pending.length);
      pending = joined;
      return cut(false);
    },
    end: () => cut(true),
  };
};
