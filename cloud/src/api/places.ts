import { addressGroup } from "./address-group.ts";
import { apiProblems, Problem } from "./problems.ts";

export interface PlacesOptions {
  /** For what the places are, in a sentence for who is refused: "large answers". */
  readonly what: string;
  readonly most: number;
  /** Of one address. This machine's own is not limited: the pages and a proxy ask for everybody. */
  readonly mostOfAddress: number;
  /** How long to wait for a place; refused at once when absent. */
  readonly waitMs?: number;
  readonly mostWaiting?: number;
}

export interface Places {
  /** Resolves, with what gives the place back, when there is one; rejects with `too_many_requests`. */
  take(address: string): Promise<() => void>;
  readonly taken: () => number;
}

const isLoopback = (address: string): boolean =>
  address === "::1" || /^(::ffff:)?127\./.test(address);

/** What takes memory or a connection while it goes on has a limited number of places, in all and for each address. */
export const createPlaces = ({
  what,
  most,
  mostOfAddress,
  waitMs = 0,
  mostWaiting = 0,
}: PlacesOptions): Places => {
  const byNetwork = new Map<string, number>();
  const waiting = new Set<() => void>();
  let taken = 0;

  const refuse = (why: string): Problem =>
    new Problem(apiProblems.too_many_requests, `${why}: wait until some have ended.`);

  const waitForPlace = (): Promise<void> => {
    if (waiting.size >= mostWaiting)
      return Promise.reject(refuse(`There are ${most} ${what} at a time, and all are under way`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(onTurn);
        reject(refuse(`There are ${most} ${what} at a time, and all are under way`));
      }, waitMs);
      const onTurn = () => {
        waiting.delete(onTurn);
        clearTimeout(timer);
        resolve();
      };
      waiting.add(onTurn);
    });
  };

  const leave = (network: string): void => {
    const own = (byNetwork.get(network) ?? 1) - 1;
    if (own === 0) byNetwork.delete(network);
    else byNetwork.set(network, own);
  };

  return {
    async take(address) {
      const network = addressGroup(address);
      const own = byNetwork.get(network) ?? 0;
      if (own >= mostOfAddress && !isLoopback(address))
        throw refuse(`One address has ${mostOfAddress} ${what} at a time`);
      byNetwork.set(network, own + 1);
      try {
        if (taken < most) taken += 1;
        // The place is handed over: it stays taken.
        else await waitForPlace();
      } catch (error) {
        leave(network);
        throw error;
      }
      let isGivenBack = false;
      return () => {
        if (isGivenBack) return;
        isGivenBack = true;
        leave(network);
        const [next] = waiting;
        if (next === undefined) taken -= 1;
        else next();
      };
    },
    taken: () => taken,
  };
};
