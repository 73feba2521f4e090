import { csvLine, type Row } from "../api/formats.ts";

/** Values of one series that follow each other. Pieces of a series come together. */
export interface Piece<T> {
  readonly station?: string;
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

/** What an answer says of a series, as a JSON object: no two of an answer have the same. */
const nameOf = (
  { station, sensor, origin }: Omit<Piece<unknown>, "points">,
  head: object,
): string =>
  // An answer of one station names it at its head.
  JSON.stringify({ ...("station" in head ? {} : { station }), sensor, origin });

/** A JSON object of `head` and the series, in parts that are made as they are read. */
export async function* jsonText<T, P extends Piece<T>>(
  head: object,
  pieces: AsyncIterable<P>,
  toPoint: (point: T, piece: P) => object,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"series":[`;
  let open: string | undefined;
  for await (const piece of pieces) {
    const { points, ...key } = piece;
    if (points.length === 0) continue;
    const name = nameOf(key, head);
    let isFirst = name !== open;
    if (isFirst) {
      const before = open === undefined ? "" : "]},";
      yield `${before}${name.slice(0, -1)},"points":[`;
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
