/** On which line of the file a kept row stands, when its number is all that was kept of it. */
export interface LinesOfRows {
  /** `row`: from 0, one more each time. */
  add(row: number, line: number): void;
  lineOf(row: number): number;
}

/** Mostly the next row is on the next line: only where that is not so something is remembered. */
export const createLinesOfRows = (): LinesOfRows => {
  const rows: number[] = [];
  const distances: number[] = [];
  return {
    add: (row, line) => {
      if (line - row === distances.at(-1)) return;
      rows.push(row);
      distances.push(line - row);
    },
    lineOf: (row) => {
      let low = 0;
      let high = rows.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((rows[middle] as number) <= row) low = middle;
        else high = middle;
      }
      return row + (distances[low] ?? 0);
    },
  };
};
