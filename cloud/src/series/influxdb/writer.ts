import { setTimeout as wait } from "node:timers/promises";
import { type InfluxServer, judge, sentenceOf } from "./server.ts";

export interface WriterOptions {
  readonly onFault?: (reason: string) => void;
  readonly onRecovery?: () => void;
  readonly retryMs?: number;
  /** How often it is asked whether the server is there while nothing is written. */
  readonly watchMs?: number;
}

/** Lines to the server, tried again until it has them; what it refuses is told line by line. */
export interface Writer {
  /** Why the server takes nothing at present, or undefined. */
  fault(): string | undefined;
  /** Resolves when the server has all lines but those whose places it gives, each with the reason. */
  write(lines: readonly string[]): Promise<ReadonlyMap<number, string>>;
  /** Asks the server what a commit depends on, until it answers. */
  insist<T>(ask: () => Promise<T>): Promise<T>;
  /** Ends all that is tried again: it rejects. */
  giveUp(): void;
}

const NONE: ReadonlyMap<number, string> = new Map();

/** Some megabytes; servers refuse bodies of more than 25. */
const LINES_AT_ONCE = 20_000;

export const createWriter = (
  server: InfluxServer,
  {
    onFault = () => undefined,
    onRecovery = () => undefined,
    retryMs = 1000,
    watchMs = 10_000,
  }: WriterOptions = {},
): Writer => {
  let lastFault: string | undefined;
  /** Whether a question and not a commit found the fault. */
  let isOfWatch = false;
  let inFlight = 0;
  const abandon = new AbortController();

  const failed = (reason: string): void => {
    if (lastFault === undefined) onFault(reason);
    lastFault = reason;
  };
  const recovered = (): void => {
    if (lastFault === undefined) return;
    lastFault = undefined;
    onRecovery();
  };

  /** Until the server has done it, or refused it: then with its reason. */
  const persist = async <T>(
    attempt: () => Promise<T>,
    refused: (kind: "refused" | "too large", reason: string) => Promise<T>,
  ): Promise<T> => {
    inFlight += 1;
    try {
      for (;;) {
        try {
          const done = await attempt();
          recovered();
          return done;
        } catch (error) {
          const verdict = judge(error);
          if (verdict.kind !== "fault") return await refused(verdict.kind, verdict.reason);
          isOfWatch = false;
          failed(verdict.reason);
          const pause = wait(Math.max(retryMs, verdict.retryAfterMs ?? 0), false, {
            signal: abandon.signal,
          });
          if (await pause.catch(() => true))
            throw new Error("the store closed before the commit", { cause: error });
        }
      }
    } finally {
      inFlight -= 1;
    }
  };

  /** What the server does not take whole is halved, down to one line: its neighbours are kept. */
  const writePart = (
    lines: readonly string[],
    from: number,
    until: number,
  ): Promise<ReadonlyMap<number, string>> =>
    persist(
      async () => {
        await server.write(lines.slice(from, until).join("\n"));
        return NONE;
      },
      async (_, reason) => {
        // The server is there and judges what it gets.
        recovered();
        if (until - from === 1) return new Map([[from, reason]]);
        const middle = (from + until) >>> 1;
        const first = await writePart(lines, from, middle);
        return new Map([...first, ...(await writePart(lines, middle, until))]);
      },
    );

  const watch = setInterval(() => {
    if (inFlight > 0) return;
    server.version().then(
      () => {
        if (isOfWatch) recovered();
      },
      (error: unknown) => {
        if (inFlight > 0 || lastFault !== undefined || abandon.signal.aborted) return;
        isOfWatch = true;
        failed(sentenceOf(error));
      },
    );
  }, watchMs);
  watch.unref();

  return {
    fault: () => lastFault,
    async write(lines) {
      let refused = NONE;
      for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
        const ofPart = await writePart(lines, from, Math.min(lines.length, from + LINES_AT_ONCE));
        if (ofPart.size > 0) refused = new Map([...refused, ...ofPart]);
      }
      return refused;
    },
    insist: (ask) =>
      persist(ask, async (_, reason) => {
        throw new Error(reason);
      }),
    giveUp() {
      clearInterval(watch);
      abandon.abort();
    },
  };
};
