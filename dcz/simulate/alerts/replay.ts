import { randomUUID } from "node:crypto";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { WHOLE } from "../../../cloud/src/access/station-view.ts";
import { answerProfile } from "../../../cloud/src/alerts/answer-profile.ts";
import { createFigures } from "../../../cloud/src/alerts/figures.ts";
import { createFollowing } from "../../../cloud/src/alerts/following.ts";
import { createHourValues } from "../../../cloud/src/alerts/hour-values.ts";
import { createStationsAround } from "../../../cloud/src/alerts/stations-around.ts";
import type {
  AlertCondition,
  AlertProfile,
  AlertTransition,
} from "../../../cloud/src/alerts/tables.ts";
import { stepMs, type WatchedName } from "../../../cloud/src/alerts/watched.ts";
import { recipesInForce } from "../../../cloud/src/quality/recipes-in-force.ts";
import {
  createHumidities,
  rawReadingsOf,
  readingsOf,
  reprocess,
} from "../../../cloud/src/quality/reprocess.ts";
import { newStation, withHello } from "../../../cloud/src/stations/station.ts";
import type { Region } from "../region.ts";
import type { SimulatedStation } from "../station.ts";
import { createMemorySeries } from "./memory-series.ts";

const HOUR_MS = 3_600_000;
/** The cloud goes back no further when values come late. */
const KEPT_MS = 52 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** After the end of a step its readings are there. */
const AFTER_MS = 2_000;

const gridOf = (at: number, every: number): number => Math.floor(at / every) * every;

export interface ReplayGiven {
  readonly region: Region;
  readonly stations: readonly SimulatedStation[];
  /** UTC ms. */
  readonly from: number;
  readonly until: number;
  /** From one reading of a station to its next. */
  readonly everyMs: number;
  readonly condition: Pick<AlertCondition, "up" | "down" | "minimumMinutes"> & {
    readonly watched: WatchedName;
  };
  readonly wishes: Pick<
    AlertProfile,
    "zone" | "quietFrom" | "quietUntil" | "everyMinutes" | "wantsEnd"
  >;
  readonly signal: AbortSignal;
}

/** Each station has one reader: what happened there, and what came of it. */
export interface Warned {
  readonly station: string;
  readonly transition: AlertTransition;
}

interface Reader {
  profile: AlertProfile;
  condition: AlertCondition;
  readonly transitions: Map<string, AlertTransition>;
}

const readerOf = (
  station: string,
  { condition, wishes, from }: Pick<ReplayGiven, "condition" | "wishes" | "from">,
): Reader => {
  const begin = new Date(from);
  const id = randomUUID();
  const nothing = Buffer.of();
  return {
    profile: {
      ...{ id, state: "active", channel: "mail", language: "en" },
      ...{ address: nothing, digest: nothing },
      ...{ keyHash: "", key: nothing, confirmHash: null, confirmUntil: null, pausedUntil: null },
      ...{ lastMessage: null, bounced: null, practice: null, created: begin },
      ...{ confirmed: begin, ...wishes },
    },
    condition: {
      ...{ id: randomUUID(), profile: id, station, lat: null, lon: null, place: station },
      ...{ phase: "below", isBlind: false, since: null, before: null, startWasTold: false },
      ...{ created: begin, ...condition },
    },
    transitions: new Map(),
  };
};

/** Lets a time pass at simulated stations, and judges it by the rules of the cloud's alerts, step by step. */
export async function* replayAlerts(given: ReplayGiven): AsyncGenerator<Warned> {
  const { region, stations, from, until, everyMs, signal } = given;
  const step = stepMs.hour;
  const series = createMemorySeries(step);
  const records = new Map(
    stations.map(({ id, hello }) => [id, withHello(newStation(id, from), hello(everyMs), from)]),
  );
  const known = {
    ...{ all: () => [], edition: () => 0, find: () => undefined, viewOf: () => WHOLE },
  };
  const directory = { atHand: (id: string) => records.get(id) };
  const around = createStationsAround({ knownStations: known });
  const hours = createHourValues({
    ...{ series, stations: directory, knownStations: known, calibrations: { of: () => [] } },
  });
  const airs = { isTold: () => true, of: async () => [] };
  const figures = createFigures({ stations: directory, knownStations: known }, around, hours, airs);
  const following = createFollowing(figures, around);
  const readers = new Map(
    stations.map(({ id }) => {
      const reader = readerOf(id, given);
      following.put(reader.condition);
      return [reader.profile.id, reader] as const;
    }),
  );
  const humidities = new Map(stations.map(({ id }) => [id, createHumidities()]));
  /** What a gateway that is cut off holds back, by the instant at which it is back. */
  const heldBack: { readonly at: number; readonly station: string; readings: Reading[] }[] = [];

  const commit = (station: string, readings: readonly Reading[]): void => {
    const record = records.get(station);
    series.add(station, "raw", readings);
    const made = reprocess(
      rawReadingsOf(readings),
      { recipesAt: recipesInForce(record, []), isIndoors: () => false },
      humidities.get(station),
    );
    for (const [variant, corrected] of readingsOf(made)) series.add(station, variant, corrected);
    for (const { at } of readings) following.touch(station, at);
  };

  // From an hour before on: the means of the first hour are known.
  for (let end = gridOf(from - HOUR_MS, step) + step; end <= until; end += step) {
    signal.throwIfAborted();
    for (const { id, place, readings } of stations) {
      const fresh: Reading[] = [];
      for (let at = gridOf(end - 1, everyMs); at >= end - step; at -= everyMs)
        if (region.darkUntil(place, at) === undefined) fresh.unshift(...readings(at, everyMs));
      const back = region.cutUntil(0, end - 1);
      if (back === undefined) commit(id, fresh);
      else heldBack.push({ at: back, station: id, readings: fresh });
    }
    for (const [index, held] of [...heldBack.entries()].reverse())
      if (held.at <= end) {
        commit(held.station, held.readings);
        heldBack.splice(index, 1);
      }
    if (end < from) continue;
    const now = end + AFTER_MS;
    const changes = Map.groupBy(await following.look(now), ({ profile }) => profile);
    for (const [id, reader] of readers) {
      const held = [...reader.transitions.values()].filter(({ answer }) => answer === "held");
      const isDue = held.some(({ heldUntil }) => (heldUntil?.getTime() ?? 0) <= now);
      if (!changes.has(id) && !isDue) continue;
      const outcome = answerProfile(
        {
          ...{ profile: reader.profile, conditions: [reader.condition], silence: undefined },
          ...{ held: new Map([[reader.condition.id, held]]), changes: changes.get(id) ?? [] },
        },
        randomUUID(),
        now,
      );
      const { place: station } = reader.condition;
      for (const row of [...outcome.past, ...outcome.transitions]) {
        const transition = {
          ...{ heldUntil: null, message: null, answered: null, verdict: null, value: null },
          ...row,
        } as AlertTransition;
        reader.transitions.set(transition.id, transition);
        if (transition.answer !== "held") yield { station, transition };
      }
      for (const answered of outcome.answered) {
        const before = reader.transitions.get(answered.id);
        if (before === undefined) continue;
        const transition = { ...before, ...answered };
        reader.transitions.set(transition.id, transition);
        if (transition.answer !== "held") yield { station, transition };
      }
      for (const after of outcome.after) reader.condition = { ...reader.condition, ...after };
      if (outcome.told.length > 0)
        reader.profile = { ...reader.profile, lastMessage: new Date(now) };
      following.forget(id);
      following.put(reader.condition);
    }
    if (end % DAY_MS === 0) series.forget(end - KEPT_MS);
  }
  // What is still held when the time is over.
  for (const { condition, transitions } of readers.values())
    for (const transition of transitions.values())
      if (transition.answer === "held") yield { station: condition.place, transition };
}
