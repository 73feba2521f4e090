/** The records cannot be used at present; the API answers it as `records_unavailable`. */
export class RecordsUnavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "RecordsUnavailable";
  }
}

/** PostgreSQL's codes for a server that stops, starts, has crashed, or lacks connections, memory or disk. */
const CODES = /^(57P0[1-4]|53\d{3}|08\d{3}|58030)$/;

/** What pg says, without a code, of a connection that ended during a statement. */
const ENDED = /^(Connection terminated|Client has encountered a connection error)/;

/** The system's, of a connection that broke during a question. Elsewhere they may be of another server. */
const BROKEN = /^(ECONNRESET|ECONNREFUSED|EPIPE|ENOENT|ETIMEDOUT)$/;

const isBroken = (error: Error): boolean => {
  const { query } = error as { query?: unknown };
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof query === "string" && typeof code === "string" && BROKEN.test(code);
};

/** Whether the error, or one that caused it, says that the records cannot be used at present. */
export const saysUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (error instanceof RecordsUnavailable || ENDED.test(error.message)) return true;
  if (isBroken(error)) return true;
  const { code } = error as { code?: unknown };
  return (typeof code === "string" && CODES.test(code)) || saysUnavailable(error.cause);
};

/** The code of PostgreSQL (SQLSTATE) in an error or in what caused it: "23505" is a value that exists already. */
export const sqlState = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : sqlState(error.cause);
};
