import { csvLine, type Row } from "../api/formats.ts";

/** Values of one series that follow each other. Pieces of a series come together. */
export interface Piece<T> {
  readonly sensor: string;
  readonly origin: string;
  readonly points: readonly T[];
}

/** So many points travel together. */
const TOGETHER = 500;

function* chunksOf<T>(points: readonly T[]): Generator<readonly T[]> {
  for (let index = 0; index < points.length; index += TOGETHER)
    yield points.slice(index, index + TOGETHER);
}

/** A JSON object of `head` and the series, in parts that are made as they are read. */
export async function* jsonText<T, P extends Piece<T>>(
  head: object,
  pieces: AsyncIterable<P>,
  toPoint: (point: T, piece: P) => object,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"series":[`;
  let open: string | undefined;
  for await (const piece of pieces) {
    const { sensor, origin, points } = piece;
    if (points.length === 0) continue;
    const name = `${sensor} ${origin}`;
    let isFirst = name !== open;
    if (isFirst) {
      const before = open === undefined ? "" : "]},";
      yield `${before}{"sensor":${JSON.stringify(sensor)},"origin":${JSON.stringify(origin)},"points":[`;
    }
    open = name;
    for (const some of chunksOf(points)) {
      yield `${isFirst ? "" : ","}${some.map((point) => JSON.stringify(toPoint(point, piece))).join(",")}`;
      isFirst = false;
    }
  }
  yield open === undefined ? "]}" : "]}]}";
}

export async function* csvText<T, P extends Piece<T>>(
  columns: readonly string[],
  pieces: AsyncIterable<P>,
  toRow: (point: T, piece: P) => Row,
): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  for await (const piece of pieces)
    for (const some of chunksOf(piece.points))
      yield some.map((point) => csvLine(columns, toRow(point, piece))).join("");
}

export async function* ndjsonText<T, P extends Piece<T>>(
  pieces: AsyncIterable<P>,
  toRow: (point: T, piece: P) => Row,
): AsyncGenerator<string> {
  for await (const piece of pieces)
    for (const some of chunksOf(piece.points))
      yield some.map((point) => `${JSON.stringify(toRow(point, piece))}\n`).join("");
}
