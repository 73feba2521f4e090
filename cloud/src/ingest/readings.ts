import type { ClockHistory } from "@datacityzen/hardware/clock-judgement";
import { clockReasons } from "@datacityzen/hardware/clock-judgement/reasons";
import { type Flag, type Origin, originOf, origins } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import { parseBatch } from "@datacityzen/hardware/wire/partial-batch";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { EventBus } from "../events/bus.ts";
import { RefusedByStore } from "../refused-by-store.ts";
import type { Conflict, SeriesStore } from "../series/store.ts";
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
import type { Refusal } from "./ingest.ts";
import { withinNames } from "./names.ts";

/** A year and a month: beyond this no clock was merely a little wrong, and no reading is kept in a series. */
const FARTHEST_AHEAD_MS = 400 * 86_400_000;

export interface ReadingsParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly events: EventBus;
  readonly now: () => number;
}

export interface ReadingsIntake {
  /**
   * Keeps what can be kept of a message with readings; resolves, when that is durable, with what could
   * not be and why.
   */
  accept(message: {
    readonly station: string;
    /** Who sent it. */
    readonly sender: string;
    readonly payload: Uint8Array;
    /** The gateway that relayed it. */
    readonly via?: string | undefined;
  }): Promise<readonly Refusal[]>;
  readonly clocks: Clocks;
}

/** The reading with a flag on each value that no instrument gives, or the same reading. */
const checked = (reading: Reading): Reading => {
  let marked: Reading["value_flags"];
  for (const name in reading.values) {
    const quantity = name as QuantityName;
    if (likelyMistake(quantity, reading.values[quantity] as number) === undefined) continue;
    marked ??= { ...reading.value_flags };
    marked[quantity] = [...new Set([...(marked[quantity] ?? []), "implausible" as const])];
  }
  return marked === undefined ? reading : { ...reading, value_flags: marked };
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
  station: string,
  { boot, seq, clock }: Batch,
  conflicts: readonly Conflict[],
  readings: readonly Reading[],
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

const originsIn = (readings: readonly Reading[]): ReadonlySet<Origin> => {
  const found = new Set<Origin>();
  for (const { flags } of readings) {
    found.add(originOf(flags));
    if (found.size === origins.length) break;
  }
  return found;
};

/** What a message with readings goes through: salvage, check of values, judgement of the clock, commit. */
export const createReadingsIntake = (parts: ReadingsParts): ReadingsIntake => {
  const { series, stations, events, now } = parts;
  const clocks = createClocks();
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

  const noteStation = async (
    station: string,
    sender: string,
    boot: string,
    received: number,
    readings: readonly Reading[],
    via: string | undefined,
    history: ClockHistory | undefined,
  ): Promise<void> => {
    const found = originsIn(readings);
    const record = await stations.find(station);
    const quiet = pauseBefore(station, received);
    const withNews = (known: StationRecord) =>
      withVia(withPause(withOrigins(known, found), received, quiet), via);
    if (history === undefined && record !== undefined && withNews(record) === record) return;
    await stations.change(
      station,
      received,
      (known) => {
        const noted = withNews(known);
        return history === undefined ? noted : withClock(noted, boot, history);
      },
      sender,
    );
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

  const tellMistake = (
    station: string,
    { boot, seq }: Batch,
    received: number,
    readings: readonly Reading[],
  ): void => {
    const mistake = mistakeIn(readings, (about) => told.has(`${station} ${about}`));
    if (mistake === undefined) return;
    if (told.size > 50_000) told.clear();
    told.add(`${station} ${mistake.about}`);
    const { detail } = mistake;
    events.publish("readings.marked", {
      ...{ station, received, reason: "implausible", detail, boot, seq },
    });
  };

  return {
    clocks,
    async accept({ station, sender, payload, via }) {
      const parsed = parseBatch(payload);
      if (!parsed.ok) {
        const { reason, detail } = parsed;
        return [{ accepted: false, reason, detail, station }];
      }
      const { faults } = parsed.value;
      const batch = {
        ...parsed.value.batch,
        readings: parsed.value.batch.readings.flatMap(byOrigin),
      };
      const { boot, seq } = batch;
      const refusal = (reason: Refusal["reason"], detail: string): Refusal => ({
        ...{ accepted: false, reason, detail, station, boot, seq },
      });
      const refusals = faults.length === 0 ? [] : [refusal("invalid", faults.join("\n"))];
      const received = now();

      const record = await stations.find(station);
      const judged = clocks.judge({
        ...{ station, batch, received, via },
        every: slowest(record?.hello?.sensors),
        remembered: record?.clocks?.find((one) => one.boot === boot)?.history,
      });
      const near = judged.readings.filter(({ at }) => at <= received + FARTHEST_AHEAD_MS);
      const far = judged.readings.find(({ at }) => at > received + FARTHEST_AHEAD_MS);
      if (far !== undefined)
        refusals.push(
          refusal(
            "clock_ahead",
            `${clockReasons.ahead.en}: a reading is dated ${isoInstant(far.at)}, ${Math.round((far.at - received) / 86_400_000)} days ahead of the cloud's clock`,
          ),
        );
      if (near.length === 0) return refusals;

      const { readings, beyond } = withinNames(
        series.seriesOf(station),
        near.map(checked),
        nameLimits,
      );
      if (beyond.length > 0) refusals.push(tooManyNames(station, batch, beyond));
      if (readings.length === 0) return refusals;
      try {
        const noted = noteStation(station, sender, boot, received, readings, via, judged.remember);
        const { conflicts } = await series.append({ station, received, readings });
        await noted;
        if (conflicts.length > 0) refusals.push(conflictOf(station, batch, conflicts, readings));
      } catch (error) {
        if (!(error instanceof RefusedByStore)) throw error;
        return [...refusals, refusal("refused", error.message)];
      }
      if (judged.late !== undefined) await repair(station, received, judged.late);
      if (judged.cleared !== undefined)
        await series.unflag(
          {
            stations: [station],
            quantities: [
              ...new Set(readings.flatMap(({ values }) => Object.keys(values))),
            ] as QuantityName[],
            ...judged.cleared,
          },
          "clock_doubtful",
        );
      events.publish("readings.committed", { station, received, readings });
      if (judged.news !== undefined)
        events.publish("readings.marked", { station, received, boot, seq, ...judged.news });
      tellMistake(station, batch, received, readings);
      return refusals;
    },
  };
};

const slowest = (sensors: readonly { readonly every: number }[] = []): number | undefined =>
  sensors.length === 0 ? undefined : Math.max(...sensors.map(({ every }) => every));
