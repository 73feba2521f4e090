/**
 * A server gives its sockets one size for both buffers. The one for writing must be large, so that a
 * subscriber that reads slowly stops nobody; the one for reading small, so that a client that sends fast
 * leaves a turn to the others. Node has no way to set the second alone.
 */
export const setReadBuffer = (socket: object, bytes: number): void => {
  const { _readableState: state } = socket as { _readableState: { highWaterMark: number } };
  state.highWaterMark = bytes;
};
