import { type ReadOptions, ReadRefused, StoreUnavailable } from "../store.ts";
import { InfluxError, judge } from "./server.ts";

export interface QuestionsOptions {
  /** How many are asked at a time; others wait their turn. */
  readonly atOnce?: number;
  readonly mostWaiting?: number;
  /** How long one may take, the wait included. */
  readonly deadlineMs?: number;
}

/** A bounded queue: many heavy questions at once would fill the server's memory, and ours. */
export interface Questions {
  /** Asks when its turn comes. Rejects with `ReadRefused` or `StoreUnavailable`. */
  ask<T>(question: (signal: AbortSignal) => Promise<T>, options?: ReadOptions): Promise<T>;
  waiting(): number;
  close(): void;
}

const refused = (code: ReadRefused["code"], message: string, cause?: unknown): ReadRefused =>
  new ReadRefused(code, message, { cause });

export const createQuestions = ({
  atOnce = 4,
  mostWaiting = 200,
  deadlineMs = 30_000,
}: QuestionsOptions = {}): Questions => {
  const closed = new AbortController();
  const waiting = new Set<() => void>();
  let running = 0;

  /** Resolves when it is this one's turn; rejects when the signal comes first. */
  const turn = async (signal: AbortSignal): Promise<void> => {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (waiting.size >= mostWaiting)
      throw refused("busy", "Too many questions are being answered: ask again in a moment.");
    const mine = Promise.withResolvers<void>();
    waiting.add(mine.resolve);
    const leave = () => {
      if (waiting.delete(mine.resolve)) mine.reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    await mine.promise.finally(() => signal.removeEventListener("abort", leave));
  };

  const next = (): void => {
    const [first] = waiting;
    if (first === undefined) running -= 1;
    else {
      waiting.delete(first);
      first();
    }
  };

  return {
    async ask(question, { signal: asker } = {}) {
      const deadline = AbortSignal.timeout(deadlineMs);
      const signals = [deadline, closed.signal, ...(asker === undefined ? [] : [asker])];
      const signal = AbortSignal.any(signals);
      const translated = (error: unknown): unknown => {
        if (error instanceof ReadRefused) return error;
        if (asker?.aborted) return refused("aborted", "Whoever asked has left.", error);
        if (deadline.aborted)
          return refused(
            "deadline",
            "The question took too long: ask for a shorter range or fewer series.",
            error,
          );
        const { kind, reason } = judge(error);
        if (kind !== "fault" && !(error instanceof InfluxError)) return error;
        return new StoreUnavailable(`InfluxDB does not answer: ${reason}`, { cause: error });
      };
      if (signal.aborted) throw translated(signal.reason);
      try {
        await turn(signal);
      } catch (error) {
        throw translated(error);
      }
      try {
        return await question(signal);
      } catch (error) {
        throw translated(error);
      } finally {
        next();
      }
    },
    waiting: () => waiting.size,
    close: () => closed.abort(),
  };
};
