/** A client as Aedes has it, as far as reading from it is concerned. */
export interface Pausable {
  readonly closed: boolean;
  pause(): void;
  resume(): void;
}

export interface HeldMessages {
  /** Whether so many bytes more may be held for this client. */
  admits(bytes: number): boolean;
  add(client: Pausable, bytes: number): void;
  release(client: Pausable, bytes: number): void;
  bytes(): number;
}

/**
 * Messages that wait for the disk are held in memory. A client that has many is not read until some
 * have gone; Aedes by itself reads on while messages that are longer than what it reads at once wait.
 */
export const createHeldMessages = (limits: {
  readonly heldOfClient: number;
  readonly held: number;
}): HeldMessages => {
  const byClient = new Map<Pausable, number>();
  let total = 0;
  const change = (client: Pausable, bytes: number): number => {
    const held = (byClient.get(client) ?? 0) + bytes;
    if (held === 0) byClient.delete(client);
    else byClient.set(client, held);
    total += bytes;
    return held;
  };
  return {
    admits: (bytes) => total + bytes <= limits.held,
    add(client, bytes) {
      const held = change(client, bytes);
      if (held > limits.heldOfClient) client.pause();
    },
    release(client, bytes) {
      const held = change(client, -bytes);
      const wasFull = held + bytes > limits.heldOfClient;
      if (wasFull && !client.closed && held <= limits.heldOfClient) client.resume();
    },
    bytes: () => total,
  };
};
