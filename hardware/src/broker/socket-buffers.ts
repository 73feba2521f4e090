/** Bytes from which a socket's own buffers say that they are full. */
export interface SocketBuffers {
  readonly read?: number;
  readonly write?: number;
}

/**
 * A server gives its sockets one size for both buffers, and a TLS server none. The one for writing must be
 * large, so that a subscriber that reads slowly stops nobody; the one for reading small, so that a client that
 * sends fast leaves a turn to the others. Node has no way to set them apart.
 */
export const setSocketBuffers = (socket: object, { read, write }: SocketBuffers): void => {
  const states = socket as {
    _readableState: { highWaterMark: number };
    _writableState: { highWaterMark: number };
  };
  if (read !== undefined) states._readableState.highWaterMark = read;
  if (write !== undefined) states._writableState.highWaterMark = write;
};
