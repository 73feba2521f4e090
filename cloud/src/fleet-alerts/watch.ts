import type { Logger } from "pino";
import { may } from "../access/may.ts";
import type { ModuleContext } from "../module.ts";
import { addressOf } from "../people/addresses.ts";
import { stationResource } from "../places/station-resource.ts";
import type { Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { type FleetJudge, isInService } from "../stations/fleet-judge.ts";
import { isGateway } from "../stations/station.ts";
import { type Change, troubleWords } from "./mail.ts";
import {
  allWatchers,
  bringBackTroubles,
  endTroubles,
  insertNotices,
  insertTroubles,
  openTroubles,
  removeOldTroubles,
  toldBeginnings,
  toldSince,
  type Watcher,
} from "./queries.ts";
import type { FleetTrouble, fleetNotice } from "./tables.ts";
import { isGone, isOver, TOLD_AGAIN_MS, type ToldProblem, toldProblems } from "./troubles.ts";

const SWEEP_MS = 3_600_000;
const KEPT_MS = 400 * 86_400_000;
/** What mails of this kind are stopped by. */
export const TOPIC = "fleet";

export interface WatchParts
  extends Pick<
    ModuleContext,
    "records" | "mail" | "people" | "stations" | "knownStations" | "territories" | "devices"
  > {
  readonly publicUrl: string;
  readonly judge: { ready(): Promise<FleetJudge> };
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs: number;
}

type Notice = typeof fleetNotice.$inferInsert;

/** What somebody is told of one trouble. */
interface News {
  readonly trouble: FleetTrouble;
  readonly kind: Change["kind"];
}

/** Finds what began and what is over at stations, and tells whoever looks after them: once each. */
export const createFleetWatch = (parts: WatchParts) => {
  const { records, mail, people, stations, knownStations, territories, publicUrl, judge, now } =
    parts;
  /** Since when an open trouble is not seen, by its id. */
  const wellSince = new Map<string, number>();
  let swept = 0;
  let looked = Number.POSITIVE_INFINITY;

  /** Who looks after a station at the moment, of those who want to be told. */
  const watching = async (): Promise<(station: string) => readonly Watcher[]> => {
    const all = await allWatchers(records.db);
    const own = new Map(
      all.flatMap((one) => (one.reach === "own" ? [[one.person, one] as const] : [])),
    );
    const wide = await Promise.all(
      all
        .filter(({ reach }) => reach === "all")
        .map(async (watcher) => ({
          watcher,
          principal: await people.identification.personNow(watcher.person),
        })),
    );
    return (station) => {
      const resource = stationResource(knownStations.find(station), territories);
      const host = resource.owner == null ? undefined : own.get(resource.owner);
      return [
        ...(host === undefined ? [] : [host]),
        ...wide.flatMap(({ watcher, principal }) =>
          may(principal, "station.host", resource) ? [watcher] : [],
        ),
      ];
    };
  };

  const tellAll = async (
    tx: Transaction,
    began: readonly FleetTrouble[],
    ended: readonly FleetTrouble[],
    watchersOf: (station: string) => readonly Watcher[],
    at: Date,
  ): Promise<void> => {
    const lately = new Set(
      began.length === 0
        ? []
        : (await toldSince(tx, new Date(at.getTime() - TOLD_AGAIN_MS))).map(
            ({ person, station, problem }) => `${person} ${station} ${problem}`,
          ),
    );
    const beginnings = await toldBeginnings(
      tx,
      ended.map(({ id }) => id),
    );
    const toldOf = new Set(beginnings.map(({ trouble, person }) => `${person} ${trouble}`));
    const notices: Notice[] = [];
    const news = new Map<string, { readonly watcher: Watcher; readonly all: News[] }>();
    const add = (watcher: Watcher, one: News): void => {
      const known = news.get(watcher.person) ?? { watcher, all: [] };
      known.all.push(one);
      news.set(watcher.person, known);
    };
    for (const trouble of began)
      for (const watcher of watchersOf(trouble.station)) {
        const { person } = watcher;
        if (lately.has(`${person} ${trouble.station} ${trouble.problem}`))
          notices.push({ trouble: trouble.id, person, kind: "began", answer: "told_lately", at });
        else add(watcher, { trouble, kind: "began" });
      }
    for (const trouble of ended)
      for (const watcher of watchersOf(trouble.station))
        if (toldOf.has(`${watcher.person} ${trouble.id}`)) add(watcher, { trouble, kind: "ended" });
    for (const { watcher, all } of news.values()) {
      const { person, language, name } = watcher;
      const address = addressOf(watcher.email);
      const changes = all.map(({ trouble: { station, problem }, kind }) => ({
        ...{ station, problem, kind },
      }));
      const message =
        address === undefined
          ? undefined
          : await mail.put(tx, {
              ...{ to: { address, name, language }, person, topic: TOPIC },
              ...{ subject: "fleet.troubles", personal: true },
              words: troubleWords(changes, publicUrl),
            });
      const silence = address === undefined ? "no_address" : "stopped";
      for (const { trouble, kind } of all)
        notices.push({
          ...{ trouble: trouble.id, person, kind, at },
          ...(message === undefined ? { answer: silence } : { answer: "told", message }),
        });
    }
    await insertNotices(tx, notices);
  };

  const lookOnce = async (): Promise<void> => {
    if (!records.state().up) return;
    const at = now();
    // At the start, and when the clock was set back.
    if (at < looked) await bringBackTroubles(records.db, new Date(at));
    looked = at;
    const [watchersOf, open, judging] = await Promise.all([
      watching(),
      openTroubles(records.db),
      judge.ready(),
    ]);
    const byStation = Map.groupBy(open, ({ station }) => station);
    const found: { station: string; problem: ToldProblem; began: Date | null }[] = [];
    /** Told, or out of service: nobody is written to that it is back. */
    const over: string[] = [];
    const withdrawn: string[] = open
      .filter(({ station }) => stations.atHand(station) === undefined)
      .map(({ id }) => id);
    for (const record of stations.all()) {
      if (isGateway(record)) continue;
      const own = byStation.get(record.id) ?? [];
      if (!isInService(parts, record.id)) {
        withdrawn.push(...own.map(({ id }) => id));
        continue;
      }
      const isWatched = watchersOf(record.id).length > 0;
      if (!isWatched && own.length === 0) continue;
      const problems = judging.problemsOf(record, at);
      const state = {
        ...{ problems, heardAt: judging.heardAt(record.id) },
        isChecked: judging.isChecked(record.id),
      };
      for (const trouble of own) {
        if (!isGone(trouble, state)) wellSince.delete(trouble.id);
        else if (at < (wellSince.get(trouble.id) ?? Number.POSITIVE_INFINITY))
          wellSince.set(trouble.id, at);
        const opened = { problem: trouble.problem, found: trouble.found.getTime() };
        if (isOver(opened, { ...state, wellSince: wellSince.get(trouble.id) }, at))
          over.push(trouble.id);
      }
      if (!isWatched) continue;
      for (const problem of toldProblems) {
        const one = problems.find((each) => each.problem === problem);
        if (one === undefined || own.some((trouble) => trouble.problem === problem)) continue;
        const began = one.since === undefined ? null : new Date(one.since);
        found.push({ station: record.id, problem, began });
      }
    }
    if (found.length + over.length + withdrawn.length > 0)
      await records.db.transaction(async (tx) => {
        const instant = new Date(at);
        const began = await insertTroubles(
          tx,
          found.map((one) => ({ id: newIdentifier(), ...one, found: instant })),
        );
        await endTroubles(tx, withdrawn, instant);
        const ended = await endTroubles(tx, over, instant);
        await tellAll(tx, began, ended, watchersOf, instant);
      });
    for (const id of [...over, ...withdrawn]) wellSince.delete(id);
    if (at - swept < SWEEP_MS) return;
    swept = at;
    await removeOldTroubles(records.db, new Date(at - KEPT_MS));
  };

  let turn: Promise<void> = Promise.resolve();
  let isLooking = false;
  const look = (): Promise<void> => {
    const done = turn.then(lookOnce);
    turn = done.catch(() => undefined);
    return done;
  };
  const looking = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: Error) => {
        if (records.state().up)
          parts.log.error({ err: error }, "troubles of stations were not told");
      })
      .finally(() => {
        isLooking = false;
      });
  }, parts.everyMs).unref();
  return {
    look,
    async close(): Promise<void> {
      clearInterval(looking);
      await turn;
    },
  };
};
