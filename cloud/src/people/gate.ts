/** Lets a few pass at a time; the others wait, in their order. */
export const createGate = (atATime: number) => {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= atATime) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      // Its place goes to who waits longest.
      else next();
    }
  };
};
