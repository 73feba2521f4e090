import { recogniseSensors } from "@datacityzen/hardware/recognise";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { Instant } from "@datacityzen/hardware/wire/batch";
import type { Line, LineAdvice, LineState } from "@datacityzen/hardware/wire/line";
import type { PortEvent, PortFault } from "./ports/port.ts";
import type { SensorEvent } from "./sensor-reader.ts";

/** What is known of a line. Instants are of the monotonic clock that its events bear. */
export interface LineView {
  readonly state: LineState;
  /** Since when. */
  readonly since: number;
  readonly bytes: number;
  readonly withinMs?: number;
  readonly likely?: readonly string[];
  readonly advice?: LineAdvice;
}

/** Watches what arrives on the line to one sensor. */
export interface LineMonitor {
  /** To be called with each event of the port. */
  onPortEvent(event: PortEvent): void;
  /** To be called with what the bytes were decoded to. */
  onSensorEvent(event: SensorEvent): void;
  /** How the line is at `now`; to be asked at least every second. */
  look(now: number): LineView;
}

export interface LineMonitorOptions {
  readonly sensor: Sensor;
  /** From one reading of the station to the next. */
  readonly everyMs: number;
  readonly now: number;
  /** How long it rests at a time, where it works in a duty cycle. */
  readonly restMs?: () => number;
}

/** People see a change within 30 s. */
const QUIET_MS = 20_000;
/** Bytes that are no frames are examined when there are so many, or after so long. */
const UNREADABLE_MS = 8000;
const UNREADABLE_BYTES = 16;
/** Enough for many frames of every sensor. */
const KEPT_BYTES = 1024;
/** Examined again from time to time: another sensor may have been plugged in. */
const RECOGNISE_EVERY_MS = 10_000;

/** What to do about a port that cannot be opened. */
export const portAdvice: { readonly [fault in PortFault]: LineAdvice } = {
  absent: "port_absent",
  denied: "port_denied",
  busy: "port_busy",
  unplugged: "port_unplugged",
  failed: "port_failed",
};

/** Frames that are refused and still come from this sensor: it is there and sends. */
const ownReasons = ["reply", "warming_up", "error_code", "unknown", "no_fix", "out_of_range"];
const damaged = ["checksum", "tail", "length", "truncated"];

type Judged = Omit<LineView, "since" | "bytes">;

export const createLineMonitor = ({
  sensor,
  everyMs,
  now,
  restMs = () => 0,
}: LineMonitorOptions): LineMonitor => {
  const isAsked = sensor.dialogue?.read !== undefined;
  const periodMs = sensor.everyMs ?? (isAsked ? everyMs : 1000);
  const usualMs = () => Math.max(QUIET_MS, 3 * periodMs, restMs() + QUIET_MS);

  let openedAt: number | undefined;
  let fault: PortFault | undefined;
  let bytes = 0;
  /** The last frame of this sensor, and the last that held a measurement. */
  let lastFrame: number | undefined;
  let lastValue: number | undefined;
  /** Since the last frame: when the first bytes came, how many, and the last of them. */
  let unreadSince: number | undefined;
  let unread = 0;
  let recent: Uint8Array = new Uint8Array();
  let lastBytes = now;
  let isDamaged = false;
  let likely: readonly string[] = [];
  let recognisedAt = Number.NEGATIVE_INFINITY;
  let last: LineView = { state: "waiting", since: now, bytes: 0 };

  const forgetUnread = () => {
    unreadSince = undefined;
    unread = 0;
    recent = new Uint8Array();
    isDamaged = false;
    likely = [];
    recognisedAt = Number.NEGATIVE_INFINITY;
  };

  const recognise = (at: number) => {
    if (at < recognisedAt + RECOGNISE_EVERY_MS) return;
    recognisedAt = at;
    const models = recogniseSensors(recent).map(({ model }) => model);
    // Odd values of the expected sensor are no other sensor's.
    likely = models.includes(sensor.model) ? [] : models.slice(0, 5);
  };

  const judgeSilence = (at: number, since: number): Judged => {
    const quietMs = lastFrame === undefined ? QUIET_MS : usualMs();
    const longestMs = Math.max(sensor.longestSilenceMs ?? 0, quietMs);
    const silence = at - since;
    if (silence >= longestMs)
      return { state: "silent", advice: isAsked ? "check_question" : "check_wires" };
    if (silence >= quietMs) return { state: "waiting", advice: "wait", withinMs: longestMs };
    return { state: lastFrame === undefined ? "waiting" : "speaking", withinMs: longestMs };
  };

  const isUnreadable = (at: number): boolean => {
    if (unreadSince === undefined) return false;
    // The sensor was unplugged.
    if (at - lastBytes > QUIET_MS) forgetUnread();
    if (unreadSince === undefined) return false;
    const age = at - unreadSince;
    return unread >= UNREADABLE_BYTES
      ? age >= UNREADABLE_MS
      : unread >= UNREADABLE_BYTES / 4 && age >= QUIET_MS;
  };

  const judge = (at: number): Judged => {
    if (fault !== undefined) return { state: "closed", advice: portAdvice[fault] };
    if (openedAt === undefined) return { state: "waiting" };
    if (isUnreadable(at)) {
      recognise(at);
      if (likely.length > 0) return { state: "unreadable", advice: "other_sensor", likely };
      return { state: "unreadable", advice: isDamaged ? "damaged_frames" : "noise" };
    }
    const silence = judgeSilence(at, lastFrame ?? openedAt);
    const isMute = at - (lastValue ?? openedAt) > sensor.warmUpMs + usualMs();
    return silence.state === "speaking" && isMute
      ? { state: "speaking", advice: "no_value" }
      : silence;
  };

  return {
    onPortEvent(event) {
      switch (event.kind) {
        case "opened":
          openedAt = event.at;
          fault = undefined;
          bytes = 0;
          lastFrame = undefined;
          lastValue = undefined;
          return forgetUnread();
        case "lost":
          fault = event.reason;
          return;
        case "bytes":
          bytes += event.bytes.length;
          lastBytes = event.at;
          unreadSince ??= event.at;
          unread += event.bytes.length;
          recent = Uint8Array.from([...recent, ...event.bytes].slice(-KEPT_BYTES));
          return;
        default:
          event satisfies never;
      }
    },
    onSensorEvent(event) {
      if (
        event.kind === "measured" ||
        (event.kind === "rejected" && ownReasons.includes(event.reason))
      ) {
        lastFrame = event.at;
        if (event.kind === "measured") lastValue = event.at;
        return forgetUnread();
      }
      if (event.kind === "rejected" && damaged.includes(event.reason)) isDamaged = true;
    },
    look(at) {
      const judged = judge(at);
      const isSame = judged.state === last.state && judged.advice === last.advice;
      last = { ...judged, since: isSame ? last.since : at, bytes };
      return last;
    },
  };
};

/** A line and where it is. */
export interface PlacedView {
  readonly port: string;
  readonly model: string;
  readonly view: LineView;
  /** How long it has worked, how long it may, and what it was told at its start. */
  readonly care?: Pick<Line, "hours" | "life" | "selfCalibration">;
}

/** Two lines on each of which the other's sensor seems to send are swapped. */
const swappedWith = (line: PlacedView, all: readonly PlacedView[]): string | undefined =>
  all.find(
    (other) =>
      other !== line &&
      line.view.likely?.includes(other.model) === true &&
      other.view.likely?.includes(line.model) === true,
  )?.port;

/** The lines as a status lists them; `utcOf` converts the monotonic clock to UTC. */
export const describeLines = (
  all: readonly PlacedView[],
  utcOf: (stamp: number) => number,
): Line[] =>
  all.map((line) => {
    const { state, since, bytes, withinMs, likely = [], advice } = line.view;
    const other = swappedWith(line, all);
    const expected = all.find(({ port }) => port === other)?.model;
    const ordered =
      expected === undefined ? likely : [expected, ...likely.filter((one) => one !== expected)];
    return {
      port: line.port.slice(-128),
      model: line.model,
      state,
      ...(Instant.safeParse(utcOf(since)).success ? { since: utcOf(since) } : {}),
      bytes,
      ...(withinMs === undefined ? {} : { within: Math.round(withinMs / 1000) }),
      ...(ordered.length === 0 ? {} : { likely: [...ordered] }),
      ...(other === undefined ? {} : { other: other.slice(-128) }),
      ...(advice === undefined ? {} : { advice: other === undefined ? advice : "swapped_ports" }),
      ...line.care,
    };
  });
