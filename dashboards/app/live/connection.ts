import * as z from "zod/mini";
import type { Row } from "../stations/rows.ts";

/** What an event of the live stream carries, as far as the page uses it. */
const Readings = z.object({
  values: z.array(
    z.object({
      sensor: z.string(),
      quantity: z.string(),
      at: z.string(),
      value: z.number(),
      flags: z.array(z.string()),
    }),
  ),
});

/** The rows of an event's data, or undefined when it is not what it should be. */
export const readingsOf = (text: string): readonly Row[] | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = Readings.safeParse(json);
  if (!parsed.success) return undefined;
  return parsed.data.values.map(({ at, quantity, ...value }) => ({
    ...value,
    quantity: quantity as Row["quantity"],
    at: Date.parse(at),
  }));
};

/** 2 s, 4 s … 64 s: quick after a restart, gentle in a long failure. */
export const retryDelayMs = (failures: number): number => 2_000 * 2 ** Math.min(failures, 5);

export type ConnectionState = "connecting" | "on" | "lost";

export interface Follower {
  readonly onState: (state: ConnectionState) => void;
  readonly onReadings: (values: readonly Row[]) => void;
}

/**
 * Follows a stream of server-sent events until `signal` aborts. The browser comes back by itself
 * after a broken connection, but gives up for ever after an answer that is not a stream (a 503
 * while the cloud restarts): then a new stream is opened.
 */
export const follow = (url: string, { onState, onReadings }: Follower, signal: AbortSignal) => {
  let failures = 0;
  const open = () => {
    const source = new EventSource(url);
    let retry: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener("open", () => {
      failures = 0;
      onState("on");
    });
    source.addEventListener("readings", ({ data }: MessageEvent<string>) => {
      const values = readingsOf(data);
      if (values !== undefined) onReadings(values);
    });
    source.addEventListener("error", () => {
      onState("lost");
      if (source.readyState !== EventSource.CLOSED) return;
      signal.removeEventListener("abort", stop);
      retry = setTimeout(open, retryDelayMs(failures));
      failures += 1;
      signal.addEventListener("abort", () => clearTimeout(retry), { once: true });
    });
    const stop = () => source.close();
    signal.addEventListener("abort", stop, { once: true });
  };
  open();
};
