/** How many requests are under way to each host, and in all; those that find all places taken wait in line. */
export interface Lines {
  /** Resolves when there is a place; false when the line is too long. Rejects with the reason of `signal`. */
  enter(host: string, signal: AbortSignal): Promise<boolean>;
  leave(host: string): void;
}

export interface LinesOptions {
  readonly atOnce: number;
  readonly atOnceToOneHost: number;
  readonly mostWaiting: number;
}

export const createLines = ({ atOnce, atOnceToOneHost, mostWaiting }: LinesOptions): Lines => {
  const underWay = new Map<string, number>();
  /** In the order in which they came. */
  const waiting = new Set<{ readonly host: string; readonly go: () => void }>();
  let all = 0;

  const hasPlace = (host: string): boolean =>
    all < atOnce && (underWay.get(host) ?? 0) < atOnceToOneHost;

  const take = (host: string): void => {
    all += 1;
    underWay.set(host, (underWay.get(host) ?? 0) + 1);
  };

  return {
    async enter(host, signal) {
      if (hasPlace(host)) {
        take(host);
        return true;
      }
      if (waiting.size >= mostWaiting) return false;
      await new Promise<void>((resolve, reject) => {
        const one = {
          host,
          go: () => {
            waiting.delete(one);
            signal.removeEventListener("abort", giveUp);
            take(host);
            resolve();
          },
        };
        const giveUp = () => {
          waiting.delete(one);
          reject(signal.reason);
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.add(one);
      });
      return true;
    },
    leave(host) {
      all -= 1;
      const left = (underWay.get(host) ?? 1) - 1;
      if (left === 0) underWay.delete(host);
      else underWay.set(host, left);
      for (const one of waiting)
        if (hasPlace(one.host)) {
          one.go();
          return;
        }
    },
  };
};
