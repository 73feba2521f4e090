import type { Part } from "./marks.ts";

interface Finger {
  readonly at: number;
  readonly x: number;
}

export interface FingerOptions {
  /** What is shown now. */
  readonly part: () => Part;
  readonly onLook: (at: number) => void;
  readonly onPart: (part: Part) => void;
  readonly signal: AbortSignal;
}

/** The part in which the instants that two fingers held stand under the fingers again. `x` is a share of the width. */
export const pinched = (
  held: readonly [Finger, Finger],
  now: readonly [number, number],
): Part | undefined => {
  const [one, other] = held;
  const spread = now[1] - now[0];
  if (Math.abs(spread) < 0.02) return undefined;
  const perWidth = (other.at - one.at) / spread;
  if (perWidth <= 0) return undefined;
  const from = one.at - now[0] * perWidth;
  return { from, until: from + perWidth };
};

/** One finger reads the plot, two fingers widen, narrow and move it; the page still scrolls up and down. */
export const followFingers = (
  over: HTMLElement,
  { part, onLook, onPart, signal }: FingerOptions,
): void => {
  over.style.touchAction = "pan-y";
  const xOf = ({ clientX }: Pick<Touch, "clientX">): number => {
    const { left, width } = over.getBoundingClientRect();
    return (clientX - left) / Math.max(1, width);
  };
  const atOf = (x: number): number => {
    const { from, until } = part();
    return from + x * (until - from);
  };
  let held: readonly [Finger, Finger] | undefined;
  const both = (touches: TouchList): readonly [number, number] | undefined => {
    const [one, other] = [touches[0], touches[1]];
    if (one === undefined || other === undefined) return undefined;
    const xs = [xOf(one), xOf(other)].sort((a, b) => a - b);
    return [xs[0] ?? 0, xs[1] ?? 0];
  };
  const hold = ({ touches }: TouchEvent): void => {
    const xs = both(touches);
    held =
      xs === undefined
        ? undefined
        : [
            { at: atOf(xs[0]), x: xs[0] },
            { at: atOf(xs[1]), x: xs[1] },
          ];
    const [first] = touches;
    if (touches.length === 1 && first !== undefined) onLook(atOf(xOf(first)));
  };
  over.addEventListener("touchstart", hold, { signal, passive: true });
  over.addEventListener("touchend", hold, { signal, passive: true });
  over.addEventListener(
    "touchmove",
    (event) => {
      const xs = both(event.touches);
      if (held !== undefined && xs !== undefined) {
        // The browser would zoom the page.
        event.preventDefault();
        const next = pinched(held, xs);
        if (next !== undefined) onPart(next);
        return;
      }
      const [first] = event.touches;
      if (first !== undefined) onLook(atOf(Math.min(1, Math.max(0, xOf(first)))));
    },
    { signal, passive: false },
  );
};
