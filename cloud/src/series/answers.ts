import { quantities } from "@datacityzen/hardware/quantities";
import type { Answering } from "../api/api.ts";
import type { Format, Row } from "../api/formats.ts";
import { createPlaces } from "../api/places.ts";
import { apiProblems, Problem } from "../api/problems.ts";
import { sendStreamed, sendWhole } from "../api/streamed-answer.ts";
import { type Cursor, type CursorOf, writeCursor } from "./cursor.ts";
import { largeAnswers, MADE_AT_ONCE, MOST_POINTS } from "./limits.ts";
import { seriesProblems } from "./problems.ts";
import type { Query } from "./selection.ts";
import { ReadRefused, StoreUnavailable } from "./store.ts";
import { csvText, jsonText, ndjsonText, type Piece } from "./text.ts";

/** Aborts when whoever asked has left. */
export const leaving = ({ raw }: Answering): AbortSignal => {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return gone.signal;
};

/** Whether a question is to be answered in pages. */
export const isPaged = ({
  limit,
  cursor,
}: {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}): boolean => limit !== undefined || cursor !== undefined;

/** What a page says of the one after it, if there is something left of the range; its address as a header, too. */
export const nextPage = (
  reply: Answering,
  rest: Cursor,
  question: CursorOf,
): { readonly next?: string } => {
  if (rest.from >= rest.until) return {};
  const cursor = writeCursor(rest, question);
  const { pathname, searchParams } = new URL(reply.request.url, "http://localhost");
  searchParams.set("cursor", cursor);
  reply.header("link", `<${pathname}?${searchParams}>; rel="next"`);
  return { next: cursor };
};

const readRefusals = {
  busy: [apiProblems.busy, "Too many heavy questions wait already."],
  deadline: [apiProblems.too_slow, "Ask for a shorter range, or for longer means."],
  aborted: [apiProblems.too_slow, "The question was given up."],
} as const;

/** What the store answers, or its refusal as a problem. */
export const answered = async <T>(question: Promise<T>): Promise<T> =>
  question.catch((error: unknown) => {
    if (error instanceof StoreUnavailable)
      throw new Problem(seriesProblems.series_unavailable, "Ask again in a moment.", {
        cause: error,
      });
    if (!(error instanceof ReadRefused)) throw error;
    const [kind, detail] = readRefusals[error.code];
    throw new Problem(kind, detail, { cause: error });
  });

export const tooMany = (what: string, remedy: string): Problem =>
  new Problem(
    seriesProblems.too_many_points,
    `${what} and one answer carries ${MOST_POINTS}: ${remedy}`,
  );

/** The text of an answer in the format that was asked for. */
export const textOf = <T, P extends Piece<T>>(
  format: Format,
  { station, quantity }: Partial<Pick<Query, "station">> & Pick<Query, "quantity">,
  parts: {
    readonly head: object;
    readonly columns: readonly string[];
    readonly pieces: AsyncIterable<P>;
    readonly toPoint: (point: T, piece: P) => object;
    readonly toRow: (point: T, piece: P) => Row;
  },
): AsyncGenerator<string> => {
  const { unit } = quantities[quantity];
  const toRow = (point: T, piece: P): Row => ({
    ...{ station: piece.station ?? station, sensor: piece.sensor, origin: piece.origin },
    ...{ quantity, unit },
    ...parts.toRow(point, piece),
  });
  switch (format) {
    case "json":
      return jsonText(parts.head, parts.pieces, parts.toPoint);
    case "csv":
      return csvText(parts.columns, parts.pieces, toRow);
    case "ndjson":
      return ndjsonText(parts.pieces, toRow);
    default:
      return format satisfies never;
  }
};

export type SendText = (
  reply: Answering,
  format: Format,
  points: number,
  text: () => AsyncGenerator<string>,
) => Promise<never>;

/** Sends texts: at once when they are small, else as they are read, in one of the places for large answers. */
export const createSending = (): SendText => {
  const places = createPlaces(largeAnswers);
  return async (reply, format, points, text) => {
    if (points <= MADE_AT_ONCE) return (await sendWhole(reply, format, text())) as never;
    const leave = await places.take(reply.request.ip);
    reply.raw.once("close", leave);
    // Whoever left while waiting for the place will not close again.
    if (reply.raw.destroyed) leave();
    return (await sendStreamed(reply, format, text())) as never;
  };
};
