import type { HeardReading, SaidState } from "@datacityzen/hardware/station-state";
import type { GatewayHealth } from "@datacityzen/hardware/wire/status";

/** What keeps a station, or a gateway, from doing its work; in the order of urgency. */
export const fleetProblems = [
  "silent",
  "late",
  "not_heard",
  "disk_error",
  "disk_full",
  "old_software",
] as const;
export type FleetProblem = (typeof fleetProblems)[number];

export interface FoundProblem {
  readonly problem: FleetProblem;
  /** In UTC ms; of a disk when it was told, and absent where nobody knows. */
  readonly since?: number;
}

/** One station or gateway as the cloud knows it. All instants are UTC milliseconds. */
export interface FleetFacts {
  readonly firstSeen: number;
  readonly isGateway: boolean;
  readonly said?: SaidState | undefined;
  /** When its status reached the cloud. */
  readonly statusReceived?: number | undefined;
  readonly reading?: HeardReading | undefined;
  /** What the gateway through which it was last heard said of itself. */
  readonly gateway?: SaidState | undefined;
  /** Milliseconds from one reading to the next, of the slowest sensor; 0 when not known. */
  readonly everyMs: number;
  /** Milliseconds from one delivery to the next, where it sends in bursts. */
  readonly deliveryMs?: number | undefined;
  readonly health?: Pick<GatewayHealth, "disk" | "freeBytes"> | undefined;
  readonly software?: { readonly [part: string]: string } | undefined;
}

export interface Fleet {
  /** The newest version of each of our programs that any station runs. */
  readonly newest: ReadonlyMap<string, string>;
  /** Since when the cloud listens: what it could not hear before is nobody's silence. */
  readonly listeningSince: number;
}

export const fleetThresholds = {
  /** Issue 12, item 7: a dead station shows within two of its intervals and a grace. */
  silentIntervals: 2,
  /** One reading is missing; the next may be on its way. */
  lateIntervals: 1,
  /** As long as `patienceMs` of hardware/src/station-state.ts waits at least. */
  graceMs: 300_000,
  /** A station that sleeps, and whose deliveries are not known yet: the longest interval of a `hello`. */
  sleepMs: 86_400_000,
  /** Chosen, not measured: a warning before the gateway itself says `disk_full`. */
  leastFreeBytes: 100_000_000,
  /** Ways of telling the time differ by less. */
  aheadMs: 60_000,
} as const;

/** Our own programs: the version of Node goes with them. */
const programs = ["edge", "gateway"] as const;

const numbersOf = (version: string): readonly number[] | undefined => {
  const found = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version);
  return found?.slice(1).map(Number);
};

/** Whether a version is older than another; what is not three numbers, such as a trial, is never old. */
export const isOlder = (one: string, other: string): boolean => {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  if (left === undefined || right === undefined) return false;
  const index = left.findIndex((number, place) => number !== right[place]);
  return index >= 0 && (left[index] ?? 0) < (right[index] ?? 0);
};

/** The newest version of each of our programs among what stations say that they run. */
export const newestSoftware = (
  all: Iterable<FleetFacts["software"]>,
): ReadonlyMap<string, string> => {
  const newest = new Map<string, string>();
  for (const software of all)
    for (const program of programs) {
      const version = software?.[program];
      if (version === undefined || numbersOf(version) === undefined) continue;
      const known = newest.get(program);
      if (known === undefined || isOlder(known, version)) newest.set(program, version);
    }
  return newest;
};

/** Whether nothing comes any more. What comes late is heard: whoever catches up is not silent. */
const silenceOf = (
  { firstSeen, isGateway, said, reading, gateway, everyMs, deliveryMs = 0 }: FleetFacts,
  { listeningSince }: Fleet,
  now: number,
): FoundProblem | undefined => {
  const { silentIntervals, lateIntervals, graceMs, sleepMs, aheadMs } = fleetThresholds;
  // What a clock of ours that was ahead noted says nothing.
  const past = (at: number | undefined) => (at !== undefined && at <= now + aheadMs ? at : 0);
  const received = past(reading?.received);
  if (isGateway)
    return said !== undefined && said.state !== "online" && now - past(said.since) > graceMs
      ? { problem: "silent", since: said.since }
      : undefined;
  if (gateway !== undefined && gateway.state !== "online" && received <= past(gateway.since))
    return { problem: "not_heard", since: gateway.since };
  const last = received || past(said?.since) || past(firstSeen);
  // While its gateway or the cloud was away nobody could hear it: its time begins anew.
  const from = Math.max(last, past(gateway?.since), listeningSince);
  const sleeps = said?.state === "sleeping" && deliveryMs === 0;
  const interval = Math.max(everyMs, deliveryMs, sleeps ? sleepMs : 0);
  const quiet = now - from;
  if (quiet > silentIntervals * interval + graceMs) return { problem: "silent", since: last };
  if (quiet > lateIntervals * interval + graceMs) return { problem: "late", since: last };
  return undefined;
};

/** What is wrong with a station or a gateway at the moment, the most urgent first. */
export const problemsOf = (
  facts: FleetFacts,
  fleet: Fleet,
  now: number,
): readonly FoundProblem[] => {
  const { health, statusReceived, software } = facts;
  const found: FoundProblem[] = [];
  const silence = silenceOf(facts, fleet, now);
  if (silence !== undefined) found.push(silence);
  const told = statusReceived === undefined ? {} : { since: statusReceived };
  if (health?.disk === "disk_error") found.push({ problem: "disk_error", ...told });
  else if (
    health !== undefined &&
    (health.disk === "disk_full" || health.freeBytes < fleetThresholds.leastFreeBytes)
  )
    found.push({ problem: "disk_full", ...told });
  const isOld = programs.some((program) => {
    const [own, newest] = [software?.[program], fleet.newest.get(program)];
    return own !== undefined && newest !== undefined && isOlder(own, newest);
  });
  if (isOld) found.push({ problem: "old_software" });
  return found;
};
