const FIRST_ROOM = 4 * 1024;

/**
 * Bytes that come in pieces, in one piece of memory: each is copied, for a piece of one byte takes a hundred,
 * and holds what came with it.
 */
export interface Gathered {
  add(piece: Uint8Array): void;
  length(): number;
  /** What has come; begins anew. */
  take(): Buffer;
}

export const createGathered = (): Gathered => {
  let room = Buffer.alloc(0);
  let length = 0;
  return {
    add(piece) {
      if (length + piece.length > room.length) {
        const size = Math.max(FIRST_ROOM, 2 * room.length, length + piece.length);
        const larger = Buffer.allocUnsafeSlow(size);
        room.copy(larger, 0, 0, length);
        room = larger;
      }
      room.set(piece, length);
      length += piece.length;
    },
    length: () => length,
    take() {
      const all = Buffer.from(room.subarray(0, length));
      length = 0;
      return all;
    },
  };
};
