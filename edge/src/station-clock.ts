import { PLATFORM_START } from "@datacityzen/hardware/clock-judgement";
import { type Clock, Instant } from "@datacityzen/hardware/wire/batch";

/** The machine's clock was set to another time. */
export interface ClockStep {
  /** What to add to a UTC instant that was given before. */
  readonly byMs: number;
  /** UTC, by the old and by the new setting of the clock. */
  readonly before: number;
  readonly after: number;
  /** The time before had no source: what was dated by it is to be moved. */
  readonly repairs: boolean;
}

export interface StationClockOptions {
  /** UTC milliseconds by the machine. */
  readonly utc: () => number;
  /** Milliseconds that nobody can set. */
  readonly monotonic: () => number;
  /** What the machine's clock rests on. */
  readonly readSource: () => Promise<Clock>;
  /** The last instant at which an earlier run knew the time. */
  readonly lastKnown?: number | undefined;
  /** The clock was set to a time that cannot be; ours goes on. */
  readonly onRefused?: (refused: number) => void;
}

/**
 * The station's time: UTC outside, monotonic inside. What happens is stamped with `monotonic`, and
 * gets its UTC instant when it is handled, by what is known of the time then.
 */
export interface StationClock {
  readonly monotonic: () => number;
  /** The UTC instant of something that was stamped with `monotonic`. */
  utcOf(stamp: number): number;
  now(): number;
  source(): Clock;
  /** The time has no source, and cannot be right. */
  isWrong(): boolean;
  /** Compares with the machine's clock; to be called from time to time. */
  look(): void;
  /** Asks the machine again what its clock rests on. */
  refresh(): Promise<void>;
  /** Calls `handle` from now on when the clock was set. */
  onStep(handle: (step: ClockStep) => void): void;
  /** A satellite receiver gave the time `utc` at `stamp`. */
  onSatelliteTime(utc: number, stamp: number): void;
}

/** A change of at least this much is a step; a smaller one is followed without a report. */
const STEP_MS = 1000;
/** A receiver that gave no time for so long is no source any more. */
const SATELLITE_MS = 10 * 60_000;

export const createStationClock = ({
  utc,
  monotonic,
  readSource,
  lastKnown = PLATFORM_START,
  onRefused = () => undefined,
}: StationClockOptions): StationClock => {
  let offset = utc() - monotonic();
  let machineSource: Clock = "free";
  let satellite: { readonly offset: number; readonly lastAt: number } | undefined;
  let refused = false;
  const stepHandlers: ((step: ClockStep) => void)[] = [];

  const isPossible = (instant: number) =>
    instant >= Math.max(lastKnown, PLATFORM_START) &&
    Instant.safeParse(Math.round(instant)).success;

  const hasSatellite = () =>
    satellite !== undefined && monotonic() - satellite.lastAt <= SATELLITE_MS;

  const source = (): Clock => {
    if (machineSource !== "free") return machineSource;
    return hasSatellite() ? "gps" : "free";
  };

  const setOffset = (next: number, repairs: boolean) => {
    const byMs = next - offset;
    const before = monotonic() + offset;
    offset = next;
    if (Math.abs(byMs) < STEP_MS) return;
    for (const handle of stepHandlers) handle({ byMs, before, after: before + byMs, repairs });
  };

  const look = () => {
    // The machine's clock is not asked while a satellite receiver knows better.
    if (machineSource === "free" && hasSatellite()) return;
    const next = utc() - monotonic();
    const isRefused =
      machineSource === "free" && !isPossible(utc()) && isPossible(monotonic() + offset);
    if (isRefused && !refused) onRefused(utc());
    refused = isRefused;
    if (!isRefused) setOffset(next, machineSource === "free");
  };

  return {
    monotonic,
    utcOf: (stamp) => Math.round(stamp + offset),
    now: () => Math.round(monotonic() + offset),
    source,
    isWrong: () => source() === "free" && !isPossible(monotonic() + offset),
    look,
    async refresh() {
      const next = await readSource();
      // A step that came with the new source is judged by the old one: the time before it had no source.
      if (machineSource === "free") look();
      machineSource = next;
      look();
    },
    onStep: (handle) => void stepHandlers.push(handle),
    onSatelliteTime(given, stamp) {
      // Ten bits of week number begin anew every 1024 weeks: such a date lies before us.
      if (machineSource !== "free" || !isPossible(given)) return;
      const next = given - stamp;
      const wasFree = !hasSatellite();
      satellite = { offset: next, lastAt: monotonic() };
      // Sentences come up to a second after their instant, by how busy the line is.
      if (wasFree || Math.abs(next - offset) >= STEP_MS) setOffset(next, wasFree);
    },
  };
};
