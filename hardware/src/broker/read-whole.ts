/** A stream as far as it is read; `read` gives the next chunk, or null when there is none. */
export interface Inlet {
  readonly readableLength: number;
  /** Closed, perhaps by who looked at what was just read. */
  readonly destroyed?: boolean;
  read(size?: number | null): Uint8Array | null;
  emit(event: "readable"): boolean;
}

/**
 * Lets `read()` give all that has come. Aedes reads once for each "readable" event, and that gave everything
 * until Node 26, which gives the first chunk: a packet whose parts arrive together, as those of TLS records
 * and WebSocket frames do, would wait for ever.
 *
 * Once while the event loop goes round: who is read again at once, as Aedes does, is given up to 2 MiB in one go by
 * Node, and nobody else is heard meanwhile. `afterTurn` calls back when it has gone round (`setImmediate`).
 */
export const readWhole = (inlet: Inlet, afterTurn: (goOn: () => void) => void): void => {
  const readChunk = inlet.read.bind(inlet);
  let wasRead = false;
  let isAskedAgain = false;
  const goRound = (): void => {
    const isAsked = isAskedAgain;
    wasRead = false;
    isAskedAgain = false;
    if (isAsked && inlet.destroyed !== true) inlet.emit("readable");
  };
  inlet.read = (size) => {
    if (wasRead && size !== 0) {
      isAskedAgain = true;
      return null;
    }
    const first = readChunk(size);
    if (first !== null) {
      wasRead = true;
      afterTurn(goRound);
    }
    // What has closed its connection is not dealt with: it may be thousands of packets.
    if (inlet.destroyed === true) return null;
    if (first === null || inlet.readableLength === 0 || typeof size === "number") return first;
    const chunks = [first];
    for (let next = readChunk(); next !== null; next = readChunk()) chunks.push(next);
    if (inlet.destroyed) return null;
    const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let place = 0;
    for (const chunk of chunks) {
      whole.set(chunk, place);
      place += chunk.length;
    }
    return whole;
  };
};
