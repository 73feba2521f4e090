import { setTimeout as wait } from "node:timers/promises";

const LONGEST_MS = 300_000;

/** How many messages wait at the gateway. */
export const waitingAt = async (gateway: string): Promise<number> => {
  const answer = await fetch(`${gateway}/api/health`);
  const health = (await answer.json()) as { waiting: { messages: number } };
  return health.waiting.messages;
};

/** Waits until the gateway has nothing left to send. */
export const drained = async (gateway: string): Promise<void> => {
  const ends = performance.now() + LONGEST_MS;
  while (performance.now() < ends) {
    // A connection that was kept from before a kill resets once.
    if ((await waitingAt(gateway).catch(() => undefined)) === 0) return;
    await wait(100);
  }
  throw new Error("the gateway did not hand its outbox over within five minutes");
};
