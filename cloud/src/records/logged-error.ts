/** What a log keeps of an error of PostgreSQL or Drizzle, and why not the rest. */
interface Told {
  readonly query?: unknown;
  readonly params?: unknown;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
}

/** PostgreSQL's errors of data quote the value: 'invalid input syntax for type uuid: "marie@…"'. */
const quotesValue = (code: unknown): boolean =>
  typeof code === "string" && /^(22|23|P0)/.test(code);

/**
 * The same error without the values that were written or asked for, which may be somebody's address: Drizzle
 * puts them into the message, PostgreSQL into the detail. The statement, with its places numbered, stays.
 */
export const withoutValues = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { query, params, code, constraint, table, column } = error as Told;
  const cause = error.cause === undefined ? {} : { cause: withoutValues(error.cause) };
  if (typeof query === "string" && Array.isArray(params)) {
    const told = new Error(`Failed query: ${query.slice(0, 500)}`, cause);
    told.stack = `${told.message}\n${stackOf(error)}`;
    return told;
  }
  const isPostgres = typeof code === "string" && "severity" in error;
  if (!isPostgres) return cause.cause === error.cause ? error : withCause(error, cause.cause);
  const message = quotesValue(code) ? `PostgreSQL refused a value (${code})` : error.message;
  const told = Object.assign(new Error(message), { code, constraint, table, column });
  told.stack = `${message}\n${stackOf(error)}`;
  return told;
};

/** The lines of the stack, without the message, which may have several lines. */
const stackOf = ({ stack = "" }: Error): string =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");

const withCause = (error: Error, cause: unknown): Error =>
  Object.assign(Object.create(Object.getPrototypeOf(error)), error, {
    message: error.message,
    stack: error.stack,
    name: error.name,
    cause,
  });
