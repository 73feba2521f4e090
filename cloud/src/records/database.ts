import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { RecordsUnavailable } from "./unavailable.ts";

/** Where a server is and as whom to speak to it. */
export type Connection =
  | { readonly url: string }
  | {
      readonly socket: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
    };

/** The records, through Drizzle. */
export type Database = NodePgDatabase;
export type Table = PgTable;
/** A transaction that is open: what is written in it becomes visible together, or not at all. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Either: for questions that may be asked inside of a transaction or outside. */
export type Queries = Database | Transaction;

const CONNECT_MS = 5_000;
const STATEMENT_MS = 30_000;

export const clientConfig = (to: Connection): pg.ClientConfig => ({
  ...("url" in to
    ? { connectionString: to.url }
    : { host: to.socket, port: to.port, user: to.user, database: to.database }),
  connectionTimeoutMillis: CONNECT_MS,
  application_name: "datacityzen",
  keepAlive: true,
});

/** A connection of its own, beside those that requests share. */
export const connectTo = async (to: Connection): Promise<pg.Client> => {
  const client = new pg.Client(clientConfig(to));
  // A connection that breaks while nothing is asked would otherwise end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
};

/** Whether the server answers; the reason when it does not. */
export const ping = async (to: Connection): Promise<string | undefined> => {
  try {
    const client = await connectTo(to);
    await client.query("select 1").finally(() => client.end());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

export interface DatabasePool {
  readonly db: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

type OnConnected = (
  error?: Error,
  client?: pg.PoolClient,
  done?: (release?: unknown) => void,
) => void;

/**
 * The connections that requests share. While `refusal` gives a reason, none is given out; `onSuspect` is
 * called when one cannot be had or breaks.
 */
export const createDatabase = (
  to: Connection,
  connections: number,
  refusal: () => string | undefined,
  onSuspect: () => void,
): DatabasePool => {
  const pool = new pg.Pool({
    ...clientConfig(to),
    max: connections,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: 2 * STATEMENT_MS,
  });
  pool.on("error", onSuspect);
  // The pool listens to its connections while none of them is given out: one that breaks between two
  // questions of a transaction would otherwise end the process.
  pool.on("connect", (client) => client.on("error", onSuspect));
  const connect: (onConnected: OnConnected) => void = pool.connect.bind(pool) as never;
  const guarded = (onConnected: OnConnected): void => {
    const reason = refusal();
    if (reason !== undefined) onConnected(new RecordsUnavailable(reason));
    else
      connect((error, client, done) => {
        if (error) onSuspect();
        const refused = error && `The records do not answer: ${error.message}`;
        if (refused) onConnected(new RecordsUnavailable(refused, { cause: error }));
        else onConnected(undefined, client, done);
      });
  };
  // Both forms of pg: with a callback, as its own `query` calls it, and with a promise.
  pool.connect = ((onConnected?: OnConnected) => {
    if (onConnected !== undefined) return guarded(onConnected);
    return new Promise((resolve, reject) => {
      guarded((error, client) => (error === undefined ? resolve(client) : reject(error)));
    });
  }) as never;
  let closed: Promise<void> | undefined;
  return { db: drizzle(pool), pool, close: () => (closed ??= pool.end()) };
};
