import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Database } from "./duckdb/open.ts";
import { createMailServer, type MailServer } from "./mail/deliver.ts";
import type { Records } from "./records/records.ts";
import { createSoleUse, type SoleUse } from "./records/sole-use.ts";
import { InfluxUnusable } from "./series/influxdb/prepare.ts";
import { type InfluxSeriesStore, openInfluxSeries } from "./series/influxdb/store.ts";
import { StartError } from "./start-error.ts";

/** Our own PostgreSQL is this folder's, whose lock is held; one of DATABASE_URL may be reached by others. */
export const openSoleUse = async (
  records: Records,
  { DATABASE_URL: url }: Config,
  log: Logger,
): Promise<SoleUse | undefined> => {
  if (url === undefined || records.connection === undefined) return undefined;
  const sole = createSoleUse(records.connection, log);
  // A server that goes away just now comes back, and is asked then.
  const isOurs = !records.state().up || (await sole.begin().catch(() => true));
  if (isOurs) {
    records.onUp(sole.resume);
    return sole;
  }
  await sole.close();
  throw new StartError(
    "Another cloud uses the records of DATABASE_URL: stop it, or give this one a database of its own.",
  );
};

/** The series' server, when one is set; in DATA_DIR stays what else the store keeps. */
export const openInflux = async (
  config: Config,
  now: () => number,
  log: Logger,
): Promise<InfluxSeriesStore | undefined> => {
  const { INFLUX_URL: url, INFLUX_DATABASE: database, STORE_READ_SECONDS, STORE_READERS } = config;
  if (url === undefined) return undefined;
  const { INFLUX_ORG: organisation, INFLUX_TOKEN: token } = config;
  const { INFLUX_USER: user, INFLUX_PASSWORD: password } = config;
  const address = { url, database, organisation, token, user, password };
  const store = await openInfluxSeries(address, {
    now,
    deadlineMs: 1000 * STORE_READ_SECONDS,
    ...(STORE_READERS === undefined ? {} : { atOnce: STORE_READERS }),
    prepare: {
      onWaiting: (reason) =>
        log.warn({ url, reason }, "InfluxDB does not answer yet, it is waited for"),
    },
    onFault: (reason) => log.error({ url, reason }, "InfluxDB takes nothing, messages wait"),
    onRecovery: () => log.info({ url }, "InfluxDB takes values again"),
    onRefused: (reason) =>
      log.error({ url, reason }, "InfluxDB refused a message, it goes to quarantine"),
  }).catch((error: Error) => {
    if (!(error instanceof InfluxUnusable)) throw error;
    throw new StartError(error.message, { cause: error });
  });
  log.info({ url, database, version: store.version }, "series are kept in InfluxDB");
  return store;
};

/** Whoever switches before copying would miss the past. */
export const warnOfSeriesHere = async (database: Database, log: Logger): Promise<void> => {
  const rows = await database.query((connection) =>
    connection.runAndReadAll("SELECT count(*) FROM series"),
  );
  const series = Number(rows.getRows()[0]?.[0]);
  if (series > 0)
    log.warn(
      { series },
      "the series of DATA_DIR are not read while INFLUX_URL is set: dcz series copy brings over what is missing",
    );
};

export const openMailServer = (
  { SMTP_URL: server, MAIL_FROM: from, MAIL_REPLY_TO: replyTo }: Config,
  now: () => number,
  log: Logger,
): MailServer | undefined =>
  server === undefined || from === undefined
    ? undefined
    : createMailServer({ server, from, replyTo }, now, ({ code, en }) =>
        log.error({ code }, `mails do not leave: ${en}`),
      );
