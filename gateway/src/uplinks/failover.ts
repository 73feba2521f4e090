import type { LinkAirtime, LinkBudget, LinkState, Uplink } from "./uplink.ts";

export const uplinkNames = ["mqtt", "gprs", "lora"] as const;
export type UplinkName = (typeof uplinkNames)[number];

export interface Candidate {
  readonly name: UplinkName;
  readonly open: () => Uplink;
}

export interface FailoverOptions {
  /** In order of priority; the first is always open. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  readonly now: () => number;
  /** So long a link may be down before the next one is opened. */
  readonly patienceMs?: number;
  readonly lookEveryMs?: number;
}

export interface Failover extends Omit<Uplink, "budget" | "airtime"> {
  /** Of the links that are open, those that have one. */
  readonly budget: () => LinkBudget | undefined;
  readonly airtime: () => LinkAirtime | undefined;
  /** The link that carries now, or the first one that tries. */
  readonly inUse: () => UplinkName;
}

interface Open {
  readonly name: UplinkName;
  readonly uplink: Uplink;
}

/**
 * Several links with priorities: the next one is opened when those before it have been down for a while, and closed
 * when one of them is up again. Messages leave the outbox when whichever link carries them says so.
 */
export const openFailover = (options: FailoverOptions): Failover => {
  const { candidates, now, patienceMs = 300_000, lookEveryMs = 5000 } = options;
  const [first, ...others] = candidates;
  const open: Open[] = [{ name: first.name, uplink: first.open() }];
  const stopped = new Set<Promise<void>>();

  const stop = ({ uplink }: Open): void => {
    const stopping = uplink.stop().finally(() => stopped.delete(stopping));
    stopped.add(stopping);
  };

  const isUp = ({ uplink }: Open): boolean => uplink.link().state === "connected";
  const carrier = (): Open => (open.find(isUp) ?? open[0]) as Open;

  const look = (): void => {
    const up = open.findIndex(isUp);
    if (up >= 0) {
      for (const each of open.splice(up + 1)) stop(each);
      return;
    }
    const last = open.at(-1) as Open;
    const next = others[open.length - 1];
    // One that was closed lately is opened anew when its end is over: a modem has one port.
    if (next === undefined || stopped.size > 0) return;
    if (now() - last.uplink.link().since >= patienceMs)
      open.push({ name: next.name, uplink: next.open() });
  };
  const looking = setInterval(look, lookEveryMs);

  return {
    link: (): LinkState => carrier().uplink.link(),
    inUse: () => carrier().name,
    budget: () => open.find(({ uplink }) => uplink.budget)?.uplink.budget?.(),
    airtime: () => open.find(({ uplink }) => uplink.airtime)?.uplink.airtime?.(),
    wake: () => carrier().uplink.wake(),
    introduce: () => {
      for (const { uplink } of open) uplink.introduce();
    },
    tell: () => {
      for (const { uplink } of open) uplink.tell();
    },
    stop: async () => {
      clearInterval(looking);
      for (const each of open.splice(0)) stop(each);
      await Promise.all(stopped);
    },
  };
};
