import type { ClockHistory } from "@datacityzen/hardware/clock-judgement";
import { type Origin, originOf } from "@datacityzen/hardware/flags";
import { createMistakeCheck } from "@datacityzen/hardware/plausibility/mistake-check";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { parseBatch } from "@datacityzen/hardware/wire/partial-batch";
import type { EventBus } from "../events/bus.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import type { Appended, SeriesStore } from "../series/store.ts";
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
import { allChecked, mistakeIn } from "./mistakes.ts";
import { withinNames } from "./names.ts";
import { ofOneOrigin, originsIn } from "./origins.ts";
import { begin, type KnownAtOnce, later, ofPart, type Refusal, refused } from "./refusal.ts";
import { conflictOf, type Sent, tooFarAhead, tooManyNames, tooOld } from "./refused-parts.ts";
import { farAhead, since, withoutFar } from "./taken-instants.ts";

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
interface Told extends Sent {
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
      refusals = [...refusals, tooFarAhead({ station, ...batch }, far, received)];
    }
    const { takes } = series.kept();
    const { taken, old } = since(near, takes);
    if (old.length > 0) refusals = [...refusals, tooOld({ station, ...batch }, old, takes)];
    let readings = allChecked(taken, isMistake);
    if (!series.hasSeriesOf(station, readings)) {
      const within = withinNames(series.seriesOf(station), readings, nameLimits);
      readings = within.readings;
      if (within.beyond.length > 0)
        refusals = [...refusals, tooManyNames({ station, ...batch }, within.beyond)];
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
