/** Drawn in any order, so that a short run sees other ones with each seed. */
export const drawn = <T>(all: readonly T[], count: number, random: () => number): T[] => {
  const left = [...all];
  for (let place = left.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [left[place], left[other]] = [left[other] as T, left[place] as T];
  }
  return left.slice(0, count);
};
