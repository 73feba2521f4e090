import { setTimeout as wait } from "node:timers/promises";

const LONGEST_MS = 300_000;

/** Waits until the gateway has nothing left to send. */
export const drained = async (gateway: string): Promise<void> => {
  const ends = performance.now() + LONGEST_MS;
  while (performance.now() < ends) {
    // A connection that was kept from before a kill resets once.
    const answer = await fetch(`${gateway}/api/health`).catch(() => undefined);
    const health = (await answer?.json()) as { waiting: { messages: number } } | undefined;
    if (health?.waiting.messages === 0) return;
    await wait(100);
  }
  throw new Error("the gateway did not hand its outbox over within five minutes");
};
