const FIRST_ROOM = 4 * 1024;
/** What is in a room of this size is not moved again before it is taken. */
const LARGEST_ROOM = 64 * 1024;

/**
 * Bytes that come in pieces, in a few pieces of memory: each is copied, for a piece of one byte takes a hundred,
 * and holds what came with it.
 */
export interface Gathered {
  add(piece: Uint8Array): void;
  length(): number;
  /** What has come; begins anew. */
  take(): Buffer;
}

export const createGathered = (): Gathered => {
  /** Those that are full. */
  let rooms: Buffer[] = [];
  let room = Buffer.alloc(0);
  let inRoom = 0;
  let length = 0;

  const makeRoom = (more: number): void => {
    if (room.length === LARGEST_ROOM) {
      rooms.push(room);
      room = Buffer.allocUnsafeSlow(LARGEST_ROOM);
      inRoom = 0;
      return;
    }
    const size = Math.max(FIRST_ROOM, 2 * room.length, inRoom + more);
    const larger = Buffer.allocUnsafeSlow(Math.min(size, LARGEST_ROOM));
    room.copy(larger, 0, 0, inRoom);
    room = larger;
  };

  return {
    add(piece) {
      length += piece.length;
      for (let at = 0; at < piece.length; ) {
        if (inRoom === room.length) makeRoom(piece.length - at);
        const part = piece.subarray(at, at + room.length - inRoom);
        room.set(part, inRoom);
        inRoom += part.length;
        at += part.length;
      }
    },
    length: () => length,
    take() {
      const all = Buffer.concat([...rooms, room.subarray(0, inRoom)], length);
      if (rooms.length > 0) {
        rooms = [];
        room = Buffer.alloc(0);
      }
      inRoom = 0;
      length = 0;
      return all;
    },
  };
};
