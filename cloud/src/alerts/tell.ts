import type { Mail, ReadyMail } from "../mail/mail.ts";
import type { Outbox, OutboxGiven } from "../outbox/outbox.ts";
import { mondayOf } from "../practices/practice.ts";
import { countMessages, practicesOf } from "../practices/queries.ts";
import type { Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { Records } from "../records/records.ts";
import { saysUnavailable } from "../records/unavailable.ts";
import type { SmsContent } from "../sms/gateway.ts";
import { answerProfile, type Outcome } from "./answer-profile.ts";
import { copyOf } from "./copy.ts";
import type { FoundChange } from "./following.ts";
import { type MessageContext, messageSms, messageWords, stopUrl, type Told } from "./message.ts";
import {
  answerTransitions,
  changeConditions,
  conditionsOf,
  heldOf,
  insertPast,
  insertTransitions,
  lockProfiles,
  noteMessages,
  profilesWithHeld,
} from "./queries.ts";
import type { AlertSecrets, OpenedProfile } from "./secrets.ts";
import type { AlertProfile } from "./tables.ts";
import { waysOf } from "./way-queries.ts";

/** Profiles of one transaction. */
const TOGETHER = 200;
/** Profiles whose silence is over, of one look. */
const MOST_HELD = 5_000;

export interface TellParts {
  readonly records: Records;
  readonly mail: Mail;
  readonly secrets: AlertSecrets;
  readonly publicUrl: string;
  readonly outbox: Pick<Outbox, "putAll">;
}

interface MessageGiven extends Pick<MessageContext, "now" | "practice"> {
  /** The identifier of the message: the same when it is sent again. */
  readonly message: string;
  readonly told: readonly Told[];
  readonly ways: Awaited<ReturnType<typeof waysOf>>;
}

/** Records what changed, and answers it: each transition by one message, or by the reason for none. */
export const createTelling = ({ records, mail, outbox, secrets, publicUrl }: TellParts) => {
  const mailOf = (
    { language, zone }: AlertProfile,
    id: string,
    { key, address }: OpenedProfile,
    told: readonly Told[],
    { now, practice }: Pick<MessageContext, "now" | "practice">,
  ): ReadyMail => ({
    ...{ id, to: { address, language }, subject: "alerts.told", personal: true },
    words: messageWords(told, { language, zone, publicUrl, key, now, practice }),
    unsubscribe: stopUrl(publicUrl, key),
  });

  /** What one profile gets: its mail unless the address bounced, and a copy for each browser and program. */
  const messagesOf = (
    profile: AlertProfile,
    opened: OpenedProfile,
    { message, told, ways, practice, now }: MessageGiven,
  ): { readonly mails: readonly ReadyMail[]; readonly copies: readonly OutboxGiven[] } => {
    const isMailed = profile.bounced === null;
    const { language, zone } = profile;
    // A locked screen shows these: without the practice's name.
    const context = { language, zone, publicUrl, key: opened.key, now };
    const copies = ways.flatMap((way) => {
      const target = secrets.openWay(way);
      return target === undefined ? [] : copyOf({ way: way.id, target, message, told, context });
    });
    if (isMailed && profile.channel === "sms") {
      const content: SmsContent = { text: messageSms(told, context) };
      const sms: OutboxGiven = {
        ...{ id: message, kind: "sms", subject: "alerts.told", personal: true, content },
        recipient: opened.address,
      };
      return { mails: [], copies: [sms, ...copies] };
    }
    if (isMailed)
      return { mails: [mailOf(profile, message, opened, told, { now, practice })], copies };
    // Where no mail goes, the first of them is the message itself.
    return {
      mails: [],
      copies: copies.map((copy, place) => (place === 0 ? { ...copy, id: message } : copy)),
    };
  };

  /** One transaction: locks the profiles, records their transitions and puts their messages. */
  const tellSome = async (
    tx: Transaction,
    profiles: readonly string[],
    changes: ReadonlyMap<string, readonly FoundChange[]>,
    now: number,
  ): Promise<void> => {
    const locked = await lockProfiles(tx, profiles);
    const conditions = await conditionsOf(
      tx,
      locked.map(({ id }) => id),
    );
    const byProfile = Map.groupBy(conditions, ({ profile }) => profile);
    const held = Map.groupBy(
      await heldOf(
        tx,
        conditions.map(({ id }) => id),
      ),
      ({ condition }) => condition,
    );
    const ways = Map.groupBy(
      await waysOf(
        tx,
        locked.map(({ id }) => id),
      ),
      ({ profile }) => profile,
    );
    const practices = await practicesOf(tx, [
      ...new Set(locked.flatMap(({ practice }) => practice ?? [])),
    ]);
    const byPractice = new Map<string, number>();
    const outcomes: Outcome[] = [];
    const mails: ReadyMail[] = [];
    const copies: OutboxGiven[] = [];
    const reached: string[] = [];
    for (const profile of locked) {
      const opened = secrets.open(profile);
      const message = newIdentifier();
      const ownWays = ways.get(profile.id) ?? [];
      const facts = { profile, held, conditions: byProfile.get(profile.id) ?? [] };
      const outcome = answerProfile(
        {
          ...{ ...facts, changes: changes.get(profile.id) ?? [] },
          silence:
            opened === undefined
              ? "unreachable"
              : profile.bounced === null || ownWays.length > 0
                ? undefined
                : "bounced",
        },
        message,
        now,
      );
      outcomes.push(outcome);
      if (opened === undefined || outcome.told.length === 0) continue;
      const practice = practices.get(profile.practice ?? "");
      const given = { message, told: outcome.told, ways: ownWays, practice, now };
      const messages = messagesOf(profile, opened, given);
      mails.push(...messages.mails);
      copies.push(...messages.copies);
      if (practice !== undefined && profile.practice !== null)
        byPractice.set(profile.practice, (byPractice.get(profile.practice) ?? 0) + 1);
      reached.push(profile.id);
    }
    await mail.putAll(tx, mails);
    await outbox.putAll(tx, copies);
    await insertTransitions(
      tx,
      outcomes.flatMap(({ transitions }) => transitions),
    );
    await insertPast(
      tx,
      outcomes.flatMap(({ past }) => past),
    );
    await answerTransitions(
      tx,
      outcomes.flatMap(({ answered }) => answered),
    );
    await changeConditions(
      tx,
      outcomes.flatMap(({ after }) => after),
    );
    await noteMessages(tx, reached, new Date(now));
    await countMessages(tx, mondayOf(now), byPractice);
  };

  /** One that cannot be written keeps no other from being told; its fault is thrown when all have had their turn. */
  const tellTogether = async (
    some: readonly string[],
    changes: ReadonlyMap<string, readonly FoundChange[]>,
    now: number,
  ): Promise<void> => {
    const write = (profiles: readonly string[]) =>
      records.db.transaction((tx) => tellSome(tx, profiles, changes, now));
    try {
      await write(some);
    } catch (error) {
      if (some.length === 1 || saysUnavailable(error)) throw error;
      const faults: unknown[] = [];
      for (const one of some) await write([one]).catch((fault: unknown) => faults.push(fault));
      if (faults.length > 0) throw faults[0];
    }
  };

  return {
    /** Profiles whose conditions changed, or of which something held is due; gives those that were looked at. */
    async tell(changes: readonly FoundChange[], now: number): Promise<readonly string[]> {
      const byProfile = Map.groupBy(changes, ({ profile }) => profile);
      const due = await profilesWithHeld(records.db, new Date(now), MOST_HELD);
      const all = [...new Set([...byProfile.keys(), ...due])].sort();
      for (let place = 0; place < all.length; place += TOGETHER) {
        const some = all.slice(place, place + TOGETHER);
        await tellTogether(some, byProfile, now);
      }
      return all;
    },
  };
};
export type Telling = ReturnType<typeof createTelling>;
