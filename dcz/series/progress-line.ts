import { fitted } from "../simulate/progress.ts";
import type { Terminal } from "../terminal.ts";

const CLEAR = "\r\x1b[K";

/** On a terminal a line that is written anew; else one from time to time. */
export const createProgressLine = ({ err }: Terminal) => {
  const everyMs = err.interactive ? 500 : 10_000;
  let last = performance.now();
  return {
    show(parts: () => readonly string[]) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      if (err.interactive) err.say(`${CLEAR}${fitted(parts(), err.columns ?? 80)}`);
      else err.say(`${parts().join(" · ")}\n`);
    },
    hide() {
      if (err.interactive) err.say(CLEAR);
    },
  };
};
