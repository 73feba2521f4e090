import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { TilePoint } from "./station-tiles.ts";

type Asked =
  | { readonly kind: "points"; readonly index: number; readonly points: readonly TilePoint[] }
  | { readonly kind: "build" | "drop"; readonly index: number }
  | {
      readonly kind: "tile";
      readonly index: number;
      readonly z: number;
      readonly x: number;
      readonly y: number;
    };
export type ThreadQuestion = Asked & { readonly id: number };
export interface ThreadAnswer {
  readonly id: number;
  readonly tile?: Uint8Array | undefined;
  readonly error?: string;
}

/** Tiles whose index is in the thread. */
export interface ThreadTiles {
  tile(z: number, x: number, y: number): Promise<Uint8Array>;
  /** Nobody asks any more. */
  drop(): void;
}

/** Points of one message: to hand them over takes a few milliseconds of the event loop. */
const TOGETHER = 1_000;

interface Waiting {
  resolve(tile: Uint8Array | undefined): void;
  reject(error: Error): void;
}

/**
 * A thread that builds the indexes of many stations and cuts tiles of them, so that nobody else waits meanwhile. It starts with
 * the first of them. When it ends by itself, what waits fails, and the next index has a new one.
 */
export const createTileThread = () => {
  let worker: Worker | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const started = new Worker(new URL("./tile-thread-worker.ts", import.meta.url));
    // It holds no process back that would end.
    started.unref();
    started.on("message", ({ id, tile, error }: ThreadAnswer) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) one?.resolve(tile);
      else one?.reject(new Error(error));
    });
    const gone = (error: Error): void => {
      if (worker !== started) return;
      worker = undefined;
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    };
    started.on("error", (error) => gone(error as Error));
    started.on("exit", () => gone(new Error("The thread of the map's tiles has ended.")));
    return started;
  };

  const ask = (thread: Worker, question: Asked): Promise<Uint8Array | undefined> => {
    if (thread !== worker)
      return Promise.reject(new Error("The thread of the map's tiles has ended."));
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.postMessage({ ...question, id } satisfies ThreadQuestion);
    });
  };

  return {
    index(points: readonly TilePoint[]): ThreadTiles {
      worker ??= start();
      const thread = worker;
      last += 1;
      const index = last;
      const built = (async () => {
        for (let first = 0; first < points.length; first += TOGETHER) {
          const some = points.slice(first, first + TOGETHER);
          await ask(thread, { kind: "points", index, points: some });
          await setImmediate();
        }
        await ask(thread, { kind: "build", index });
      })();
      // Told to whoever asks for a tile.
      built.catch(() => undefined);
      return {
        async tile(z, x, y) {
          await built;
          const tile = await ask(thread, { kind: "tile", index, z, x, y });
          if (tile === undefined) throw new Error("The thread of the map's tiles gave no tile.");
          return tile;
        },
        drop: () => void ask(thread, { kind: "drop", index }).catch(() => undefined),
      };
    },
    async close(): Promise<void> {
      await worker?.terminate();
    },
  };
};
export type TileThread = ReturnType<typeof createTileThread>;
