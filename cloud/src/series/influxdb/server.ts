import { HttpError, InfluxDB } from "@influxdata/influxdb-client";

/** Where an InfluxDB is, and as whom it is asked. */
export interface InfluxAddress {
  /** Without credentials: "http://127.0.0.1:8086". */
  readonly url: string;
  /** The bucket of InfluxDB 2 and 3, the database of 1. */
  readonly database: string;
  /** InfluxDB 2 and 3. */
  readonly token?: string | undefined;
  /** InfluxDB 2. */
  readonly organisation?: string | undefined;
  /** InfluxDB 1. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Some rows of one series of an answer, in order of time. */
export interface Rows {
  readonly measurement: string;
  readonly tags: { readonly [tag: string]: string };
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | boolean | null)[])[];
}

/** The server answered, and with an error. */
export class InfluxError extends Error {
  override readonly name = "InfluxError";
}

export interface Asking {
  readonly signal?: AbortSignal | undefined;
}

export interface InfluxServer {
  readonly address: InfluxAddress;
  /** Resolves when the server has answered 204: all lines are on its disk. */
  write(body: string): Promise<void>;
  /** The answer to some statements of InfluxQL, as it comes. An answer that is cut off rejects. */
  ask(statements: string, asking?: Asking): AsyncIterable<Rows>;
  /** As the server calls it: "1.6.7", "v2.7.11"; undefined when it says nothing. */
  version(): Promise<string | undefined>;
  /** Calls the API of InfluxDB 2. */
  call(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
}

const WRITE_MS = 30_000;
const CALL_MS = 10_000;

/** Rows in one piece of an answer, and so in memory. */
const ROWS_AT_ONCE = 10_000;

const authorization = ({
  token,
  user,
  password = "",
}: InfluxAddress): { authorization?: string } => {
  if (token !== undefined) return { authorization: `Token ${token}` };
  if (user === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
};

/** InfluxDB 1 before 1.8 has this door alone, and takes it that a name and a password are given there. */
const writePath = ({ token, organisation, database }: InfluxAddress): string => {
  const precision = "precision=ms";
  if (token === undefined) return `/write?db=${encodeURIComponent(database)}&${precision}`;
  const org = organisation === undefined ? "" : `org=${encodeURIComponent(organisation)}&`;
  return `/api/v2/write?${org}bucket=${encodeURIComponent(database)}&${precision}`;
};

interface Answer {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly name: string;
      readonly tags?: Rows["tags"];
      readonly columns: readonly string[];
      readonly values?: Rows["values"];
    }[];
  }[];
}

const rowsOf = function* (line: string): Generator<Rows> {
  const { error, results = [] } = JSON.parse(line) as Answer;
  if (error !== undefined) throw new InfluxError(error);
  for (const { error: ofStatement, series = [] } of results) {
    if (ofStatement !== undefined) throw new InfluxError(ofStatement);
    for (const { name, tags = {}, columns, values = [] } of series)
      yield { measurement: name, tags, columns, values };
  }
};

const LINE_FEED = 0x0a;

/** The lines of an answer; a line may come in many parts, and its characters too. */
const linesOf = async function* (parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let open: Uint8Array[] = [];
  for await (const part of parts) {
    let start = 0;
    for (let end = part.indexOf(LINE_FEED); end !== -1; end = part.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...open, part.subarray(start, end)]).toString("utf8");
      open = [];
      start = end + 1;
    }
    if (start < part.length) open.push(part.subarray(start));
  }
  if (open.length > 0) yield Buffer.concat(open).toString("utf8");
};

/** The connection closed before a request was answered: whoever keeps it open could not know. */
const isClosedConnection = ({ code }: NodeJS.ErrnoException): boolean =>
  code === "ECONNRESET" || code === "EPIPE";

/**
 * The doors of an InfluxDB through its own client. Its `WriteApi` is left aside: it takes a 201, an answer
 * without a status, and a full queue between servers for success, and a request that took too long goes on
 * behind its back.
 */
export const connectInflux = (address: InfluxAddress): InfluxServer => {
  const { transport } = new InfluxDB({
    url: address.url,
    // The client's own limit knows idle sockets only: each call has a signal.
    timeout: 0,
    headers: authorization(address),
  });
  const path = writePath(address);
  const queryPath = `/query?db=${encodeURIComponent(address.database)}&epoch=ms&chunked=true&chunk_size=${ROWS_AT_ONCE}`;

  const askOnce = async function* (
    statements: string,
    { signal }: Asking,
    begun: () => void,
  ): AsyncGenerator<Rows> {
    const answer = transport.iterate(queryPath, new URLSearchParams({ q: statements }).toString(), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const line of linesOf(answer)) {
      begun();
      if (line.trim() !== "") yield* rowsOf(line);
    }
  };

  return {
    address,

    write: (body) =>
      new Promise((resolve, reject) => {
        const limit = new AbortController();
        const timer = setTimeout(() => {
          limit.abort();
          reject(new Error(`no answer to a write within ${WRITE_MS / 1000} s`));
        }, WRITE_MS);
        let answered: number | undefined;
        transport.send(
          path,
          body,
          {
            method: "POST",
            headers: { "content-type": "text/plain; charset=utf-8" },
            signal: limit.signal,
          },
          {
            responseStarted: (_headers, status) => {
              answered = status;
            },
            next: () => undefined,
            error: (error) => {
              clearTimeout(timer);
              reject(error);
            },
            complete: () => {
              clearTimeout(timer);
              if (answered === 204) resolve();
              else reject(new Error(`a write was answered by ${answered} and not by 204`));
            },
          },
        );
      }),

    async *ask(statements, asking = {}) {
      let hasBegun = false;
      const begun = () => {
        hasBegun = true;
      };
      try {
        yield* askOnce(statements, asking, begun);
      } catch (error) {
        if (hasBegun || !isClosedConnection(error as Error)) throw error;
        yield* askOnce(statements, asking, begun);
      }
    },

    async version() {
      let version: string | undefined;
      await transport.request(
        "/ping",
        undefined,
        { method: "GET", signal: AbortSignal.timeout(CALL_MS) },
        (headers) => {
          version = headers["x-influxdb-version"] as string | undefined;
        },
      );
      return version;
    },

    call: (method, to, body) =>
      transport.request(to, body, { method, signal: AbortSignal.timeout(CALL_MS) }),
  };
};

/** What became of a request that failed. */
export type Verdict =
  /** The server takes none of these lines, or not all of them. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "too large"; readonly reason: string }
  /** The server or the way to it fails, or somebody must change something: it is tried again. */
  | { readonly kind: "fault"; readonly reason: string; readonly retryAfterMs?: number };

/** An error in a sentence; one of the network has its words in its parts. */
export const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === "")
    return [...new Set(error.errors.map(sentenceOf))].join(", ");
  return error.message === ""
    ? ((error as NodeJS.ErrnoException).code ?? error.name)
    : error.message;
};

/** The server's own words, which stand in an answer of its own making. */
const wordsOf = ({ json }: HttpError): string | undefined => {
  const { error, message } = (json ?? {}) as { error?: unknown; message?: unknown };
  if (typeof message === "string") return message;
  return typeof error === "string" ? error : undefined;
};

const LONGEST_WAIT_MS = 60_000;

/** Seconds, or a date (RFC 9110, 10.2.3). The client itself takes seconds for milliseconds. */
const retryAfter = (header: string, now: number): number | undefined => {
  const ms = /^\d+$/.test(header) ? 1000 * Number(header) : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, ms));
};

export const judge = (error: unknown): Verdict => {
  const told = sentenceOf(error);
  if (!(error instanceof HttpError)) return { kind: "fault", reason: told };
  const words = wordsOf(error);
  const reason = `${error.statusCode}: ${words ?? told}`;
  if (error.statusCode === 413) return { kind: "too large", reason };
  // A page that something between us and the server made tells nothing of the lines. InfluxDB before 2.1
  // answers 500 where it keeps a part.
  const isOfLines = error.statusCode === 400 || error.statusCode === 422;
  if (words !== undefined && (isOfLines || /partial write|dropped=[1-9]/.test(words)))
    return { kind: "refused", reason };
  const retryAfterMs = retryAfter(String(error.headers?.["retry-after"] ?? ""), Date.now());
  return { kind: "fault", reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
};
