/** A client as Aedes has it, and what it does not declare of it. */
export interface AcknowledgedClient {
  readonly closed: boolean;
  readonly connected: boolean;
  readonly conn: { write(bytes: Uint8Array): boolean };
  readonly errored?: unknown;
  /** Calls back when what was written has left; with an error when that took too long. */
  waitForDrain(drained: (error?: Error) => void): void;
  /** Packets that were read and not dealt with: none is read before these are. */
  _parsingBatch: number;
  /** One of them is dealt with. */
  _nextBatch(error?: Error | null): void;
}

const PUBACK = 0x40;
/** Behind the first byte. */
const REST = 2;
const SIZE = 4;

/** MQTT 3.1.1, 3.4: one packet for each number. */
const pubacks = (messageIds: readonly number[]): Buffer => {
  const bytes = Buffer.allocUnsafe(SIZE * messageIds.length);
  let at = 0;
  for (const messageId of messageIds) {
    bytes[at] = PUBACK;
    bytes[at + 1] = REST;
    bytes[at + 2] = messageId >> 8;
    bytes[at + 3] = messageId & 0xff;
    at += SIZE;
  }
  return bytes;
};

/**
 * As much has been dealt with: the next may be read. A client that is paused is read when it goes on, which
 * counts as one more.
 */
const dealtWith = (client: AcknowledgedClient, count: number): void => {
  client._parsingBatch -= count;
  if (client._parsingBatch > 0) return;
  client._parsingBatch = 1;
  client._nextBatch();
};

/**
 * Writes acknowledgements: all that become known in one go, as those of a commit do, are one piece for each
 * client. Aedes makes an object, some buffers and a turn of the event loop for each of them.
 */
export const createAcknowledgements = (): ((
  client: AcknowledgedClient,
  messageId: number,
) => void) => {
  const waiting = new Map<AcknowledgedClient, number[]>();
  /** Those of the same client mostly come together. */
  let last: AcknowledgedClient | undefined;
  let ofLast: number[] = [];

  const write = (client: AcknowledgedClient, messageIds: readonly number[]): void => {
    if (client.closed || !client.connected) return;
    const { length } = messageIds;
    if (client.conn.write(pubacks(messageIds)) || client.errored) dealtWith(client, length);
    else
      client.waitForDrain((error) => {
        if (error) client._nextBatch(error);
        else dealtWith(client, length);
      });
  };

  const flush = (): void => {
    last = undefined;
    const all = [...waiting];
    waiting.clear();
    for (const [client, messageIds] of all) write(client, messageIds);
  };

  return (client, messageId) => {
    if (client !== last) {
      if (waiting.size === 0) queueMicrotask(flush);
      const known = waiting.get(client);
      ofLast = known ?? [];
      if (known === undefined) waiting.set(client, ofLast);
      last = client;
    }
    ofLast.push(messageId);
  };
};
