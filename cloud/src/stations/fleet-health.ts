import { type HeardReading, patienceMs, type SaidState } from "@datacityzen/hardware/station-state";
import type { BoardTrouble } from "./board-trouble.ts";
import type { DoubtedSensor } from "./sensor-doubts.ts";
import { isOlder } from "./software.ts";
import type { Vitals } from "./vitals.ts";

/** What keeps a station, or a gateway, from doing its work; in the order of urgency. */
export const fleetProblems = [
  "silent",
  "late",
  "not_heard",
  "disk_error",
  "disk_full",
  "low_battery",
  "weak_link",
  "stuck",
  "drifting",
  "old_software",
] as const;
export type FleetProblem = (typeof fleetProblems)[number];

export interface FoundProblem {
  readonly problem: FleetProblem;
  /** In UTC ms; absent where nobody knows. */
  readonly since?: number;
  /** Percent of a battery, dBm of a radio. */
  readonly value?: number;
}

/** One station or gateway as the cloud knows it. All instants are UTC milliseconds. */
export interface FleetFacts {
  readonly firstSeen: number;
  readonly isGateway: boolean;
  readonly said?: SaidState | undefined;
  readonly reading?: HeardReading | undefined;
  /** What the gateway through which it was last heard said of itself. */
  readonly gateway?: SaidState | undefined;
  /** Milliseconds from one reading to the next, of the slowest sensor; 0 when not known. */
  readonly everyMs: number;
  /** Milliseconds from one delivery to the next, where it sends in bursts. */
  readonly deliveryMs?: number | undefined;
  readonly board?: BoardTrouble | undefined;
  readonly vitals?: Vitals | undefined;
  readonly software?: { readonly [part: string]: string } | undefined;
  /** What the checks of its last day say of its sensors. */
  readonly doubts?: readonly DoubtedSensor[] | undefined;
}

export interface Fleet {
  /** The version of each program that stations should run: what they say of each other's counts for nothing. */
  readonly current: ReadonlyMap<string, string>;
  /** Since when the cloud listens without a break: what it could not hear before is nobody's silence. */
  readonly listeningSince: number;
}

export const fleetThresholds = {
  /** Beyond one interval, before a reading that is missing is told: the next may be on its way. */
  graceMs: 300_000,
  /** A station that sleeps, and whose deliveries are not known yet: the longest interval of a `hello`. */
  sleepMs: 86_400_000,
  /** Ways of telling the time differ by less. */
  aheadMs: 60_000,
} as const;

/** Whether nothing comes any more. What comes late is heard: whoever catches up is not silent. */
const silenceOf = (
  { firstSeen, isGateway, said, reading, gateway, everyMs, deliveryMs = 0 }: FleetFacts,
  { listeningSince }: Fleet,
  now: number,
): FoundProblem | undefined => {
  const { graceMs, sleepMs, aheadMs } = fleetThresholds;
  // What a clock of ours that was ahead noted says nothing.
  const past = (at: number | undefined) => (at !== undefined && at <= now + aheadMs ? at : 0);
  /** Who was away when the cloud began to listen, most often because the cloud was, gets time to come back. */
  const isAway = (one: SaidState | undefined): one is SaidState =>
    one !== undefined &&
    one.state !== "online" &&
    (past(one.since) >= listeningSince || now - listeningSince > graceMs);
  const received = past(reading?.received);
  if (isGateway)
    return isAway(said) && now - past(said.since) > graceMs
      ? { problem: "silent", since: said.since }
      : undefined;
  if (isAway(gateway) && received <= past(gateway.since))
    return { problem: "not_heard", since: gateway.since };
  const last = received || past(said?.since) || past(firstSeen);
  // While its gateway or the cloud was away nobody could hear it: its time begins anew.
  const from = Math.max(last, past(gateway?.since), listeningSince);
  const sleeps = said?.state === "sleeping" && deliveryMs === 0;
  const interval = Math.max(everyMs, deliveryMs, sleeps ? sleepMs : 0);
  const quiet = now - from;
  if (quiet > patienceMs(everyMs, sleeps ? sleepMs : deliveryMs))
    return { problem: "silent", since: last };
  if (quiet > interval + graceMs) return { problem: "late", since: last };
  return undefined;
};

/** What is wrong with a station or a gateway at the moment, the most urgent first. */
export const problemsOf = (
  facts: FleetFacts,
  fleet: Fleet,
  now: number,
): readonly FoundProblem[] => {
  const { board: { disk, signal: ofBoard } = {}, vitals: { battery, signal = ofBoard } = {} } =
    facts;
  const { software = {}, doubts = [] } = facts;
  const found: FoundProblem[] = [];
  const silence = silenceOf(facts, fleet, now);
  if (silence !== undefined) found.push(silence);
  if (disk !== undefined) found.push({ problem: disk.problem, since: disk.since });
  if (battery !== undefined) found.push({ problem: "low_battery", ...battery });
  if (signal !== undefined) found.push({ problem: "weak_link", ...signal });
  found.push(...doubts);
  const isOld = [...fleet.current].some(([program, current]) => {
    const own = Object.hasOwn(software, program) ? software[program] : undefined;
    return own !== undefined && isOlder(own, current);
  });
  if (isOld) found.push({ problem: "old_software" });
  return found;
};
