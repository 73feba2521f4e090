/** What a station last said of itself, in its status or by its will. All instants are UTC milliseconds. */
export interface SaidState {
  readonly state: "online" | "sleeping" | "offline";
  /** When it first said so: repeating it changes nothing. */
  readonly since: number;
}

/** The newest reading of a station. */
export interface HeardReading {
  readonly at: number;
  readonly received: number;
  /** The station's clock cannot be trusted: `at` says nothing about when it was measured. */
  readonly clockDoubtful?: boolean | undefined;
}

export interface StationFacts {
  readonly said?: SaidState | undefined;
  readonly reading?: HeardReading | undefined;
  /** What the gateway through which the station was last heard said of itself. */
  readonly gateway?: SaidState | undefined;
  /** Milliseconds from one reading to the next, of the slowest sensor; 0 when not known. */
  readonly everyMs: number;
  /** Milliseconds from one delivery to the next, where the station sends in bursts. */
  readonly deliveryMs?: number | undefined;
}

/** The states that people see. */
export const stationStates = [
  "online",
  "starting",
  "catching_up",
  "silent",
  "cut_off",
  "sleeping",
  "offline",
  "unknown",
] as const;

export type StationState =
  | { readonly kind: "online" }
  /** It has just come, and its first reading is awaited until `until`. */
  | { readonly kind: "starting"; readonly until: number }
  /** What it measured earlier arrives now; the newest of it was measured at `reached`. */
  | { readonly kind: "catching_up"; readonly reached: number }
  /** Nothing was measured since. */
  | { readonly kind: "silent"; readonly since: number }
  /** Its gateway is away since: how the station is, nobody can know. */
  | { readonly kind: "cut_off"; readonly since: number }
  | { readonly kind: "sleeping" | "offline"; readonly since: number }
  | { readonly kind: "unknown" };

/** Beyond two intervals, before their absence is a silence: the way takes its time, and batches come together. */
const GRACE_MS = 300_000;
/** One reading may be lost on the way, or one delivery of a station that sends in bursts. */
const INTERVALS = 2;

/** How long a station may give no reading before that is a silence. */
export const patienceMs = (everyMs: number, deliveryMs = 0): number =>
  INTERVALS * (everyMs + deliveryMs) + GRACE_MS;

/** A clock that runs ahead measures nothing in the future. */
const measuredAt = ({ at, received, clockDoubtful }: HeardReading): number =>
  clockDoubtful ? received : Math.min(at, received);

/** Ways of telling the time differ by less. */
const AHEAD_MS = 60_000;

/**
 * What is dated after `now` came while the clock that dated it was ahead, and would be the newest until then:
 * of a reading its own instant counts, of what was said nothing does.
 */
const withoutFuture = (
  { said, reading, gateway, ...rest }: StationFacts,
  now: number,
): StationFacts => {
  const isPast = (at: number) => at <= now + AHEAD_MS;
  const isWhole = reading === undefined || isPast(reading.received);
  return {
    ...rest,
    said: said && isPast(said.since) ? said : undefined,
    gateway: gateway && isPast(gateway.since) ? gateway : undefined,
    reading: isWhole
      ? reading
      : isPast(reading.at)
        ? { at: reading.at, received: reading.at }
        : undefined,
  };
};

const isLate = (reading: HeardReading, patience: number): boolean =>
  reading.received - measuredAt(reading) > patience;

/**
 * The state of a station. What happened last decides: a reading that was measured after the station
 * said good-bye means that it is back, and one that was measured before and came late does not. While
 * its gateway is away, a station that had not said good-bye before may be alive.
 */
export const stationState = (facts: StationFacts, now: number): StationState => {
  const { said, reading, gateway, everyMs, deliveryMs } = withoutFuture(facts, now);
  const patience = patienceMs(everyMs, deliveryMs);
  const measured = reading && measuredAt(reading);
  if (said !== undefined && said.state !== "online" && (measured ?? 0) <= said.since)
    return { kind: said.state, since: said.since };
  if (
    gateway !== undefined &&
    gateway.state !== "online" &&
    (reading?.received ?? 0) <= gateway.since
  )
    return { kind: "cut_off", since: gateway.since };
  if (measured !== undefined && now - measured <= patience) return { kind: "online" };
  if (reading && isLate(reading, patience) && now - reading.received <= patience)
    return { kind: "catching_up", reached: reading.at };
  if (said?.state === "online" && now - said.since <= patience)
    return { kind: "starting", until: said.since + patience };
  const last = measured ?? said?.since;
  return last === undefined ? { kind: "unknown" } : { kind: "silent", since: last };
};
