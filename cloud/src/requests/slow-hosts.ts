import { isIP } from "node:net";

/**
 * Hosts that did not answer in time. Messages leave some at a time, and one that waits for its whole time keeps the others back:
 * so such a host is left alone for a while, longer each time that it is slow again.
 */
export interface SlowHosts {
  isLeftAlone(host: string): boolean;
  /** It did not answer in time what began at `began`. Those that began beside it count once. */
  noteSlow(host: string, began: number): void;
  /** It did in time, or said at once that it does not. */
  noteAnswer(host: string): void;
}

const FIRST_MS = 60_000;
const LONGEST_MS = 15 * 60_000;
const MOST_HOSTS = 10_000;

/** Of "a1.hooks.example.org" "example.org": whoever has a domain has as many names in it as they like. */
export const domainOf = (host: string): string => {
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return host;
  const labels = host.toLowerCase().replace(/\.$/, "").split(".");
  // "example.co.uk": a short word before the last one is a register's own, mostly.
  const own = (labels.at(-2)?.length ?? 0) <= 3 && labels.length > 2 ? 3 : 2;
  return labels.slice(-own).join(".");
};

export const createSlowHosts = (now: () => number): SlowHosts => {
  const known = new Map<string, { readonly until: number; readonly forMs: number }>();
  return {
    isLeftAlone: (host) => (known.get(domainOf(host))?.until ?? Number.NEGATIVE_INFINITY) > now(),
    noteSlow(host, began) {
      const domain = domainOf(host);
      const before = known.get(domain);
      if (before !== undefined && began < before.until) return;
      const forMs = Math.min(LONGEST_MS, before === undefined ? FIRST_MS : 2 * before.forMs);
      known.delete(domain);
      known.set(domain, { until: now() + forMs, forMs });
      if (known.size > MOST_HOSTS) known.delete(known.keys().next().value ?? "");
    },
    noteAnswer: (host) => {
      if (known.size > 0) known.delete(domainOf(host));
    },
  };
};
