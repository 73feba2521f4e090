import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import { GATEWAY_KIT, type Hello } from "@datacityzen/hardware/wire/hello";
import {
  clipListed,
  type FailedUpdate,
  type GatewayHealth,
  type Status,
} from "@datacityzen/hardware/wire/status";
import type { Misdirected } from "./notices.ts";
import type { GivenUp } from "./outbox/outbox.ts";
import type { Damage } from "./store/database.ts";

export interface OwnFacts {
  readonly now: number;
  /** Seconds since the program started. */
  readonly uptime: number;
  readonly waiting: number;
  readonly stations: number;
  readonly disk: GatewayHealth["disk"];
  readonly freeBytes: number;
  readonly damage: Damage | undefined;
  readonly givenUp: GivenUp;
  /** Readings that a link that is paid by the byte had no room for this month. */
  readonly leftOut: number;
  readonly renamed: GatewayHealth["renamed"];
  readonly nameConflicts: readonly NameConflict[];
  readonly misdirected: readonly Misdirected[];
  readonly turnedAway: number;
  /** The link that carries now, when one is up. */
  readonly link: GatewayHealth["link"];
  readonly silent: readonly string[];
  readonly late: readonly string[];
  readonly unreadable: readonly string[];
  readonly failedUpdate: FailedUpdate | undefined;
}

const atLeastOne = <Name extends string>(name: Name, count: number) =>
  count > 0 ? ({ [name]: count } as Record<Name, number>) : {};

const listed = <Name extends string>(name: Name, texts: readonly string[]) =>
  texts.length > 0 ? ({ [name]: clipListed(texts) } as Record<Name, string[]>) : {};

/** What the gateway says of itself to the cloud: addresses of the house stay in the house. */
export const ownStatus = (facts: OwnFacts): Status => {
  const { now, uptime, waiting, stations, disk, freeBytes, damage, givenUp, renamed } = facts;
  const { messages, averaged, damaged } = givenUp;
  const readings = givenUp.readings + averaged + facts.leftOut;
  return {
    state: "online",
    at: now,
    health: {
      uptime,
      waiting,
      dropped: messages,
      rejected: {},
      gateway: {
        ...{ stations, disk, freeBytes },
        ...(damage && {
          damage: { at: damage.at, rescued: damage.rescued, missing: damage.missing },
        }),
        ...((messages > 0 || readings > 0) && { thinned: { messages, readings } }),
        ...atLeastOne("changedByDisk", damaged),
        ...(renamed && { renamed }),
        ...listed(
          "nameConflicts",
          facts.nameConflicts.map(({ name }) => name),
        ),
        ...listed(
          "wrongTopics",
          facts.misdirected.map(({ topic }) => topic),
        ),
        ...atLeastOne("turnedAway", facts.turnedAway),
        ...(facts.link && { link: facts.link }),
        ...listed("silent", facts.silent),
        ...listed("late", facts.late),
        ...listed("unreadable", facts.unreadable),
        ...(facts.failedUpdate && { failedUpdate: facts.failedUpdate }),
      },
    },
  };
};

/** What of a status a person would want to hear at once; the rest changes all the time. */
export const newsIn = ({ health }: Status): string => {
  const { freeBytes: _, stations: __, thinned, link, ...gateway } = health?.gateway ?? {};
  // What a link has used grows with each message, this one too.
  const { spent: ___, ...carries } = link ?? {};
  return JSON.stringify({ ...gateway, link: carries, thinned: thinned !== undefined });
};

export const ownHello = (version: string): Hello => ({
  kit: GATEWAY_KIT,
  sensors: [],
  software: { gateway: version, node: process.versions.node },
});

/** How often the gateway tells the cloud how it is, and how soon when there is news. */
const tellEveryMs = 60_000;
const lookForNewsEveryMs = 5000;

export interface Telling {
  readonly status: () => Status;
  readonly tell: () => void;
  /** UTC ms. */
  readonly now: () => number;
}

/** Tells the cloud how the gateway is, until the function that it returns is called. */
export const tellNews = ({ status, tell, now }: Telling): (() => void) => {
  let told = { news: "", at: Number.NEGATIVE_INFINITY };
  const looking = setInterval(() => {
    const news = newsIn(status());
    if (news === told.news && Math.abs(now() - told.at) < tellEveryMs) return;
    told = { news, at: now() };
    tell();
  }, lookForNewsEveryMs);
  return () => clearInterval(looking);
};
