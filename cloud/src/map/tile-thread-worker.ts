import { parentPort } from "node:worker_threads";
import { type StationTiles, type TilePoint, tilesOfPoints } from "./station-tiles.ts";
import type { ThreadAnswer, ThreadQuestion } from "./tile-thread.ts";

// The thread of tile-thread.ts: indexes by number, and points of those that are still coming.
const coming = new Map<number, TilePoint[]>();
const indexes = new Map<number, StationTiles>();

const answerOf = (question: ThreadQuestion): Uint8Array | undefined => {
  const { index } = question;
  switch (question.kind) {
    case "points":
      coming.set(index, [...(coming.get(index) ?? []), ...question.points]);
      return undefined;
    case "build":
      indexes.set(index, tilesOfPoints(coming.get(index) ?? []));
      coming.delete(index);
      return undefined;
    case "tile": {
      const tiles = indexes.get(index);
      if (tiles === undefined) throw new Error(`The thread has no index ${index}.`);
      return tiles.tile(question.z, question.x, question.y);
    }
    case "drop":
      indexes.delete(index);
      return undefined;
    default:
      return question satisfies never;
  }
};

parentPort?.on("message", (question: ThreadQuestion) => {
  let answer: ThreadAnswer;
  try {
    answer = { id: question.id, tile: answerOf(question) };
  } catch (error) {
    answer = { id: question.id, error: String(error) };
  }
  parentPort?.postMessage(answer);
});
