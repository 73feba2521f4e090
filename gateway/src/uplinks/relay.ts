import type { Outbox } from "../outbox/outbox.ts";
import type { Retained, RetainedMessage } from "../store/retained.ts";
import type { Key, Suspects } from "./suspects.ts";
import type { Window } from "./window.ts";

export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

/** One connection, as what carries the outbox sees it. */
export interface RelayLink {
  /** Sends over the link; `acknowledged` is called when the cloud has it, or never. */
  readonly publish: (publication: Publication, acknowledged: () => void) => void;
  readonly onAcknowledged: (what: "readings" | "document") => void;
}

export interface RelayOptions extends RelayLink {
  readonly outbox: Outbox;
  readonly retained: Retained;
  readonly suspects: Suspects;
  readonly window: Window;
  readonly now: () => number;
}

/** Bytes under way at most, one message more: a batch may have 2 MiB, and each is held in memory. */
const mostBytesUnderWay = 1024 * 1024;

/** Acknowledged messages leave the disk together: each removal is a transaction, and one waits for the disk. */
const removeTogether = 256;
const removeWithinMs = 50;

interface UnderWay {
  /** UTC ms. */
  readonly since: number;
  readonly bytes: number;
}

/** What is under way over one connection, from its beginning to its end. */
export interface Relay {
  /** Sends what the window allows. */
  readonly pump: () => void;
  /** When the oldest unacknowledged message was sent, UTC ms. */
  readonly oldestSent: () => number | undefined;
  /** Sends nothing more; resolves when nothing is under way any more. */
  readonly drain: () => Promise<void>;
  /** The connection is gone: what was under way waits again. */
  readonly end: () => void;
}

/**
 * Carries the outbox over a link that acknowledges: first each station's status and hello, then
 * the messages, newest first, so that after an outage the present is seen before the past.
 */
export const openRelay = (options: RelayOptions): Relay => {
  const { outbox, retained, suspects, window, publish, onAcknowledged, now } = options;
  const sent = new Map<Key, UnderWay>();
  let bytesUnderWay = 0;
  /** What the cloud has of each retained topic on this connection. */
  const known = new Map<string, RetainedMessage>();
  let acknowledgedIds: number[] = [];
  let removal: NodeJS.Timeout | undefined;
  let ended = false;
  let draining = false;
  let tryingSuspects = false;
  let whenIdle: (() => void) | undefined;

  const removeAcknowledged = (): void => {
    clearTimeout(removal);
    removal = undefined;
    const ids = acknowledgedIds;
    if (ids.length === 0) return;
    acknowledgedIds = [];
    // Until it is off the disk the outbox itself keeps it from being taken again.
    void outbox.remove(ids);
  };

  const acknowledge = (key: Key): void => {
    const underWay = sent.get(key);
    if (underWay === undefined) return;
    sent.delete(key);
    bytesUnderWay -= underWay.bytes;
    suspects.acknowledged(key);
    window.acknowledged(now() - underWay.since);
    if (typeof key === "number") {
      acknowledgedIds.push(key);
      removal ??= setTimeout(removeAcknowledged, removeWithinMs);
      if (acknowledgedIds.length >= removeTogether) removeAcknowledged();
    }
    onAcknowledged(typeof key === "number" ? "readings" : "document");
    if (sent.size === 0) {
      tryingSuspects = false;
      // The last of a burst does not wait: who looks at the queue sees that it is empty.
      removeAcknowledged();
      whenIdle?.();
    }
    // Refilling at half saves reading the whole window from disk for each acknowledgement.
    if (sent.size <= window.size() / 2) setImmediate(pump);
  };

  const send = (key: Key, publication: Publication): void => {
    const bytes = publication.payload.length;
    sent.set(key, { since: now(), bytes });
    bytesUnderWay += bytes;
    publish(publication, () => {
      if (!ended) acknowledge(key);
    });
  };

  const sendRetained = (message: RetainedMessage): void => {
    known.set(message.topic, message);
    send(message.topic, { ...message, retain: true });
  };

  const sendAgain = (key: Key): boolean => {
    const message = typeof key === "number" ? outbox.get(key) : retained.get(key);
    if (message === undefined) {
      suspects.acknowledged(key);
      return false;
    }
    if (typeof key === "string") sendRetained(message);
    else send(key, { topic: message.topic, payload: message.payload, retain: false });
    return true;
  };

  /** Sends suspects once nothing else is under way; true when the window must wait for them. */
  const sendSuspects = (): boolean => {
    const keys = suspects.next();
    if (keys.length === 0) return false;
    if (sent.size > 0) return true;
    tryingSuspects = true;
    const found = keys.filter(sendAgain);
    if (found.length > 0) return true;
    tryingSuspects = false;
    return sendSuspects();
  };

  const pump = (): void => {
    if (ended || draining || tryingSuspects || sendSuspects()) return;
    const except = new Set<Key>([...sent.keys(), ...suspects.keys(), ...acknowledgedIds]);
    const most = window.size();
    const isFull = () => sent.size >= most || bytesUnderWay >= mostBytesUnderWay;
    for (const message of retained.all()) {
      if (isFull()) return;
      if (known.get(message.topic) !== message && !except.has(message.topic)) sendRetained(message);
    }
    const limit = most - sent.size;
    if (limit < most / 2 || isFull()) return;
    for (const { id, topic, payload } of outbox.next({ limit, except, bytes: mostBytesUnderWay }))
      if (isFull()) outbox.giveBack([id]);
      else send(id, { topic, payload, retain: false });
  };

  return {
    pump,
    oldestSent: () => sent.values().next().value?.since,
    drain: () => {
      draining = true;
      return new Promise((resolve) => {
        if (sent.size === 0) resolve();
        else whenIdle = resolve;
      });
    },
    end: () => {
      if (ended) return;
      ended = true;
      removeAcknowledged();
      suspects.linkBroke([...sent.keys()]);
      outbox.giveBack(sent.keys().filter((key) => typeof key === "number"));
    },
  };
};
