import { setTimeout as wait } from "node:timers/promises";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { LAYOUT, layoutLine, MEASUREMENTS } from "./lines.ts";
import { identifier } from "./names.ts";
import { InfluxError, type InfluxServer, judge, type Rows, sentenceOf } from "./server.ts";

/** `unreachable`: it does not answer; `refused`: it does not let us in; `missing`: it has no such database. */
export type Unusable =
  | "unreachable"
  | "refused"
  | "missing"
  | "no_influxql"
  | "retention"
  | "foreign"
  | "newer"
  | "not_written";

/** The server cannot be used as it is: a sentence for whoever runs it, with the remedy. */
export class InfluxUnusable extends Error {
  override readonly name = "InfluxUnusable";
  readonly code: Unusable;
  constructor(code: Unusable, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface PrepareOptions {
  /** How long a server that does not answer yet is waited for. */
  readonly withinMs?: number;
  readonly retryMs?: number;
  readonly onWaiting?: (reason: string) => void;
  /** Nothing is made and nothing is written. */
  readonly readOnly?: boolean;
}

const all = async (rows: AsyncIterable<Rows>): Promise<readonly Rows[]> => {
  const found: Rows[] = [];
  for await (const one of rows) found.push(one);
  return found;
};

const isUnknownDatabase = (error: unknown): boolean =>
  error instanceof InfluxError && /database not found|not executed|not found/i.test(error.message);

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly statusCode?: number }).statusCode;

/** Waits for a server that is being started; gives its version. */
const reach = async (
  server: InfluxServer,
  { withinMs = 30_000, retryMs = 1000, onWaiting = () => undefined }: PrepareOptions,
): Promise<string | undefined> => {
  const began = performance.now();
  for (;;) {
    try {
      return await server.version();
    } catch (error) {
      const reason = sentenceOf(error);
      if (performance.now() - began + retryMs > withinMs)
        throw new InfluxUnusable(
          "unreachable",
          `InfluxDB at ${server.address.url} does not answer (${reason}): start it, or correct INFLUX_URL.`,
          { cause: error },
        );
      onWaiting(reason);
      await wait(retryMs);
    }
  }
};

interface BucketOfApi {
  readonly id: string;
  readonly orgID: string;
  readonly retentionRules?: readonly { readonly everySeconds?: number }[];
}

/** The bucket, as the API of InfluxDB 2 has it; undefined when there is none that this token sees. */
const findBucket = async ({ address, call }: InfluxServer): Promise<BucketOfApi | undefined> => {
  const { organisation, database } = address;
  const org = organisation === undefined ? "" : `&org=${encodeURIComponent(organisation)}`;
  const path = `/api/v2/buckets?name=${encodeURIComponent(database)}${org}`;
  const found = (await call("GET", path)) as { readonly buckets?: readonly BucketOfApi[] };
  return found.buckets?.[0];
};

/** InfluxQL knows buckets by databases that stand for them; a name with a slash has none by itself. */
const mapDatabase = async ({ address, call }: InfluxServer): Promise<void> => {
  const { database } = address;
  const bucket = await findBucket({ address, call } as InfluxServer).catch(() => undefined);
  if (bucket === undefined)
    throw new InfluxUnusable(
      "missing",
      `InfluxDB has no bucket "${database}" that this token may use: make it with "influx bucket create --name ${database} --retention 0", or correct INFLUX_DATABASE, INFLUX_ORG or INFLUX_TOKEN.`,
    );
  await call("POST", "/api/v2/dbrps", {
    bucketID: bucket.id,
    orgID: bucket.orgID,
    database,
    retention_policy: "autogen",
    default: true,
  }).catch((error: unknown) => {
    throw new InfluxUnusable(
      "missing",
      `InfluxDB knows the bucket "${database}" by no database, which InfluxQL needs, and this token may not make one (${sentenceOf(error)}): run "influx v1 dbrp create --db ${database} --rp autogen --bucket-id ${bucket.id} --default".`,
      { cause: error },
    );
  });
};

const makeDatabase = async (server: InfluxServer): Promise<void> => {
  const { database } = server.address;
  await all(server.ask(`CREATE DATABASE ${identifier(database)}`)).catch((error: unknown) => {
    throw new InfluxUnusable(
      "missing",
      `InfluxDB has no database "${database}", and could not make it (${sentenceOf(error)}): make it with 'CREATE DATABASE "${database}"', and let INFLUX_USER read and write in it.`,
      { cause: error },
    );
  });
};

/** Whether there is such a database; what is asked first shows whether this may be asked at all. */
const isThere = async (server: InfluxServer): Promise<boolean> => {
  const { address } = server;
  try {
    const policies = server.ask(`SHOW RETENTION POLICIES ON ${identifier(address.database)}`);
    // InfluxDB 2 gives a table without a row for a database that it does not know.
    return (await all(policies)).some(({ values }) => values.length > 0);
  } catch (error) {
    if (statusOf(error) === 401 || statusOf(error) === 403)
      throw new InfluxUnusable(
        "refused",
        address.token === undefined
          ? `InfluxDB lets nobody in so (${sentenceOf(error)}): correct INFLUX_USER and INFLUX_PASSWORD, or INFLUX_TOKEN for InfluxDB 2 and 3.`
          : `InfluxDB does not take the token (${sentenceOf(error)}): correct INFLUX_TOKEN; it must read and write the bucket "${address.database}".`,
        { cause: error },
      );
    if (isUnknownDatabase(error)) return false;
    throw new InfluxUnusable(
      "no_influxql",
      `InfluxDB at ${address.url} does not answer InfluxQL (${judge(error).reason}): it must be InfluxDB 1, 2 or 3 with its /query door.`,
      { cause: error },
    );
  }
};

/**
 * The line of the layout lies in 1970. Readings are kept for ever, and a server that drops what is old refuses
 * it: it would drop readings unasked, and refuse those that come late.
 */
const writeLayout = async ({ address, write }: InfluxServer): Promise<void> => {
  const { database } = address;
  await write(layoutLine()).catch((error: unknown) => {
    const { reason } = judge(error);
    throw new InfluxUnusable(
      /retention/i.test(reason) ? "retention" : "not_written",
      /retention/i.test(reason)
        ? `InfluxDB drops what is old from "${database}", and readings are kept for ever: "influx bucket update --id … --retention 0" (InfluxDB 2), or 'ALTER RETENTION POLICY "autogen" ON "${database}" DURATION INF' (1).`
        : `InfluxDB does not let the platform write to "${database}" (${reason}).`,
      { cause: error },
    );
  });
};

/** What is in our measurements by another program's hand would make the server refuse what we write. */
const checkFields = async (server: InfluxServer): Promise<readonly QuantityName[]> => {
  const wanted: { readonly [field: string]: string } = {
    value: "float",
    flags: "integer",
    received: "integer",
  };
  const known: QuantityName[] = [];
  for (const { measurement, values } of await all(server.ask("SHOW FIELD KEYS"))) {
    if (!(measurement in quantities)) continue;
    known.push(measurement as QuantityName);
    for (const [field, type] of values) {
      const ours = wanted[String(field)];
      if (ours !== undefined && ours !== type)
        throw new InfluxUnusable(
          "foreign",
          `In InfluxDB's "${server.address.database}", the field "${field}" of "${measurement}" is ${type} by another program's hand, and must be ${ours}: give the platform a bucket or database of its own.`,
        );
    }
  }
  return [...new Set(known)];
};

/** The layout that the server says it has, 0 when none was written. */
const readLayout = async (server: InfluxServer): Promise<number> => {
  const rows = await all(
    server.ask(`SELECT last("version") FROM ${identifier(MEASUREMENTS.layout)}`),
  );
  return Number(rows[0]?.values[0]?.[1] ?? 0);
};

const checkLayout = async (server: InfluxServer): Promise<void> => {
  const version = await readLayout(server);
  if (version > LAYOUT)
    throw new InfluxUnusable(
      "newer",
      `The series in InfluxDB were written by a newer version (layout ${version}, this one knows ${LAYOUT}): update this program.`,
    );
};

/** VictoriaMetrics takes everything, and answers each question of InfluxQL by nothing. */
const checkAnswers = async (server: InfluxServer): Promise<void> => {
  if ((await readLayout(server)) === LAYOUT) return;
  throw new InfluxUnusable(
    "no_influxql",
    `What was written to ${server.address.url} is not found there by InfluxQL: it must be InfluxDB 1, 2 or 3. (VictoriaMetrics takes the lines and does not answer.)`,
  );
};

export interface Prepared {
  /** As the server says it. */
  readonly version: string | undefined;
  /** The quantities of which there are points. */
  readonly known: readonly QuantityName[];
}

/**
 * Makes sure that the server can be written to and read from; makes its database when it has none. Rejects
 * with `InfluxUnusable`.
 */
export const prepareInflux = async (
  server: InfluxServer,
  options: PrepareOptions = {},
): Promise<Prepared> => {
  const version = await reach(server, options);
  if (!(await isThere(server))) {
    if (options.readOnly === true)
      throw new InfluxUnusable("missing", `InfluxDB has no "${server.address.database}".`);
    await (server.address.token === undefined ? makeDatabase(server) : mapDatabase(server));
  }
  const known = await checkFields(server);
  await checkLayout(server);
  if (options.readOnly !== true) {
    await writeLayout(server);
    await checkAnswers(server);
  }
  return { version, known };
};
