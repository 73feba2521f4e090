/** Intensities of red, green and blue in linear light, 0 to 1 (IEC 61966-2-1). `colour`: "#rrggbb". */
export const linear = (colour: string): readonly [number, number, number] => {
  const part = (from: number) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};

const luminance = ([red, green, blue]: readonly [number, number, number]) =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** The ratio of WCAG 2.2, from 1 to 21, whichever of the two colours is the text. */
export const contrast = (one: string, other: string): number => {
  const [low, high] = [luminance(linear(one)), luminance(linear(other))].toSorted((a, b) => a - b);
  return ((high as number) + 0.05) / ((low as number) + 0.05);
};

/** What every text of ours has on its ground (WCAG 2.2, 1.4.6). */
export const TEXT_CONTRAST = 7;
