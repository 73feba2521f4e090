import { setTimeout as delay } from "node:timers/promises";
import { retryDelayMs } from "@datacityzen/hardware/back-off";
import type { Logger } from "pino";
import type { Queries, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { Records } from "../records/records.ts";
import { RecordsUnavailable, saysUnavailable } from "../records/unavailable.ts";
import { maskAddress } from "./mask.ts";
import {
  bringBack,
  changeMessage,
  expire,
  insertMessages,
  removeSettled,
  takeSome,
  withdrawMessages,
} from "./queries.ts";
import { seal, unseal } from "./seal.ts";
import type { OutboxMessage } from "./tables.ts";

export type OutboxKind = "mail" | "push" | "webhook" | "sms";

export interface OutboxGiven {
  /** Its number, where whoever puts it has written it down elsewhere already. */
  readonly id?: string | undefined;
  readonly kind: OutboxKind;
  /** What it is, in the words of its module: "account.sign_in_link", "alerts.raised". */
  readonly subject: string;
  /** Alerts, confirmations: administrators see kind, state, age and a masked address only. */
  readonly personal: boolean;
  /** A validated address. */
  readonly recipient: string;
  /** What the handler of this kind needs; kept as JSON, encrypted. */
  readonly content: unknown;
  /** The person whom it concerns: it is erased with them. */
  readonly person?: string | undefined;
  /** The same message put twice under one key goes once. */
  readonly key?: string | undefined;
  /** Not delivered by then, it is given up and its content is removed; three days when unset. */
  readonly expiresInMs?: number | undefined;
}

/** A message that is to leave now. */
export interface Outgoing {
  readonly id: string;
  readonly subject: string;
  readonly personal: boolean;
  readonly recipient: string;
  readonly content: unknown;
  /** Attempts that failed before this one. */
  readonly attempts: number;
  readonly created: Date;
}

/** What became of an attempt. `fault`: a code or a sentence without the address or the content. */
export type Delivery =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly permanent: boolean;
      readonly fault: string;
      /** The recipient is not known there, and will not be. */
      readonly recipientIsRefused?: true;
      /** The way itself is out of order, whoever the message is for: the attempt does not count. */
      readonly wayIsOut?: true;
    };

export type DeliveryHandler = (message: Outgoing, signal: AbortSignal) => Promise<Delivery>;

/** Everything that leaves for somebody outside, written with the change that causes it. */
export interface Outbox {
  /** Puts a message into the transaction of the change: it leaves once that is committed. Gives its id. */
  put(tx: Queries, given: OutboxGiven): Promise<string>;
  /** The same for many at a time, which leave after what was put alone. */
  putAll(tx: Queries, given: readonly OutboxGiven[]): Promise<void>;
  /** Takes back what has not left of these messages, and of those that hang on them or on a word ("<id or word> …" as key). */
  withdraw(tx: Queries, ids: readonly string[]): Promise<void>;
  /** Gives the way that messages of a kind go, at least once each. Without one they wait until they expire. */
  deliver(kind: OutboxKind, handler: DeliveryHandler): void;
  /** What is done, in the transaction of the attempt, when the recipient of a message with this subject is refused for good. */
  onRefused(subject: string, handle: (tx: Transaction, message: string) => Promise<void>): void;
  /** Gives the way that the content of a kind is shown to administrators. Without one it is not shown. */
  show(kind: OutboxKind, view: OutboxView): void;
  /** What an administrator sees of a message, while its content is there. */
  shown(message: OutboxMessage, how: "masked" | "whole"): ShownContent | undefined;
  /** The message that tells its recipient that an administrator has seen it whole. */
  notice(message: OutboxMessage): OutboxGiven | undefined;
  /** Recipient and content of a message that has not left. */
  open(message: Pick<OutboxMessage, "id" | "recipient" | "content">): Opened | undefined;
  close(): Promise<void>;
}

export interface ShownContent {
  readonly subject: string;
  readonly text: string;
}

/** How the content of a kind of messages is shown to administrators. */
export interface OutboxView {
  /** Without links and codes that would open an account. */
  masked(content: unknown): ShownContent;
  whole(content: unknown): ShownContent;
  /** Tells the recipient that an administrator has seen the message whole. */
  notice?(opened: Opened): OutboxGiven;
}

export interface Opened {
  readonly recipient: string;
  readonly content: unknown;
}

const DAY_MS = 86_400_000;
const EXPIRES_MS = 3 * DAY_MS;
const KEPT_MS = 30 * DAY_MS;
/** Messages that one worker has under way: a crash sends as many again at most. */
const TOGETHER = 10;
const ATTEMPT_MS = 30_000;
const MOST_ATTEMPTS = 12;
/** While the way is out of order a message is not given up before it is so old: a long weekend. */
export const GIVEN_UP_AFTER_MS = 2.5 * DAY_MS;
/** Then it is tried this often at most: soon after the way works again, what waited leaves. */
const WAY_OUT = { firstMs: 30_000, longestMs: 15 * 60_000 };
const PATIENCE = { firstMs: 30_000, longestMs: 6 * 3_600_000 };

export interface OutboxOptions {
  readonly records: Records;
  readonly key: Uint8Array;
  readonly now: () => number;
  readonly log: Logger;
  /** How often the table is looked at. */
  readonly everyMs?: number;
  /** How many workers a kind has. */
  readonly atATime?: number;
}

/** What the row becomes after an attempt. */
export const afterAttempt = (
  { attempts, expires, created }: Pick<OutboxMessage, "attempts" | "expires" | "created">,
  delivery: Delivery,
  now: number,
  random: () => number,
): Partial<OutboxMessage> => {
  const wayIsOut = !delivery.ok && delivery.wayIsOut === true;
  const made = wayIsOut ? attempts : attempts + 1;
  const age = now - created.getTime();
  const at = new Date(now);
  if (delivery.ok)
    return {
      state: "delivered",
      attempts: made,
      settled: at,
      fault: null,
      content: null,
      recipient: null,
    };
  const fault = delivery.fault.slice(0, 500);
  if (delivery.permanent || made >= MOST_ATTEMPTS || (wayIsOut && age >= GIVEN_UP_AFTER_MS))
    return { state: "dead", attempts: made, settled: at, fault };
  const wait = wayIsOut
    ? // As old as it is, so long it waits again: doubled each time, without a count.
      Math.min(WAY_OUT.longestMs, Math.max(WAY_OUT.firstMs, age)) * (0.5 + random() / 2)
    : retryDelayMs(attempts, PATIENCE, random);
  const next = new Date(now + wait);
  return next >= expires
    ? {
        state: "expired",
        attempts: made,
        settled: at,
        fault,
        content: null,
        recipient: null,
      }
    : { attempts: made, next, fault };
};

export const createOutbox = ({
  records,
  key,
  now,
  log,
  everyMs = 1_000,
  atATime = 2,
}: OutboxOptions): Outbox => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const workers: Promise<void>[] = [];
  const views = new Map<string, OutboxView>();
  const kinds = new Set<string>();
  const refused = new Map<string, (tx: Transaction, message: string) => Promise<void>>();
  let wake = Promise.withResolvers<void>();

  const open: Outbox["open"] = ({ id, recipient, content }) => {
    if (recipient === null || content === null) return undefined;
    const to = unseal(key, `${id}/recipient`, recipient);
    const text = unseal(key, `${id}/content`, content);
    if (to === undefined || text === undefined) return undefined;
    return { recipient: to, content: JSON.parse(text) };
  };

  const attempt = async (row: OutboxMessage, handler: DeliveryHandler): Promise<Delivery> => {
    const opened = open(row);
    if (opened === undefined)
      return { ok: false, permanent: true, fault: "It was encrypted with a key that is gone." };
    const { id, subject, personal, attempts, created } = row;
    const within = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
    try {
      return await handler({ id, subject, personal, attempts, created, ...opened }, within);
    } catch (error) {
      // What a library says may hold the address.
      log.warn(
        { kind: row.kind, ...(personal ? {} : { subject, id }), fault: (error as Error).name },
        "delivery failed",
      );
      return { ok: false, permanent: false, fault: (error as Error).name };
    }
  };

  /** Whether there was a message to deliver. What a worker takes leaves side by side. */
  const deliverSome = (kind: OutboxKind, handler: DeliveryHandler): Promise<boolean> =>
    records.db.transaction(async (tx) => {
      const rows = await takeSome(tx, kind, new Date(now()), TOGETHER);
      const changes = await Promise.all(
        rows.map(async (row) => {
          const delivery: Delivery =
            row.expires.getTime() <= now()
              ? { ok: false, permanent: false, fault: "It has expired." }
              : await attempt(row, handler);
          const change = afterAttempt(row, delivery, now(), Math.random);
          const isRefused = !delivery.ok && delivery.recipientIsRefused === true;
          return { id: row.id, change, handle: isRefused ? refused.get(row.subject) : undefined };
        }),
      );
      for (const { id, change, handle } of changes) {
        await changeMessage(tx, id, change);
        await handle?.(tx, id);
      }
      return rows.length > 0;
    });

  const pause = () =>
    Promise.race([
      wake.promise,
      delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined),
    ]);

  const guarded = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (!records.state().up) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RecordsUnavailable) && !saysUnavailable(error))
        log.error({ err: error }, "outbox failed");
      return undefined;
    }
  };

  const work = async (kind: OutboxKind, handler: DeliveryHandler): Promise<void> => {
    while (!signal.aborted)
      if ((await guarded(() => deliverSome(kind, handler))) !== true) await pause();
  };

  const SWEEP_MS = 60_000;
  let swept = Number.POSITIVE_INFINITY;
  const sweep = async (): Promise<void> => {
    while (!signal.aborted) {
      await guarded(async () => {
        if (now() < swept) await bringBack(records.db, new Date(now()), PATIENCE.longestMs);
        swept = now();
        await expire(records.db, new Date(now()));
        await removeSettled(records.db, new Date(now() - KEPT_MS));
      });
      await delay(SWEEP_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  workers.push(sweep());

  const rowOf = (id: string, given: OutboxGiven, at: number, bulk: boolean) => ({
    id,
    bulk,
    kind: given.kind,
    subject: given.subject,
    personal: given.personal,
    person: given.person ?? null,
    recipient: seal(key, `${id}/recipient`, given.recipient),
    maskedRecipient: maskAddress(given.recipient),
    content: seal(key, `${id}/content`, JSON.stringify(given.content)),
    key: given.key ?? null,
    next: new Date(at),
    expires: new Date(at + (given.expiresInMs ?? EXPIRES_MS)),
    created: new Date(at),
  });

  const insert = async (tx: Queries, rows: ReturnType<typeof rowOf>[]): Promise<void> => {
    await insertMessages(tx, rows);
    // The transaction is committed a moment later; looking too early costs one look.
    setTimeout(() => {
      wake.resolve();
      wake = Promise.withResolvers();
    }, 20).unref();
  };

  return {
    async put(tx, given) {
      const id = given.id ?? newIdentifier();
      await insert(tx, [rowOf(id, given, now(), false)]);
      return id;
    },
    async putAll(tx, given) {
      const at = now();
      if (given.length > 0)
        await insert(
          tx,
          given.map((one) => rowOf(one.id ?? newIdentifier(), one, at, true)),
        );
    },
    withdraw: withdrawMessages,
    deliver(kind, handler) {
      if (kinds.has(kind)) throw new Error(`Messages of the kind ${kind} have a handler already.`);
      kinds.add(kind);
      for (let one = 0; one < atATime; one++) workers.push(work(kind, handler));
    },
    onRefused: (subject, handle) => void refused.set(subject, handle),
    show: (kind, view) => void views.set(kind, view),
    shown(message, how) {
      const opened = open(message);
      const view = views.get(message.kind);
      if (opened === undefined || view === undefined) return undefined;
      return how === "whole" ? view.whole(opened.content) : view.masked(opened.content);
    },
    notice(message) {
      const opened = open(message);
      return opened && views.get(message.kind)?.notice?.(opened);
    },
    open,
    async close() {
      stopping.abort();
      wake.resolve();
      await Promise.all(workers);
    },
  };
};
