/**
 * A text that somebody typed, as it may stand in a head, a list or a log: on one line, and without the signs
 * that turn the direction of what stands around it.
 */
export const oneLine = (text: string, longest: number): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g, "")
    .trim()
    .slice(0, longest)
    // Half a sign, where the cut went through one of two units.
    .replace(/[\ud800-\udbff]$/, "");
