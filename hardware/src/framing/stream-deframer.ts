import type { Deframer, Framed, FrameFault, Match, StreamFraming } from "../framing.ts";

/** Rejected bytes are handed out in pieces of at most this length, so that noise takes no memory. */
const NOISE_PIECE = 256;
/** A long chunk is taken in slices, so that the buffer stays small. */
const SLICE = 4096;

type Rejection = FrameFault | "noise" | "truncated";

/** Bytes between two places of the buffer. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * How a frame is told from bytes that look like one.
 *
 * A candidate is a place where the framing finds a whole frame with a right checksum. When nothing
 * else can begin inside it, it is taken at once. When another candidate begins inside it (payloads
 * may hold any bytes), the one that is followed by the start of a further frame, or by silence,
 * is taken; a stream that is in step (the last bytes were a good frame) goes on in step; and when
 * nothing tells them apart, neither is taken. A damaged frame throws a shadow over its length: a
 * candidate that lies wholly inside it is likely its payload, and must be confirmed by what follows.
 *
 * What remains: a payload that holds a whole frame, in a frame whose own head is destroyed, cannot be
 * told from a frame amid noise; and of frames with eight bits of checksum and no tail, one in some
 * ten thousand truncations joins with what follows.
 *
 * Time is at most the length of a frame for each byte, memory a few frames. It is one long closure
 * because every part moves the same few places of one buffer.
 */
export const streamDeframer = (framing: StreamFraming): Deframer => {
  let buffer = new Uint8Array(2 * SLICE);
  let filled = 0;
  /** Everything before has been handed out, or belongs to the rejected run. */
  let position = 0;
  /** The bytes before `position` were a good frame, or silence. */
  let inStep = true;
  /** The rejected bytes that are still to be handed out: from `runFrom` until `position`. */
  let runFrom = -1;
  /** Bytes before it were handed out with a frame, and are only looked at for the next one's start. */
  let handedOut = 0;
  let runUntil = 0;
  let runReason: Rejection = "noise";
  let shadows: readonly Span[] = [];
  /** Candidates that were not taken because of an overlapping one. */
  let contested: readonly Span[] = [];
  let found: Framed[] = [];

  const matchAt = (at: number): Match => framing(buffer.subarray(at, filled));

  const flush = () => {
    if (runFrom >= 0 && position > runFrom)
      found.push({ ok: false, reason: runReason, bytes: buffer.slice(runFrom, position) });
    runFrom = -1;
  };

  /** No frame is taken at `position`: the byte joins the rejected run, of which a damaged frame fills `length`. */
  const reject = (reason: Rejection, length = 1) => {
    if (position < handedOut) {
      position += 1;
      return;
    }
    const insideDamaged = runFrom >= 0 && position < runUntil;
    const moreNoise = runFrom >= 0 && runReason === "noise" && reason === "noise";
    if (!insideDamaged && !moreNoise) {
      flush();
      runFrom = position;
      runReason = reason;
      runUntil = position + length;
    }
    position += 1;
    inStep = false;
    if (runReason === "noise") runUntil = position;
    if (position - runFrom < NOISE_PIECE) return;
    flush();
    if (runUntil > position) runFrom = position;
  };

  /** What stands at `at`: the start of a frame (or silence), nothing of the kind, or too few bytes to tell. */
  const follows = (at: number, ended: boolean): "start" | "nothing" | "unknown" => {
    if (at >= filled) return ended ? "start" : "unknown";
    const match = matchAt(at);
    if (match.kind === "frame") return "start";
    if (match.kind === "none") return match.length === undefined ? "nothing" : "start";
    if (match.headed === true) return "start";
    return ended ? "nothing" : "unknown";
  };

  /** Whether frames stand one after the other from `at` to exactly `until`. */
  const leadsTo = (at: number, until: number): boolean => {
    let next = at;
    while (next < until) {
      const match = matchAt(next);
      if (match.kind !== "frame") return false;
      next += match.length;
    }
    return next === until;
  };

  /**
   * A frame that lost its last byte, the last of its checksum, and found the same one at the head
   * of the next frame, is right. That head is still the next frame's.
   */
  const borrowed = (candidate: Span): number =>
    framing(buffer.subarray(candidate.until - 1, candidate.until)).kind === "more" ? 1 : 0;

  const judge = (candidate: Span, certain: boolean, ended: boolean): "take" | "leave" | "wait" => {
    if (certain) return "take";
    const followed = follows(candidate.until, ended);
    for (const shadow of shadows) {
      if (candidate.until > shadow.until) continue;
      const afterShadow = follows(shadow.until, ended);
      if (followed === "unknown" || afterShadow === "unknown") return "wait";
      if (followed === "nothing") return "leave";
      if (afterShadow === "start" && !leadsTo(candidate.until, shadow.until)) return "leave";
    }

    const rivals: Span[] = [];
    let openRival = false;
    for (let at = candidate.from + 1; at < candidate.until; at++) {
      // In step, a last byte that is also a head's first is not waited for: see `borrowed`.
      if (inStep && at === candidate.until - 1) continue;
      const match = matchAt(at);
      if (match.kind === "frame") rivals.push({ from: at, until: at + match.length });
      if (match.kind === "more" && !ended) openRival = true;
    }
    const earlier = contested.filter((span) => span.until > candidate.from);
    if (rivals.length === 0 && earlier.length === 0 && !openRival) return "take";

    if (followed === "unknown") return "wait";
    if (followed === "start" && inStep) return "take";
    if (openRival) return "wait";
    for (const rival of [...earlier, ...rivals]) {
      const rivalFollowed = follows(rival.until, ended);
      if (rivalFollowed === "unknown") return "wait";
      const inside = rival.from > candidate.from && rival.until <= candidate.until;
      const keeps = inside
        ? followed === "start" || rivalFollowed === "nothing"
        : followed === "start" && rivalFollowed === "nothing";
      if (!keeps) return "leave";
    }
    return "take";
  };

  const advance = (ended: boolean) => {
    while (position < filled) {
      let match = matchAt(position);
      if (match.kind === "more" && ended && match.atEnd !== undefined)
        match = { kind: "frame", length: match.atEnd };
      if (match.kind === "more") {
        if (!ended) return;
        reject(match.headed === true ? "truncated" : "noise", filled - position);
        continue;
      }
      if (match.kind === "none") {
        if (match.reason !== undefined && match.length !== undefined) {
          shadows = shadows.filter((span) => span.until > position);
          shadows = [...shadows, { from: position, until: position + match.length }];
        }
        reject(match.reason ?? "noise", match.length);
        continue;
      }
      const candidate = { from: position, until: position + match.length };
      if (shadows.length > 0) shadows = shadows.filter((span) => span.until > position);
      const verdict = judge(candidate, match.certain === true, ended);
      if (verdict === "wait") return;
      if (verdict === "leave") {
        contested = [...contested.filter((span) => span.until > position), candidate];
        reject("ambiguous", match.length);
        continue;
      }
      flush();
      found.push({ ok: true, frame: buffer.slice(candidate.from, candidate.until) });
      handedOut = candidate.until;
      position =
        candidate.until - (match.certain === true ? (match.shared ?? 0) : borrowed(candidate));
      inStep = true;
      shadows = [];
      contested = [];
    }
  };

  const moved = (span: Span, by: number) => ({ from: span.from - by, until: span.until - by });

  const append = (slice: Uint8Array) => {
    if (filled + slice.length > buffer.length) {
      const kept = runFrom >= 0 ? runFrom : position;
      const grown =
        filled - kept + slice.length > buffer.length
          ? new Uint8Array(2 * (filled - kept + slice.length))
          : buffer;
      grown.set(buffer.subarray(kept, filled));
      buffer = grown;
      filled -= kept;
      position -= kept;
      handedOut -= kept;
      if (runFrom >= 0) runFrom -= kept;
      runUntil -= kept;
      shadows = shadows.map((span) => moved(span, kept));
      contested = contested.map((span) => moved(span, kept));
    }
    buffer.set(slice, filled);
    filled += slice.length;
  };

  const handOver = (): Framed[] => {
    const pieces = found;
    found = [];
    return pieces;
  };

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += SLICE) {
        append(chunk.subarray(at, at + SLICE));
        advance(false);
      }
      return handOver();
    },
    end() {
      advance(true);
      flush();
      filled = 0;
      position = 0;
      handedOut = 0;
      inStep = true;
      shadows = [];
      contested = [];
      return handOver();
    },
  };
};
