const WIDTH = 100;
const TOP = 2;
const BOTTOM = 28;

const tenth = (value: number) => Math.round(value * 10) / 10;

/**
 * The path of a small line on 100 × 30, and its last point. A gap stays a gap, one value between two gaps is a dot, and
 * a line that never changes lies in the middle: it says "no change", not "zero".
 */
export const sparkPath = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) =>
    tenth(values.length < 2 ? WIDTH : (index * WIDTH) / (values.length - 1));
  const y = (value: number) =>
    tenth(
      high === low ? (TOP + BOTTOM) / 2 : BOTTOM - ((value - low) * (BOTTOM - TOP)) / (high - low),
    );
  let line = "";
  let last: { x: number; y: number } | undefined;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const begins = index === 0 || values[index - 1] === null;
    const alone = begins && (values[index + 1] ?? null) === null;
    last = { x: x(index), y: y(value) };
    line += `${begins ? "M" : "L"}${last.x} ${last.y}${alone ? "h.01" : ""}`;
  }
  return { line, last };
};
