import { setTimeout as wait } from "node:timers/promises";

/** Waits until the gateway has nothing left to send. */
export const drained = async (gateway: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    const health = (await (await fetch(`${gateway}/api/health`)).json()) as {
      waiting: { messages: number };
    };
    if (health.waiting.messages === 0) return;
    await wait(100);
  }
  throw new Error("the gateway did not hand its outbox over within a minute");
};
