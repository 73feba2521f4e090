import type { Outbox } from "../outbox/outbox.ts";
import type { Retained, RetainedMessage } from "../store/retained.ts";
import type { Key, Suspects } from "./suspects.ts";

export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly retained: Retained;
  readonly suspects: Suspects;
  /** How many messages may be under way at once. */
  readonly window: number;
  /** Sends over the link; `acknowledged` is called when the cloud has it, or never. */
  readonly publish: (publication: Publication, acknowledged: () => void) => void;
  readonly onAcknowledged: () => void;
  readonly now: () => number;
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
  const sent = new Map<Key, number>();
  /** What the cloud has of each retained topic on this connection. */
  const known = new Map<string, RetainedMessage>();
  let acknowledgedIds: number[] = [];
  let ended = false;
  let draining = false;
  let sendingAlone = false;
  let whenIdle: (() => void) | undefined;

  const removeAcknowledged = (): void => {
    const ids = acknowledgedIds;
    acknowledgedIds = [];
    // Until it is off the disk the outbox itself keeps it from being taken again.
    void outbox.remove(ids);
  };

  const acknowledge = (key: Key): void => {
    sent.delete(key);
    suspects.acknowledged(key);
    sendingAlone = false;
    if (typeof key === "number") {
      if (acknowledgedIds.length === 0) queueMicrotask(removeAcknowledged);
      acknowledgedIds.push(key);
    }
    onAcknowledged();
    if (sent.size === 0) whenIdle?.();
    // Refilling at half saves reading the whole window from disk for each acknowledgement.
    if (sent.size <= window / 2) setImmediate(pump);
  };

  const send = (key: Key, publication: Publication): void => {
    sent.set(key, now());
    publish(publication, () => {
      if (!ended) acknowledge(key);
    });
  };

  const sendRetained = (message: RetainedMessage): void => {
    known.set(message.topic, message);
    send(message.topic, { ...message, retain: true });
  };

  /** Sends a suspect once nothing else is under way; true when the window must wait for it. */
  const sendSuspect = (): boolean => {
    const key = suspects.next();
    if (key === undefined) return false;
    if (sent.size > 0) return true;
    const message = typeof key === "number" ? outbox.get(key) : retained.get(key);
    if (message === undefined) {
      suspects.acknowledged(key);
      return sendSuspect();
    }
    sendingAlone = true;
    if (typeof key === "string") sendRetained(message);
    else send(key, { topic: message.topic, payload: message.payload, retain: false });
    return true;
  };

  const pump = (): void => {
    if (ended || draining || sendingAlone || sendSuspect()) return;
    const except = new Set<Key>([...sent.keys(), ...suspects.keys()]);
    for (const message of retained.all()) {
      if (sent.size >= window) return;
      if (known.get(message.topic) !== message && !except.has(message.topic)) sendRetained(message);
    }
    const limit = window - sent.size;
    if (limit < window / 2) return;
    for (const { id, topic, payload } of outbox.next({ limit, except }))
      send(id, { topic, payload, retain: false });
  };

  return {
    pump,
    oldestSent: () => sent.values().next().value,
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
      suspects.linkBroke([...sent.keys()]);
    },
  };
};
