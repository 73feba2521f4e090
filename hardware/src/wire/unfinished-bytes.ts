/** Bytes that connections hold of what has begun and not ended. */
export interface UnfinishedBytes<C> {
  /** What a connection holds now; 0 when it holds nothing, or is gone. */
  set(connection: C, bytes: number): void;
  /** Of all connections. */
  total(): number;
}

/**
 * Counts what all connections hold together. When that is more than `most`, `onTooMuch` is called for the one
 * that holds most, which the caller closes and which counts no more, and so on until the rest may stay.
 */
export const countUnfinishedBytes = <C>(
  most: number,
  onTooMuch: (connection: C) => void,
): UnfinishedBytes<C> => {
  const held = new Map<C, number>();
  let total = 0;

  const put = (connection: C, bytes: number): void => {
    total += bytes - (held.get(connection) ?? 0);
    if (bytes === 0) held.delete(connection);
    else held.set(connection, bytes);
  };

  const largest = (): C | undefined => {
    let found: { readonly connection: C; readonly bytes: number } | undefined;
    for (const [connection, bytes] of held)
      if (bytes > (found?.bytes ?? 0)) found = { connection, bytes };
    return found?.connection;
  };

  return {
    set(connection, bytes) {
      put(connection, bytes);
      while (total > most) {
        const one = largest();
        if (one === undefined) return;
        put(one, 0);
        onTooMuch(one);
      }
    },
    total: () => total,
  };
};
