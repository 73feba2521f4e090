/** What of a stream of Node's is needed here: hardware runs in a browser too. */
interface ByteStream {
  readonly destroyed: boolean;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  destroy(): unknown;
}

/** Follows the heads of MQTT packets in a stream of bytes; true once one of them says that it is longer than `most` bytes. */
export const createPacketLengths = (most: number): ((chunk: Uint8Array) => boolean) => {
  /** Of the packet that is under way: bytes that are still to come; undefined within its head. */
  let left: number | undefined;
  /** Of its head: whether the first byte was there, and what its length is so far (MQTT 3.1.1, 2.2.3). */
  let isBegun = false;
  let [length, factor] = [0, 1];
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left !== undefined) {
        const some = Math.min(left, chunk.length - at);
        at += some;
        left -= some;
        if (left === 0) left = undefined;
        continue;
      }
      const byte = chunk[at] as number;
      at += 1;
      if (!isBegun) {
        [isBegun, length, factor] = [true, 0, 1];
        continue;
      }
      length += (byte & 127) * factor;
      factor *= 128;
      if (length > most) return true;
      if (byte > 127) continue;
      isBegun = false;
      if (length > 0) left = length;
    }
    return false;
  };
};

/**
 * Ends a client's connection as soon as a packet comes that says that it is longer than `most` bytes: mqtt.js puts a packet together
 * whole, and one may have 256 MiB. `onLong` is called once, before it ends.
 */
export const endAtLongPacket = (stream: ByteStream, most: number, onLong: () => void): void => {
  const isTooLong = createPacketLengths(most);
  stream.on("data", (chunk: Uint8Array) => {
    if (stream.destroyed || !isTooLong(chunk)) return;
    onLong();
    stream.destroy();
  });
};
