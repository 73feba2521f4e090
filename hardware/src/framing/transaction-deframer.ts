import type { Deframer, Framed, TransactionFraming } from "../framing.ts";

/** No transaction of a sensor is longer; what is longer is not one. */
const LONGEST_TRANSACTION = 1 << 20;

export const transactionDeframer = (framing: TransactionFraming): Deframer => {
  let parts: Uint8Array[] = [];
  let length = 0;
  const whole = (): Uint8Array => {
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    parts = [];
    length = 0;
    return bytes;
  };
  let overlong = false;
  return {
    push(chunk) {
      const found: Framed[] = [];
      for (let at = 0; at < chunk.length; ) {
        const room = LONGEST_TRANSACTION - length;
        const taken = chunk.slice(at, at + room);
        parts.push(taken);
        length += taken.length;
        at += taken.length;
        if (length < LONGEST_TRANSACTION) continue;
        overlong = true;
        found.push({ ok: false, reason: "length", bytes: whole() });
      }
      return found;
    },
    end() {
      const bytes = whole();
      const refused = overlong;
      overlong = false;
      if (bytes.length === 0) return [];
      return refused ? [{ ok: false, reason: "length", bytes }] : framing.cut(bytes);
    },
  };
};
