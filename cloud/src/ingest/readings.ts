import type { ClockHistory } from "@datacityzen/hardware/clock-judgement";
import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import { type Flag, type Origin, originOf, origins } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import { createMistakeCheck } from "@datacityzen/hardware/plausibility/mistake-check";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import { parseBatch } from "@datacityzen/hardware/wire/partial-batch";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { EventBus } from "../events/bus.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import type { Appended, Conflict, SeriesStore } from "../series/store.ts";
import type { Settled } from "../settled.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { nameLimits } from "../stations/limits.ts";
import {
  type StationRecord,
  withClock,
  withOrigins,
  withPause,
  withVia,
} from "../stations/station.ts";
import { type Clocks, createClocks, type JudgedBatch } from "./clocks.ts";
import { withinNames } from "./names.ts";
import { begin, type KnownAtOnce, later, ofPart, type Refusal, refused } from "./refusal.ts";

/**
 * A year and a month after now, as far as anything we know may say that it is now: beyond this no station's clock was merely a
 * little wrong, and no reading is kept in a series.
 */
const FARTHEST_AHEAD_MS = 400 * 86_400_000;

export interface ReadingsParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly events: EventBus;
  readonly now: () => number;
  /** Milliseconds that really passed, from some start: by a clock that nobody sets. */
  readonly elapsed: () => number;
}

export interface ReadingsIntake {
  /**
   * Keeps what can be kept of a message with readings; tells, when that is durable, what could not be and
   * why. Gives it where nothing is kept.
   */
  accept(message: ReadingsMessage, settled: Settled<readonly Refusal[]>): KnownAtOnce;
  readonly clocks: Clocks;
}

export interface ReadingsMessage {
  readonly station: string;
  /** Who sent it. */
  readonly sender: string;
  readonly payload: Uint8Array;
  /** The gateway that relayed it. */
  readonly via?: string | undefined;
}

type MistakeCheck = (name: QuantityName, value: number) => boolean;

/** The reading with a flag on each value that no instrument gives, or the same reading. */
const checked = (reading: Reading, isMistake: MistakeCheck): Reading => {
  let marked: Reading["value_flags"];
  for (const name in reading.values) {
    const quantity = name as QuantityName;
    if (!isMistake(quantity, reading.values[quantity] as number)) continue;
    marked ??= { ...reading.value_flags };
    marked[quantity] = [...new Set([...(marked[quantity] ?? []), "implausible" as const])];
  }
  return marked === undefined ? reading : { ...reading, value_flags: marked };
};

/** The readings, each checked; the same list when there is nothing to mark. */
const allChecked = (readings: readonly Reading[], isMistake: MistakeCheck): readonly Reading[] => {
  for (const reading of readings)
    if (checked(reading, isMistake) !== reading)
      return readings.map((one) => checked(one, isMistake));
  return readings;
};

/** `latestNow`: UTC milliseconds. */
const isFar = ({ at }: Reading, latestNow: number): boolean => at > latestNow + FARTHEST_AHEAD_MS;

/** The first reading of a time that nobody's clock is merely wrong by. */
const farAhead = (readings: readonly Reading[], latestNow: number): Reading | undefined => {
  for (const reading of readings) if (isFar(reading, latestNow)) return reading;
  return undefined;
};

const withoutFar = (readings: readonly Reading[], latestNow: number): readonly Reading[] =>
  readings.filter((reading) => !isFar(reading, latestNow));

/** Of some readings those from an instant on, and the others. */
const since = (
  readings: readonly Reading[],
  instant: number,
): { readonly taken: readonly Reading[]; readonly old: readonly Reading[] } => {
  for (const { at } of readings)
    if (at < instant)
      return {
        taken: readings.filter((reading) => reading.at >= instant),
        old: readings.filter((reading) => reading.at < instant),
      };
  return { taken: readings, old: [] };
};

/** The part of a batch that is older than the values that are kept, as a message of its own. */
const tooOld = (
  station: string,
  { boot, seq, clock }: Batch,
  old: readonly Reading[],
  instant: number,
): Refusal => ({
  accepted: false,
  reason: "too_old",
  detail: `${old.length} ${old.length === 1 ? "reading" : "readings"} of before ${isoInstant(instant)}, of which this server keeps sums and no single values: late ones would change what nobody can check any more`,
  ...{ station, boot, seq },
  payload: encodePayload({ boot, seq, clock, readings: [...old] }, "json"),
});

/** The readings, each of one origin; the same list where flags of single values cannot tell another. */
const ofOneOrigin = (batch: Batch): Batch => {
  for (const { value_flags } of batch.readings)
    if (value_flags !== undefined) return { ...batch, readings: batch.readings.flatMap(byOrigin) };
  return batch;
};

/**
 * The reading, or one for each origin of its values: an origin that is told of single values only is
 * that of their series all the same.
 */
const byOrigin = (reading: Reading): readonly Reading[] => {
  if (reading.value_flags === undefined) return [reading];
  const { values, flags } = reading;
  const known = originOf(flags);
  const entries = Map.groupBy(Object.entries(values), ([name]) =>
    originOf(flagsOf(reading, name as QuantityName)),
  );
  if (entries.size === 1 && entries.has(known)) return [reading];
  return [...entries].map(([origin, some]) => ({
    ...reading,
    values: Object.fromEntries(some),
    ...(origin === known ? {} : { flags: [...(flags ?? []), origin as Flag] }),
  }));
};

/** The first mistake of which the station was not told. */
const mistakeIn = (
  readings: readonly Reading[],
  isTold: (about: string) => boolean,
): { readonly about: string; readonly detail: string } | undefined => {
  for (const { sensor, values, value_flags } of readings)
    for (const name in value_flags) {
      const quantity = name as QuantityName;
      const value = values[quantity];
      const mistake = value === undefined ? undefined : likelyMistake(quantity, value);
      if (mistake !== undefined && !isTold(`${sensor} ${quantity}`))
        return {
          about: `${sensor} ${quantity}`,
          detail: `${quantity} of ${sensor}: ${mistake.en} The value is kept and marked.`,
        };
    }
  return undefined;
};

const isoInstant = (at: number): string => new Date(at).toISOString();

/** The part of a batch that contradicts what is kept, as a message of its own. */
const conflictOf = (
  { station, boot, seq, clock, readings }: Told,
  conflicts: readonly Conflict[],
): Refusal => {
  const contradicts = new Map<string, Set<QuantityName>>();
  for (const { sensor, at, origin, quantity } of conflicts) {
    const name = `${sensor} ${at} ${origin}`;
    contradicts.set(name, (contradicts.get(name) ?? new Set()).add(quantity));
  }
  const parts = readings.flatMap((reading) => {
    const { sensor, at, flags, values } = reading;
    const among = contradicts.get(`${sensor} ${at} ${originOf(flags)}`);
    if (among === undefined) return [];
    const entries = Object.entries(values).filter(([name]) => among.has(name as QuantityName));
    return [{ ...reading, values: Object.fromEntries(entries) }];
  });
  const [first] = conflicts;
  const more = conflicts.length === 1 ? "" : ` (and ${conflicts.length - 1} more)`;
  const what =
    first === undefined
      ? ""
      : `${first.quantity} of ${first.sensor} at ${isoInstant(first.at)}: ${first.kept} is kept, ${first.offered} came later${more}`;
  return {
    accepted: false,
    reason: "conflict",
    detail: what,
    station,
    boot,
    seq,
    payload: encodePayload({ boot, seq, clock, readings: parts }, "json"),
  };
};

/** The part of a batch whose series would be too many, as a message of its own. */
const tooManyNames = (
  station: string,
  { boot, seq, clock }: Batch,
  beyond: readonly Reading[],
): Refusal => {
  const sensors = [...new Set(beyond.map(({ sensor }) => sensor))];
  const few = sensors.slice(0, 3).join(", ") + (sensors.length > 3 ? ", …" : "");
  const { sensorsOfStation, seriesOfStation } = nameLimits;
  return {
    accepted: false,
    reason: "too_many",
    detail: `new series of ${sensors.length} sensors (${few}): a station has at most ${sensorsOfStation} sensors and ${seriesOfStation} series`,
    station,
    boot,
    seq,
    payload: encodePayload({ boot, seq, clock, readings: [...beyond] }, "json"),
  };
};

const MEASURED: readonly Origin[] = ["measured"];

const originsIn = (readings: readonly Reading[]): readonly Origin[] => {
  let found = MEASURED;
  let isFirst = true;
  for (const { flags } of readings) {
    const origin = originOf(flags);
    if (isFirst && origin !== "measured") found = [origin];
    else if (!found.includes(origin)) found = [...found, origin];
    if (found.length === origins.length) break;
    isFirst = false;
  }
  return found;
};

const withNews = (
  known: StationRecord,
  found: readonly Origin[],
  received: number,
  quiet: number | undefined,
  via: string | undefined,
): StationRecord => withVia(withPause(withOrigins(known, found), received, quiet), via);

const NOTHING: readonly Refusal[] = [];
const NO_SENSORS: readonly { readonly every: number }[] = [];

/** What is told of a message once its readings are durable. */
interface Told {
  readonly station: string;
  readonly boot: string;
  readonly seq: number;
  readonly clock: Batch["clock"];
  readonly received: number;
  readonly readings: readonly Reading[];
}

/** What a message with readings goes through: salvage, check of values, judgement of the clock, commit. */
export const createReadingsIntake = (parts: ReadingsParts): ReadingsIntake => {
  const { series, stations, events, now, elapsed } = parts;
  const clocks = createClocks();
  /** What our clock showed when `elapsed` was 0. */
  const countedFrom = now() - elapsed();

  /**
   * The latest that it may be: our own clock may have been put back since the start, or many stations may agree that it is behind.
   * Were only our clock believed, all that comes until it is right would fill the quarantine, and push the oldest out of it.
   */
  const latestNow = (received: number): number =>
    Math.max(received, countedFrom + elapsed(), received - (clocks.receiver()?.ahead ?? 0));

  const isMistake = createMistakeCheck();
  /** Mistakes that a station was told of, so that it is told once: "station sensor quantity". */
  const told = new Set<string>();
  /** When the newest message of each station came. */
  const lastReceived = new Map<string, number>();

  /** How long nothing came before this message; undefined for the first that this process sees. */
  const pauseBefore = (station: string, received: number): number | undefined => {
    const last = lastReceived.get(station);
    if (lastReceived.size > 50_000) lastReceived.clear();
    lastReceived.set(station, received);
    return last === undefined ? undefined : received - last;
  };

  /** Changes the station's record where the message says something new of it; undefined where it does not. */
  const noteStation = (
    record: StationRecord | undefined,
    { station, sender, via }: Pick<ReadingsMessage, "station" | "sender" | "via">,
    { boot, received, readings }: Told,
    history: ClockHistory | undefined,
  ): Promise<void> | undefined => {
    const found = originsIn(readings);
    const quiet = pauseBefore(station, received);
    if (history === undefined && record !== undefined)
      if (withNews(record, found, received, quiet, via) === record) return undefined;
    return stations.change(
      station,
      received,
      newsOf(found, received, quiet, via, boot, history),
      sender,
    );
  };

  /** In a function of its own, because a closure of what a function was given costs each of its calls. */
  const newsOf =
    (
      found: readonly Origin[],
      received: number,
      quiet: number | undefined,
      via: string | undefined,
      boot: string,
      history: ClockHistory | undefined,
    ) =>
    (known: StationRecord): StationRecord => {
      const noted = withNews(known, found, received, quiet, via);
      return history === undefined ? noted : withClock(noted, boot, history);
    };

  /** Readings of this boot that were kept before their clock's offset was known. */
  const repair = async (
    station: string,
    received: number,
    { kept, repaired }: NonNullable<JudgedBatch["late"]>,
  ): Promise<void> => {
    await series.append({ station, received, readings: repaired });
    const moved = new Set(repaired.map(({ sensor, at }) => `${sensor} ${at}`));
    await series.choose(
      kept.flatMap(({ sensor, at, flags, values }) =>
        // An instant that another repaired reading has taken is not left out.
        moved.has(`${sensor} ${at}`)
          ? []
          : (Object.keys(values) as QuantityName[]).map((quantity) => ({
              ...{ station, sensor, quantity, origin: originOf(flags), variant: "raw" as const },
              ...{ at, value: null, decided: received, by: "clock-repair@1" },
            })),
      ),
    );
  };

  const tellMistake = ({ station, boot, seq, received, readings }: Told): void => {
    const mistake = mistakeIn(readings, (about) => told.has(`${station} ${about}`));
    if (mistake === undefined) return;
    if (told.size > 50_000) told.clear();
    told.add(`${station} ${mistake.about}`);
    const { detail } = mistake;
    events.publish("readings.marked", {
      ...{ station, received, reason: "implausible", detail, boot, seq },
    });
  };

  const tell = (committed: Told, news: JudgedBatch["news"]): void => {
    const { station, boot, seq, received, readings } = committed;
    events.publish("readings.committed", { station, received, readings });
    if (news !== undefined)
      events.publish("readings.marked", { station, received, boot, seq, ...news });
    tellMistake(committed);
  };

  /** What has become known of earlier readings. */
  const mendEarlier = async (
    { station, received, readings }: Told,
    { late, cleared }: JudgedBatch,
  ): Promise<void> => {
    if (late !== undefined) await repair(station, received, late);
    if (cleared === undefined) return;
    const quantities = new Set(readings.flatMap(({ values }) => Object.keys(values)));
    await series.unflag(
      { stations: [station], quantities: [...quantities] as QuantityName[], ...cleared },
      "clock_doubtful",
    );
  };

  const keep = (
    message: ReadingsMessage,
    record: StationRecord | undefined,
    settled: Settled<readonly Refusal[]>,
  ): KnownAtOnce => {
    const { station, via } = message;
    const received = now();
    const parsed = parseBatch(message.payload, { received });
    if (!parsed.ok) {
      const { reason, detail } = parsed;
      return [{ accepted: false, reason, detail, station }];
    }
    const { faults } = parsed.value;
    const batch = ofOneOrigin(parsed.value.batch);
    const { boot, seq, clock } = batch;
    let refusals =
      faults.length === 0
        ? NOTHING
        : [refused("invalid", faults.join("\n"), { station, boot, seq })];

    const judged = clocks.judge({
      station,
      batch,
      received,
      via,
      every: slowest(record?.hello?.sensors),
      remembered: clockOf(record, boot),
    });
    let near = judged.readings;
    const latest = latestNow(received);
    const far = farAhead(near, latest);
    if (far !== undefined) {
      near = withoutFar(near, latest);
      const detail = `${clockReasons.ahead.en}: a reading is dated ${isoInstant(far.at)}, ${Math.round((far.at - received) / 86_400_000)} days ahead of the cloud's clock`;
      refusals = [...refusals, refused("clock_ahead", detail, { station, boot, seq })];
    }
    const { takes } = series.kept();
    const { taken, old } = since(near, takes);
    if (old.length > 0) refusals = [...refusals, tooOld(station, batch, old, takes)];
    let readings = allChecked(taken, isMistake);
    if (!series.hasSeriesOf(station, readings)) {
      const within = withinNames(series.seriesOf(station), readings, nameLimits);
      readings = within.readings;
      if (within.beyond.length > 0)
        refusals = [...refusals, tooManyNames(station, batch, within.beyond)];
    }
    if (readings.length === 0) return refusals;
    const kept: Told = { station, boot, seq, clock, received, readings };
    const noted = noteStation(record, message, kept, judged.remember);
    commit(kept, judged, refusals, noted, settled);
    return undefined;
  };

  /** Tells that a message is durable; gives what of it could not be kept. */
  const conclude = (
    kept: Told,
    { conflicts }: Appended,
    news: JudgedBatch["news"],
    refusals: readonly Refusal[],
  ): readonly Refusal[] => {
    tell(kept, news);
    return ofPart(conflicts.length === 0 ? refusals : [...refusals, conflictOf(kept, conflicts)]);
  };

  /** What this function keeps until the commit is kept for each message that waits. */
  const commit = (
    kept: Told,
    judged: JudgedBatch,
    refusals: readonly Refusal[],
    noted: Promise<void> | undefined,
    settled: Settled<readonly Refusal[]>,
  ): void => {
    const whenDurable = (appended: Appended | Error): void => {
      if (!(appended instanceof Error)) begin(() => whenKept(appended), settled);
      else if (!(appended instanceof RefusedByStore)) settled(appended);
      else {
        const { station, boot, seq } = kept;
        settled([...refusals, refused("refused", appended.message, { station, boot, seq })]);
      }
    };
    const whenKept = (appended: Appended): KnownAtOnce => {
      const { late, cleared, news } = judged;
      if (late === undefined && cleared === undefined)
        return conclude(kept, appended, news, refusals);
      return later(
        mendEarlier(kept, judged).then(() => conclude(kept, appended, news, refusals)),
        settled,
      );
    };
    const { station, received, readings } = kept;
    const block = { station, received, readings };
    if (noted === undefined) series.enlist(block, whenDurable);
    else
      Promise.all([series.append(block), noted]).then(
        ([appended]) => whenDurable(appended),
        whenDurable,
      );
  };

  return {
    clocks,
    accept(message, settled) {
      const record = stations.atHand(message.station);
      if (record !== undefined) return keep(message, record, settled);
      stations
        .find(message.station)
        .then((found) => begin(() => keep(message, found, settled), settled), settled);
      return undefined;
    },
  };
};

const slowest = (
  sensors: readonly { readonly every: number }[] | undefined,
): number | undefined => {
  let most: number | undefined;
  for (const { every } of sensors ?? NO_SENSORS)
    if (most === undefined || every > most) most = every;
  return most;
};

/** What was remembered of a boot before a restart. */
const clockOf = (record: StationRecord | undefined, boot: string): ClockHistory | undefined => {
  if (record?.clocks === undefined) return undefined;
  return record.clocks.find((one) => one.boot === boot)?.history;
};
