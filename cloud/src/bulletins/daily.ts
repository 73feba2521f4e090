import type { Logger } from "pino";
import { stopUrl } from "../alerts/message.ts";
import type { AlertSecrets } from "../alerts/secrets.ts";
import type { ModuleContext } from "../module.ts";
import { DAY_MS } from "../quality/durations.ts";
import { territoriesOfIds } from "../territories/territory-queries.ts";
import { keyOf } from "../territories/territory-routes.ts";
import { bulletinWords } from "./bulletin-mail.ts";
import { dueEdition, type EditionDay } from "./edition-day.ts";
import type { Gathering } from "./gather.ts";
import {
  bulletinKey,
  insertEditions,
  madeOn,
  noteSent,
  removeEditionsBefore,
  removeEditionsMadeAfter,
  subscribedTerritories,
  type Waiting,
  waitingReaders,
} from "./queries.ts";
import { KEPT_DAYS } from "./routes.ts";

/** Readers of one transaction. */
const TOGETHER = 200;
/** The next edition comes then: what could not leave before is no news. */
const EXPIRES_MS = 20 * 3_600_000;

export interface DailyParts
  extends Pick<ModuleContext, "records" | "mail" | "territories" | "publicUrl" | "now"> {
  readonly gathering: Gathering;
  readonly secrets: AlertSecrets;
  readonly log: Logger;
  /** How often it is looked whether an edition is due. */
  readonly everyMs?: number;
}

/** Makes the editions of the day, once each, and sends each reader theirs, once. */
export const createDaily = ({
  records,
  mail,
  territories,
  publicUrl,
  now,
  gathering,
  secrets,
  log,
  everyMs = 30_000,
}: DailyParts) => {
  const { db } = records;

  const make = async ({ day, to }: EditionDay, zone: string, ids: readonly string[]) => {
    await removeEditionsMadeAfter(db, day, new Date(now()));
    const made = await madeOn(db, day, ids);
    const missing = ids.filter((id) => !made.has(id));
    if (missing.length === 0) return;
    const places = await territoriesOfIds(db, missing);
    const facts = await gathering.before(to, zone, places);
    await insertEditions(
      db,
      [...facts].map(([territory, found]) => ({
        ...{ territory, day, facts: found, made: new Date(now()) },
      })),
    );
  };

  const sendSome = (day: string, ids: readonly string[]): Promise<number> =>
    db.transaction(async (tx) => {
      const readers = await waitingReaders(tx, {
        ...{ day, zonePlaces: ids, now: new Date(now()), limit: TOGETHER },
      });
      if (readers.length === 0) return 0;
      const named = new Map(
        (await territoriesOfIds(tx, [...new Set(readers.map((one) => one.edition.territory))])).map(
          (one) => [one.id, one],
        ),
      );
      const mailOf = ({ profile, edition }: Waiting) => {
        const opened = secrets.open(profile);
        const territory = named.get(edition.territory);
        if (opened === undefined || territory === undefined) return [];
        const { language } = profile;
        return {
          to: { address: opened.address, language },
          ...{ subject: "bulletins.daily", personal: true, expiresInMs: EXPIRES_MS },
          key: `${bulletinKey(profile.id, territory.id)} ${day}`,
          words: bulletinWords({
            ...{ language, name: territory.name, territoryKey: keyOf(territory), day },
            ...{ facts: edition.facts, publicUrl, key: opened.key },
          }),
          unsubscribe: stopUrl(publicUrl, opened.key),
        };
      };
      await mail.putAll(tx, readers.flatMap(mailOf));
      await noteSent(tx, readers, day);
      return readers.length;
    });

  let sweptOn = "";
  const lookOnce = async (): Promise<void> => {
    if (!records.state().up) return;
    const all = new Set([...gathering.measuredIn(), ...(await subscribedTerritories(db))]);
    for (const [zone, ids] of Map.groupBy(all, (id) => territories.zoneOf(id))) {
      const edition = dueEdition(now(), zone);
      if (edition === undefined) continue;
      await make(edition, zone, ids);
      while ((await sendSome(edition.day, ids)) === TOGETHER);
      if (sweptOn === edition.day) continue;
      sweptOn = edition.day;
      const first = new Date(edition.to - KEPT_DAYS * DAY_MS).toISOString().slice(0, 10);
      await removeEditionsBefore(db, first);
    }
  };

  let turn: Promise<void> | undefined;
  const look = (): Promise<void> => {
    turn ??= lookOnce().finally(() => {
      turn = undefined;
    });
    return turn;
  };
  const looking = setInterval(() => {
    look().catch((error: Error) => {
      if (records.state().up) log.error({ err: error }, "bulletins were not made");
    });
  }, everyMs).unref();

  return {
    look,
    async close(): Promise<void> {
      clearInterval(looking);
      await turn?.catch(() => undefined);
    },
  };
};
