import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { endingWithParent, releaseParent } from "./end-with-parent.ts";
import { endLeftover, isReady, ownerLine, runningOwner } from "./postmaster.ts";
import type { Programs } from "./programs.ts";
import { ServerRefused } from "./server-refused.ts";

/** The one that every new server has. */
export const DATABASE = "postgres";
export const USER = "datacityzen";
export const PORT = 5432;

/** The kernel's limit for the path of a socket, in bytes. */
const SOCKET_PATH_BYTES = 107;

/** Small: a region's records are few beside its measurements, and a Raspberry Pi runs this too. */
const settings = (major: number): string[] => [
  "listen_addresses=",
  "unix_socket_permissions=0700",
  "max_connections=40",
  "shared_buffers=16MB",
  "work_mem=4MB",
  "maintenance_work_mem=32MB",
  "max_wal_size=128MB",
  "min_wal_size=32MB",
  "wal_level=minimal",
  "max_wal_senders=0",
  "wal_compression=on",
  "max_worker_processes=1",
  "max_parallel_workers=0",
  "max_parallel_workers_per_gather=0",
  "max_logical_replication_workers=0",
  "autovacuum_max_workers=1",
  "huge_pages=off",
  "jit=off",
  "timezone=UTC",
  "log_timezone=UTC",
  "idle_in_transaction_session_timeout=120s",
  // The server's words go into our log: no statements and no values, which may be somebody's address.
  "log_destination=stderr",
  "logging_collector=off",
  "log_line_prefix=",
  "log_min_messages=log",
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
  "log_checkpoints=off",
  "log_autovacuum_min_duration=-1",
  ...(major >= 18 ? ["io_method=sync"] : []),
];

/** PostgreSQL refuses to run as root: in a namespace of its own it believes that it is `nobody`. */
const asSomebody = (program: string, words: readonly string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ["unshare", ["--user", "--map-user=65534", "--map-group=65534", program, ...words]]
    : [program, [...words]];

/** Where `unshare` is; nothing else of our environment concerns PostgreSQL. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const environment = { PATH, LC_ALL: "C.UTF-8", TZ: "UTC" };

/** The person's sentence for what PostgreSQL, `unshare` or the system said. */
export const explain = (said: string, folder: string): string => {
  if (/No space left on device/.test(said))
    return `The disk that holds ${folder} is full: make room, the records then come back by themselves.`;
  if (/Read-only file system|EROFS|Input\/output error|EIO/.test(said))
    return `The disk that holds ${folder} fails or is read-only (${said}): look after the disk, the records then come back by themselves.`;
  if (/unshare|cannot be run as root|must not be run as root|ENOENT.*unshare/i.test(said))
    return `PostgreSQL does not run as root, and this machine does not allow what is needed to run it as nobody (${said}): start the cloud under another account, or set DATABASE_URL.`;
  if (/Permission denied|EACCES/.test(said))
    return `${folder} cannot be used (${said}): give it to the account that runs the cloud.`;
  return `PostgreSQL cannot be started on ${folder}: ${said}`;
};

/** Makes the folder of a new database. A start that is interrupted leaves no half-made one. */
const initialise = async (programs: Programs, data: string): Promise<void> => {
  const draft = `${data}.new`;
  await rm(draft, { recursive: true, force: true });
  const [command, words] = asSomebody(programs.initdb, [
    `--pgdata=${draft}`,
    `--username=${USER}`,
    // Only the account that may enter the socket's folder reaches the server.
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--lc-messages=C",
    "--data-checksums",
    "--wal-segsize=4",
    // One call for the whole disk instead of one for each of a thousand files.
    ...(programs.major >= 17 ? ["--sync-method=syncfs"] : []),
  ]);
  const child = spawn(command, words, { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await Promise.race([
    once(child, "close").then(([status]) => status as number | null),
    once(child, "error").then(([error]) => {
      said = (error as Error).message;
      return -1;
    }),
  ]);
  if (code === 0) return rename(draft, data);
  await rm(draft, { recursive: true, force: true });
  const lines = said.trim().split("\n");
  const told = lines.find((line) => /error:|fatal|unshare|No space/i.test(line)) ?? lines.at(-1);
  throw new ServerRefused(explain(told ?? "it gives no reason", data));
};

/** Refuses a folder of another version: PostgreSQL reads its own only. */
const checkVersion = (found: string, { major }: Programs, data: string): void => {
  if (Number(found) === major) return;
  throw new ServerRefused(
    Number(found) > major
      ? `${data} was written by PostgreSQL ${found}, and this program has ${major}: update this program, or set DATA_DIR to another folder.`
      : `${data} was written by PostgreSQL ${found}, and this program has ${major}: make a backup with the program that wrote it (dcz backup), move the folder away, and restore it with this one (dcz restore).`,
  );
};

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === "ENOENT") return undefined;
  throw error;
};

const prepare = async (programs: Programs, folder: string, data: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const owner = join(folder, "owner");
  const other = await runningOwner((await readFile(owner, "utf8").catch(absent)) ?? "");
  if (other !== undefined)
    throw new ServerRefused(
      `The records in ${folder} are in use by another process (${other}): stop it, or set DATA_DIR to another folder.`,
    );
  await writeFile(owner, await ownerLine());
  const version = await readFile(join(data, "PG_VERSION"), "utf8").catch(absent);
  if (version === undefined) return initialise(programs, data);
  checkVersion(version.trim(), programs, data);
  await endLeftover(data);
};

/** Where the server's socket stands: beside its data, or in a short folder when that path is too long. */
export const socketFolder = async (folder: string): Promise<{ path: string; short: boolean }> => {
  const beside = join(resolve(folder), "socket");
  if (Buffer.byteLength(join(beside, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_BYTES)
    return { path: beside, short: false };
  return { path: await mkdtemp(join(tmpdir(), "dcz-records-")), short: true };
};

export interface Server {
  readonly pid: number;
  /** Resolves with the reason when the server ends, whoever ended it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const STOP_MS = 3_000;
const POLL_MS = 15;

/** Follows what the server says: into our log, and the last sentence of a failure for people. */
const followWords = (child: ChildProcess, log: Logger): (() => string | undefined) => {
  let failure: string | undefined;
  if (child.stderr === null) return () => failure;
  createInterface({ input: child.stderr }).on("line", (line) => {
    const grave = /^(FATAL|PANIC|unshare|postgres):/.test(line);
    // Sessions that end with the server say so one by one.
    const usual = /^FATAL: {2}(terminating connection|the database system is)/.test(line);
    if (grave && !usual) failure = line.replace(/^(FATAL|PANIC): +/, "");
    log[grave && !usual ? "warn" : "debug"]({ said: line }, "PostgreSQL");
  });
  return () => failure;
};

export interface ServerOptions {
  readonly programs: Programs;
  /** Holds the data and the socket. */
  readonly folder: string;
  readonly socket: string;
  readonly log: Logger;
  readonly signal?: AbortSignal;
  /** Further settings of PostgreSQL: "fsync=off" in tests. */
  readonly more?: readonly string[];
  /** The server goes on when this process ends. */
  readonly outlives?: boolean;
}

/** Starts PostgreSQL on a folder, which is made if need be, and resolves when it takes connections. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const { programs, socket, log } = options;
  const folder = resolve(options.folder);
  const data = join(folder, "data");
  await prepare(programs, folder, data).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof ServerRefused || error.syscall === undefined) throw error;
    throw new ServerRefused(explain(error.message, folder), { cause: error });
  });
  // Only the lock of a server that has ended can be in it.
  await rm(socket, { recursive: true, force: true });
  await mkdir(socket, { recursive: true, mode: 0o700 });
  await chmod(socket, 0o700);

  const given = [...settings(programs.major), ...(options.more ?? [])];
  const server = [
    "-D",
    data,
    "-c",
    `unix_socket_directories=${socket}`,
    ...given.flatMap((setting) => ["-c", setting]),
  ];
  const outlives = options.outlives === true;
  const [command, words] = outlives
    ? asSomebody(programs.postgres, server)
    : asSomebody(...endingWithParent(programs.postgres, server));
  const child = spawn(command, words, {
    env: environment,
    stdio: outlives ? "ignore" : ["ignore", "ignore", "pipe", "pipe"],
    // A session of its own: Ctrl-C in a terminal is for us, and we stop it when nothing uses it any more.
    detached: true,
  });
  const failure = followWords(child, log);
  const ended = Promise.withResolvers<string>();
  let running = true;
  const end = (reason: string) => {
    running = false;
    process.off("exit", endWithUs);
    releaseParent(child);
    ended.resolve(explain(reason, folder));
  };
  const endWithUs = () => void child.kill("SIGINT");
  if (outlives) child.unref();
  else process.once("exit", endWithUs);
  child.once("error", (error) => end(error.message));
  // Not "close": the pipe stays open until the shell beside the server knows that it has ended.
  child.once("exit", () => releaseParent(child));
  child.once("close", (code, signal) =>
    end(failure() ?? `it ended ${signal === null ? `with code ${code}` : `by ${signal}`}`),
  );

  const stop = async () => {
    if (!running) return;
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGQUIT"), STOP_MS);
    await ended.promise;
    clearTimeout(timer);
  };
  while (running && !(await isReady(data, child.pid ?? -1))) {
    if (options.signal?.aborted === true) {
      await stop();
      throw new ServerRefused("The start of PostgreSQL was interrupted.");
    }
    await delay(POLL_MS);
  }
  if (!running || child.pid === undefined) throw new ServerRefused(await ended.promise);
  return { pid: child.pid, ended: ended.promise, stop };
};

/** What a program says of its version. */
export const versionOf = (program: string): string =>
  spawnSync(program, ["--version"], { encoding: "utf8" }).stdout ?? "";
