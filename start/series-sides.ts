import { access, chmod, constants, cp, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { originOf } from "@datacityzen/hardware/flags";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import { StoreInUse } from "../cloud/src/duckdb/files.ts";
import { createGroupCommit } from "../cloud/src/duckdb/group-commit.ts";
import { StoreTooNew } from "../cloud/src/duckdb/migrate.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import { DATABASE_NAME } from "../cloud/src/series/influxdb/names.ts";
import { InfluxUnusable } from "../cloud/src/series/influxdb/prepare.ts";
import type { InfluxAddress } from "../cloud/src/series/influxdb/server.ts";
import { openInfluxSeries } from "../cloud/src/series/influxdb/store.ts";
import type { Choice, SeriesKey } from "../cloud/src/series/store.ts";
import { openStationDirectory } from "../cloud/src/stations/directory.ts";
import { createImportedStations } from "../cloud/src/stations/imported.ts";
import { isCloud, openCloudSide } from "../dcz/series/cloud-side.ts";
import type { NoSide, OpenedSide, OpenSide, Side } from "../dcz/series/side.ts";

/** Questions are whole stations: nobody waits for them. */
const PATIENCE_MS = 600_000;

const refused = (code: NoSide, detail: string): OpenedSide => ({ ok: false, code, detail });

/** Where an InfluxDB is: a URL, with the settings of the machine for what it does not say. */
const addressOf = (
  place: string,
  purpose: "from" | "to",
  environment: Environment,
): InfluxAddress | OpenedSide => {
  const url = URL.parse(place);
  if (url === null) return refused("no_url", place);
  if (url.username !== "" || url.password !== "") return refused("password_in_url", url.host);
  for (const name of url.searchParams.keys())
    if (!["database", "org", "user"].includes(name)) return refused("unknown_parameter", name);
  const given = (parameter: string, variable: string): string | undefined =>
    url.searchParams.get(parameter) ?? (environment[variable] || undefined);
  /** Two servers may have two tokens. */
  const secret = (name: string): string | undefined =>
    environment[`INFLUX_${purpose.toUpperCase()}_${name}`] ||
    environment[`INFLUX_${name}`] ||
    undefined;
  const database = given("database", "INFLUX_DATABASE") ?? "dcz";
  if (!DATABASE_NAME.test(database)) return refused("missing", database);
  const { origin, pathname } = url;
  return {
    url: `${origin}${pathname.replace(/\/$/, "")}`,
    database,
    organisation: given("org", "INFLUX_ORG"),
    token: secret("TOKEN"),
    user: given("user", "INFLUX_USER"),
    password: secret("PASSWORD"),
  };
};

const openServer = async (
  place: string,
  purpose: "from" | "to",
  environment: Environment,
): Promise<OpenedSide> => {
  const address = addressOf(place, purpose, environment);
  if ("ok" in address) return address;
  try {
    const store = await openInfluxSeries(address, {
      deadlineMs: PATIENCE_MS,
      prepare: { withinMs: 5000, readOnly: purpose === "from" },
    });
    return {
      ok: true,
      side: {
        store,
        ...{ keepsArrivals: true, takesDecisions: true, lostBefore: () => undefined },
        ...{ sums: undefined, introduce: async () => undefined },
        stations: async () => store.stations(),
        seriesOf: async (station) => store.seriesOf(station),
        decisions: store.decisions,
        close: store.close,
      },
    };
  } catch (error) {
    if (!(error instanceof InfluxUnusable)) throw error;
    return refused(error.code, error.message);
  }
};

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  );

/** What a copy of the store does not need, and should not lie about. */
const SECRETS = /(-key|admin-token|first-administrator|devices\.json)$/;

/** A store of which nothing can be written, such as a snapshot: DuckDB opens a copy, which ends with the command. */
const writableCopy = async (folder: string): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), "dcz-series-"));
  await cp(folder, copy, { recursive: true, filter: (path) => !SECRETS.test(path) });
  for (const entry of await readdir(copy, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  return copy;
};

const openStore = async (folder: string, now: () => number): Promise<Side> => {
  const database = await openDatabase(join(folder, "series.duckdb"));
  const commits = createGroupCommit(database.writer, {
    onFault: () => undefined,
    onRecovery: () => undefined,
    afterCommit: database.foldLog,
  });
  const store = await openDuckdbSeries(database, commits, { readDeadlineMs: PATIENCE_MS, now });
  const rowsOf = (sql: string) =>
    database.query(async (connection) => (await connection.runAndReadAll(sql)).getRows());
  const lostBefore = (): number | undefined => {
    const { values } = store.kept();
    return Number.isFinite(values) ? values : undefined;
  };
  const introduce = createImportedStations(await openStationDirectory(database, commits), now);
  return {
    store: {
      stream: store.stream,
      choose: store.choose,
      async append(block) {
        for (const { flags } of block.readings) await introduce(block.station, originOf(flags));
        return store.append(block);
      },
    },
    ...{ keepsArrivals: true, takesDecisions: true, lostBefore, sums: store.carriedSums },
    introduce: ({ station, origin }) => introduce(station, origin),
    seriesOf: async (station) => store.seriesOf(station),
    stations: async () =>
      (await rowsOf("SELECT DISTINCT station FROM series")).map(([station]) => String(station)),
    async *decisions() {
      const rows = await rowsOf(`
        SELECT station, sensor, quantity, origin, variant, instant, last.value, last.other, last.decided, last.decided_by
        FROM (SELECT series, instant, arg_max(choice, decided) AS last FROM choice GROUP BY series, instant) AS chosen
        JOIN series ON series.id = chosen.series`);
      for (const [
        station,
        sensor,
        quantity,
        origin,
        variant,
        at,
        value,
        other,
        decided,
        by,
      ] of rows)
        yield {
          ...({ station, sensor, quantity, origin, variant } as unknown as SeriesKey),
          at: Number(at),
          value: value === null ? null : Number(value),
          ...(other === null ? {} : { other: Number(other) }),
          decided: Number(decided),
          by: String(by),
        } satisfies Choice;
    },
    async close() {
      await store.close();
      await database.close();
    },
  };
};

const openFolder = async (
  dataDir: string,
  purpose: "from" | "to",
  now: () => number,
): Promise<OpenedSide> => {
  const folder = join(dataDir, "cloud");
  const file = join(folder, "series.duckdb");
  const found = await stat(file).catch(() => undefined);
  if (purpose === "from") {
    const isFolder = (await stat(dataDir).catch(() => undefined))?.isDirectory() === true;
    if (!isFolder) return refused("no_folder", dataDir);
    if (found === undefined) return refused("no_store", file);
  }
  const canWrite = found === undefined || ((await isWritable(folder)) && (await isWritable(file)));
  if (!canWrite && purpose === "to") return refused("not_writable", folder);
  const used = canWrite ? folder : await writableCopy(folder);
  const removeCopy = async () => {
    if (!canWrite) await rm(used, { recursive: true, force: true });
  };
  try {
    const side = await openStore(used, now);
    const close = async () => {
      await side.close();
      await removeCopy();
    };
    return { ok: true, side: { ...side, close } };
  } catch (error) {
    await removeCopy();
    if (error instanceof StoreInUse) return refused("in_use", dataDir);
    if (error instanceof StoreTooNew) return refused("too_new", error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (purpose === "to" && code !== undefined) return refused("not_writable", message);
    throw error;
  }
};

/** A platform that runs, with the token of its machine where there is one. */
const openCloud = async (
  place: string,
  purpose: "from" | "to",
  environment: Environment,
): Promise<OpenedSide> => {
  const variable = `DCZ_${purpose.toUpperCase()}_TOKEN`;
  const token = environment[variable]?.trim() || undefined;
  if (purpose === "to" && token === undefined) return refused("no_token", variable);
  return openCloudSide({ url: place, token });
};

/** Opens what a person names for a copy of series. */
export const sidesOf =
  (environment: Environment, now: () => number): OpenSide =>
  async (place, purpose) => {
    if (!/^https?:\/\//i.test(place)) return openFolder(place, purpose, now);
    const url = URL.parse(place);
    const isPlain = url !== null && url.username + url.password + url.search === "";
    return isPlain && (await isCloud(place))
      ? openCloud(place, purpose, environment)
      : openServer(place, purpose, environment);
  };
