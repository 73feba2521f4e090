import type { Duplex } from "node:stream";

/** A connection whose bytes come as "data" events, as far as turns are concerned. */
export type Inlet = Pick<
  Duplex,
  "emit" | "pause" | "resume" | "cork" | "uncork" | "read" | "readableLength" | "destroyed"
>;

export interface ChunkTurnsOptions {
  /** Of what came, so much is dealt with at a turn. Of the smallest frames a kilobyte takes some 0.2 ms. */
  readonly pieceBytes?: number;
  /** After so many ms all else of the event loop has its turn. */
  readonly sliceMs?: number;
  readonly elapsed?: () => number;
}

interface Source {
  readonly inlet: Inlet;
  /** Whether its owner has paused it too: then it is its owner's to resume. */
  readonly isPaused: () => boolean;
  readonly deal: (piece: Buffer) => void;
  /** What came and was not dealt with. */
  rest: Buffer[];
  isQueued: boolean;
}

/**
 * Has the bytes of many connections dealt with in turns. Node gives up to 2 MiB of one connection to its listener in one
 * go, which may be a hundred thousand frames: meanwhile nobody else is heard, and no commit goes on. Gives a
 * function that a connection is handed to before anybody listens to it.
 */
export const createChunkTurns = ({
  pieceBytes = 8 * 1024,
  sliceMs = 5,
  elapsed = () => performance.now(),
}: ChunkTurnsOptions = {}): ((inlet: Inlet, isPaused?: () => boolean) => void) => {
  const queue: Source[] = [];
  /** When the first bytes of this slice came: to read them from the system counts as well. */
  let since: number | undefined;
  let isScheduled = false;
  const isOver = (): boolean => since !== undefined && elapsed() - since >= sliceMs;

  const dealWithPiece = (source: Source): void => {
    // Whoever was closed for what came first, perhaps by another's turn, is heard no more.
    if (source.inlet.destroyed) source.rest = [];
    const [first] = source.rest;
    if (first === undefined) return;
    if (first.length <= pieceBytes) source.rest.shift();
    else source.rest[0] = first.subarray(pieceBytes);
    // What is answered to a piece leaves as one.
    source.inlet.cork();
    try {
      source.deal(first.subarray(0, pieceBytes));
    } finally {
      source.inlet.uncork();
    }
  };

  const goRound = (): void => {
    isScheduled = false;
    since = elapsed();
    for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
      dealWithPiece(source);
      source.isQueued = false;
      if (source.rest.length > 0) enqueue(source);
      else if (!source.inlet.destroyed && !source.isPaused()) source.inlet.resume();
      if (isOver()) break;
    }
    since = undefined;
    if (queue.length > 0) schedule();
  };

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(goRound);
  };

  const enqueue = (source: Source): void => {
    if (source.isQueued) return;
    source.isQueued = true;
    queue.push(source);
  };

  return (inlet, isPaused = () => false) => {
    const emit = inlet.emit.bind(inlet);
    const source: Source = {
      inlet,
      isPaused,
      deal: (piece) => void emit("data", piece),
      rest: [],
      isQueued: false,
    };
    let isClosed = false;
    const take = (chunk: Buffer): void => {
      source.rest.push(chunk);
      since ??= elapsed();
      // The next slice begins when the event loop has gone round.
      schedule();
      while (!source.isQueued && queue.length === 0 && !isOver() && source.rest.length > 0)
        dealWithPiece(source);
      if (source.rest.length === 0) return;
      enqueue(source);
      inlet.pause();
    };
    inlet.emit = (event: string | symbol, ...values: unknown[]): boolean => {
      if (event === "data") {
        if (!isClosed && !inlet.destroyed) take(values[0] as Buffer);
        return true;
      }
      if (event === "close") {
        isClosed = true;
        // What lies behind a gap must not be taken for what follows.
        source.rest = [];
        if (inlet.readableLength > 0) inlet.read();
      }
      const isHeard = emit(event, ...values);
      if (event === "resume" && source.rest.length > 0) inlet.pause();
      return isHeard;
    };
  };
};
