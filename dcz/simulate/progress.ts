import type { Terminal } from "../terminal.ts";
import type { Sending } from "./sending.ts";
import type { Tallies } from "./tallies.ts";
import { type Progress, simulateTexts } from "./texts.ts";

/** On a terminal a line that is written anew each second; else a line from time to time. */
const SECOND_MS = 1000;
const LINE_EVERY_MS = 10_000;
const CLEAR = "\r\x1b[K";

/** As many parts as fit into a line: one that is wrapped cannot be written anew. */
export const fitted = (parts: readonly string[], columns: number): string => {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line} · ${part}`;
    if (longer.length > columns - 1) break;
    line = longer;
  }
  return line === "" ? (parts[0] ?? "").slice(0, Math.max(0, columns - 1)) : line;
};

export interface Shown {
  /** A sentence for people, above the progress. */
  say(sentence: string): void;
  hide(): void;
}

/** What is looked at each time. */
export interface Watched {
  readonly stations: number;
  /** Stations that could connect, until all can. */
  readonly connected: () => number;
  /** Undefined until all are connected. */
  readonly sending: () => Sending | undefined;
}

export const showProgress = (
  terminal: Terminal,
  tallies: Tallies,
  { stations, connected, sending }: Watched,
): Shown => {
  const texts = simulateTexts[terminal.language];
  const { interactive } = terminal.err;
  const everyMs = interactive ? SECOND_MS : LINE_EVERY_MS;
  let [published, acknowledged] = [0, 0];
  let last = performance.now();

  const show = (parts: readonly string[]) => {
    if (interactive) terminal.err.say(`${CLEAR}${fitted(parts, terminal.err.columns ?? 80)}`);
    else terminal.err.say(`${parts.join(" · ")}\n`);
  };
  const write = () => {
    const now = sending();
    if (now === undefined) return show([texts.connecting(connected(), stations)]);
    const seconds = (performance.now() - last) / 1000;
    const progress: Progress = {
      connected: now.connected(),
      gateways: now.gateways,
      sentPerSecond: (tallies.published - published) / seconds,
      acknowledgedPerSecond: (tallies.acknowledged - acknowledged) / seconds,
      acknowledged: tallies.acknowledged,
      waiting: now.waiting(),
      heldBack: now.heldBack(),
      dropped: tallies.dropped,
      slowestMs: tallies.takeSlowest(),
      refusals: [...tallies.refusals].toSorted((one, other) => other[1] - one[1]),
    };
    [published, acknowledged] = [tallies.published, tallies.acknowledged];
    last = performance.now();
    show(texts.progress(progress));
  };
  const timer = setInterval(write, everyMs);
  return {
    say: (sentence) => terminal.err.say(`${interactive ? CLEAR : ""}${sentence}\n`),
    hide() {
      clearInterval(timer);
      if (interactive) terminal.err.say(CLEAR);
    },
  };
};
