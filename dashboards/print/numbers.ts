/** Numbers in order, those that follow each other as one: "3, 7–9, 14". */
export const rangesOf = (numbers: readonly number[]): string => {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .flatMap(([from, until]) => {
      if (from === until) return [`${from}`];
      return until === from + 1 ? [`${from}`, `${until}`] : [`${from}–${until}`];
    })
    .join(", ");
};
