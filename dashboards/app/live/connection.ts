import type { Station } from "../api/answers.ts";
import type { Row } from "../stations/rows.ts";

/** The rows of an event's data, or undefined when it is not what it should be. */
export const readingsOf = (text: string): readonly Row[] | undefined => {
  const values = fieldOf(jsonOf(text), "values");
  if (!Array.isArray(values) || !values.every(isReading)) return undefined;
  return values.map(({ sensor, origin, quantity, at, value, flags }) => ({
    ...{ sensor, value, at: Date.parse(at) },
    origin: origin as Row["origin"],
    quantity: quantity as Row["quantity"],
    flags: flags as Row["flags"],
  }));
};

/** What an event of the live stream carries, as far as the page uses it. */
interface Reading {
  readonly sensor: string;
  readonly origin: string;
  readonly quantity: string;
  readonly at: string;
  readonly value: number;
  readonly flags: readonly string[];
}

// By hand: a library that checks would weigh as much as the page (tests/station).
const isReading = (one: unknown): one is Reading => {
  const texts = ["sensor", "origin", "quantity", "at"].map((name) => fieldOf(one, name));
  const flags = fieldOf(one, "flags");
  return (
    texts.every(isText) &&
    typeof fieldOf(one, "value") === "number" &&
    Array.isArray(flags) &&
    flags.every(isText)
  );
};

const isText = (one: unknown): one is string => typeof one === "string";

const fieldOf = (one: unknown, name: string): unknown =>
  typeof one === "object" && one !== null ? (one as Record<string, unknown>)[name] : undefined;

/** The time of the cloud (UTC ms), and the station as it is told at that time; the rest is the API's to keep. */
export const standingOf = (
  text: string,
): { readonly now: number; readonly station: Station } | undefined => {
  const told = jsonOf(text);
  const [now, station] = [fieldOf(told, "now"), fieldOf(told, "station")];
  if (!isText(now) || !isText(fieldOf(station, "id"))) return undefined;
  return { now: Date.parse(now), station: station as Station };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** 2 s, 4 s, 8 s: a page must not go on saying "lost" when all is well again. */
export const retryDelayMs = (failures: number): number => 2_000 * 2 ** Math.min(failures, 2);

/** The cloud speaks every five seconds: after this long without a word, it is not there any more. */
const SILENCE_MS = 12_000;
const CHECK_MS = 1_000;

export type Connection =
  | { readonly state: "connecting" | "on" }
  /** Nothing was heard since, in UTC ms. */
  | { readonly state: "lost"; readonly since: number };

export interface Follower {
  readonly onConnection: (state: Connection["state"]) => void;
  readonly onReadings: (values: readonly Row[]) => void;
  readonly onStation: (now: number, station: Station) => void;
}

/**
 * Follows a stream of server-sent events until `signal` aborts. A stream that is silent is as lost as
 * one that broke: a server that hangs, or a cable that was pulled, closes nothing. The browser comes
 * back by itself after a broken connection, but gives up for ever after an answer that is not a stream
 * (a 503 while the cloud restarts): then a new stream is opened.
 */
export const follow = (
  url: string,
  { onConnection, onReadings, onStation }: Follower,
  signal: AbortSignal,
) => {
  let failures = 0;
  const open = () => {
    const source = new EventSource(url);
    let heard = performance.now();
    const onHeard = () => {
      heard = performance.now();
    };
    const close = () => {
      source.close();
      clearInterval(watch);
      signal.removeEventListener("abort", close);
    };
    const retry = () => {
      close();
      const timer = setTimeout(open, retryDelayMs(failures));
      failures += 1;
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    };
    const watch = setInterval(() => {
      if (performance.now() - heard <= SILENCE_MS) return;
      onConnection("lost");
      retry();
    }, CHECK_MS);
    source.addEventListener("open", () => {
      failures = 0;
      onHeard();
      onConnection("on");
    });
    source.addEventListener("readings", ({ data }: MessageEvent<string>) => {
      onHeard();
      const values = readingsOf(data);
      if (values !== undefined) onReadings(values);
    });
    source.addEventListener("station", ({ data }: MessageEvent<string>) => {
      onHeard();
      const standing = standingOf(data);
      if (standing !== undefined) onStation(standing.now, standing.station);
    });
    source.addEventListener("error", () => {
      onConnection("lost");
      if (source.readyState === EventSource.CLOSED) retry();
    });
    signal.addEventListener("abort", close, { once: true });
  };
  open();
};
