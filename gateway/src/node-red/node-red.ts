import { createBackOff } from "@datacityzen/hardware/back-off";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Logger } from "pino";
import { type FlowAlert, FromNodeRed } from "./messages.ts";
import { type Ending, type NodeRedProcess, type ProcessOptions, startNodeRed } from "./process.ts";

/** Why Node-RED was ended. `ended`: by itself; a rejected promise in a flow does that. */
export type NodeRedEnd = "ended" | "stuck" | "memory" | "not_started";

export interface NodeRedState {
  readonly isRunning: boolean;
  /** Since when it runs, or does not; UTC ms. */
  readonly since: number;
  readonly restarts: number;
  readonly lastEnd?: { readonly why: NodeRedEnd; readonly at: number };
  /** It ended too often: it runs with its flows stopped, until somebody deploys them again. */
  readonly areFlowsStopped: boolean;
  /** Messages that a flow which did not listen never got. */
  readonly leftOut: number;
  /** The newest first. */
  readonly alerts: readonly FlowAlert[];
  readonly editor: string | undefined;
}

/** How a station is, for flows. */
export interface FlowStation {
  readonly station: string;
  readonly state: string;
  readonly since?: number;
}

export interface NodeRed {
  state(): NodeRedState;
  tellReadings(station: string, readings: readonly Reading[]): void;
  stop(): Promise<void>;
}

export interface NodeRedOptions extends Pick<ProcessOptions, "program" | "folder" | "memoryMb"> {
  readonly editor?: { readonly host: string; readonly port: number } | undefined;
  /** Where annotations go. */
  readonly platform?: string | undefined;
  readonly stations: () => readonly FlowStation[];
  readonly onAlert: (alert: FlowAlert) => void;
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
  readonly now: () => number;
  readonly random: () => number;
  readonly limits?: Partial<Limits>;
}

interface Limits {
  /** It says each second that it goes on; a flow that computes for so long is stuck. */
  readonly silenceMs: number;
  /** A small board takes its time. */
  readonly startMs: number;
  readonly lookEveryMs: number;
  readonly patience: { readonly firstMs: number; readonly longestMs: number };
  /** So many ends within `endsWithinMs` stop the flows. */
  readonly mostEnds: number;
  readonly endsWithinMs: number;
}

const usual: Limits = {
  silenceMs: 15_000,
  startMs: 180_000,
  lookEveryMs: 1000,
  patience: { firstMs: 1000, longestMs: 60_000 },
  mostEnds: 4,
  endsWithinMs: 600_000,
};

/** What Node-RED needs beside its heap: its program, buffers. */
const BESIDE_HEAP_BYTES = 160 * 1024 * 1024;
/** Messages on their way to it: a flow that does not listen must not fill the gateway's memory. */
const MOST_UNDER_WAY = 2000;
const MOST_ALERTS = 50;
/** A flow that cries without a pause is heard once a second. */
const ALERT_EVERY_MS = 1000;
const STOP_WITHIN_MS = 5000;

/**
 * Keeps Node-RED running beside the gateway: what goes wrong in a flow ends that process, never this one. Whatever it
 * does not take is left out and counted.
 */
export const openNodeRed = (options: NodeRedOptions): NodeRed => {
  const { editor, platform, stations, onAlert, log, now, random } = options;
  const limits: Limits = { ...usual, ...options.limits };
  const backOff = createBackOff(limits.patience, random);
  let child: NodeRedProcess | undefined;
  let since = now();
  /** When it last said that it goes on. */
  let spokeAt: number | undefined;
  /** Its flows listen. */
  let isRunning = false;
  let told = 0;
  let heard = 0;
  let leftOut = 0;
  let restarts = 0;
  let ends: readonly number[] = [];
  let lastEnd: NodeRedState["lastEnd"];
  let killedFor: NodeRedEnd | undefined;
  let areFlowsStopped = false;
  let alerts: readonly FlowAlert[] = [];
  let lastAlert = Number.NEGATIVE_INFINITY;
  let knownStations = "";
  let starting: NodeJS.Timeout | undefined;
  let stopping: (() => void) | undefined;

  const tell = (message: object): void => {
    if (child === undefined || !isRunning) return;
    if (told - heard >= MOST_UNDER_WAY) {
      leftOut += 1;
      return;
    }
    told += 1;
    child.send(message);
  };
  const tellStations = (): void => {
    if (!isRunning) return;
    const all = stations();
    const text = JSON.stringify(all);
    if (text === knownStations) return;
    knownStations = text;
    tell({ kind: "health", stations: all });
  };

  const onMessage = (given: unknown): void => {
    const parsed = FromNodeRed.safeParse(given);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === "alert") {
      if (now() - lastAlert < ALERT_EVERY_MS) {
        leftOut += 1;
        return;
      }
      lastAlert = now();
      const { kind: _, ...rest } = message;
      const alert = { ...rest, at: now() };
      alerts = [alert, ...alerts].slice(0, MOST_ALERTS);
      onAlert(alert);
      return;
    }
    if (!isRunning && message.areFlowsStarted) {
      isRunning = true;
      since = now();
      log.info({ editor: editor && `${editor.host}:${editor.port}` }, "Node-RED runs");
    }
    spokeAt = now();
    heard = message.heard;
    if (message.memory > options.memoryMb * 1024 * 1024 + BESIDE_HEAP_BYTES) kill("memory");
    else tellStations();
  };

  const kill = (why: NodeRedEnd): void => {
    killedFor ??= why;
    child?.kill("SIGKILL");
  };

  const onEnd = (ending: Ending): void => {
    child = undefined;
    const wasRunning = isRunning;
    isRunning = false;
    since = now();
    if (stopping !== undefined) {
      stopping();
      return;
    }
    const why = killedFor ?? (wasRunning ? "ended" : "not_started");
    lastEnd = { why, at: now() };
    log.warn({ why, ending }, "Node-RED has ended, and is started again");
    ends = [...ends.filter((at) => now() - at < limits.endsWithinMs), now()];
    if (ends.length >= limits.mostEnds && !areFlowsStopped) {
      areFlowsStopped = true;
      log.warn({ ends: ends.length }, "Node-RED ended too often: it starts with its flows stopped");
    }
    restarts += 1;
    starting = setTimeout(start, backOff.next());
  };

  const start = (): void => {
    spokeAt = undefined;
    isRunning = false;
    killedFor = undefined;
    told = 0;
    heard = 0;
    knownStations = "";
    since = now();
    child = startNodeRed({
      ...options,
      settings: { editor, platform, areFlowsStopped },
      onMessage,
      onEnd,
      onLine: (line) => log.debug({ line }, "Node-RED says"),
    });
  };
  start();

  const looking = setInterval(() => {
    if (child === undefined) return;
    if (!isRunning) {
      if (now() - since > limits.startMs) kill("not_started");
    } else if (now() - (spokeAt ?? since) > limits.silenceMs) kill("stuck");
    // So long without an end: what went wrong before is over.
    else if (now() - since > limits.endsWithinMs) backOff.reset();
  }, limits.lookEveryMs);

  return {
    state: () => ({
      ...{ isRunning, since, restarts, areFlowsStopped, leftOut, alerts },
      ...(lastEnd === undefined ? {} : { lastEnd }),
      editor: editor && `http://${editor.host}:${editor.port}/`,
    }),
    tellReadings: (station, readings) => tell({ kind: "readings", station, readings }),
    async stop() {
      clearInterval(looking);
      clearTimeout(starting);
      if (child === undefined) return;
      const ended = new Promise<void>((resolve) => {
        stopping = resolve;
      });
      child.kill("SIGTERM");
      const late = setTimeout(() => child?.kill("SIGKILL"), STOP_WITHIN_MS);
      await ended;
      clearTimeout(late);
    },
  };
};
