import { readdir, readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ServerRefused } from "./server-refused.ts";

const orElse =
  <T>(other: T) =>
  (): T =>
    other;

/** PostgreSQL's processes whose working directory is `folder`: all those of a server on it are there. */
const processesOn = async (folder: string): Promise<number[]> => {
  const real = await realpath(folder);
  const names = (await readdir("/proc").catch(orElse([]))).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const cwd = await readlink(`/proc/${name}/cwd`).catch(orElse(""));
      if (cwd !== real) return [];
      const program = await readFile(`/proc/${name}/comm`, "utf8").catch(orElse(""));
      return program.trim() === "postgres" ? [Number(name)] : [];
    }),
  );
  return found.flat();
};

/** When the kernel started a process, in its own ticks: tells it from a later one with the same number. */
const startedAt = async (pid: number): Promise<string | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(orElse(""));
  // The name, which may hold spaces and brackets, ends with the last ")"; the start is the 20th field after.
  return text === "" ? undefined : text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
};

/** A line that names this process, for as long as it runs. */
export const ownerLine = async (pid = process.pid): Promise<string> =>
  `${pid} ${(await startedAt(pid)) ?? "?"}`;

/** The process that an owner's line names, when it still runs and is not this one. */
export const runningOwner = async (line: string): Promise<number | undefined> => {
  const [pid = "", started] = line.trim().split(" ");
  if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return undefined;
  return started !== "?" && (await startedAt(Number(pid))) === started ? Number(pid) : undefined;
};

/** Signals, each with the time that the server has to end after it. */
const STEPS = [
  // Ends the sessions, writes everything to the files.
  ["SIGINT", 10_000],
  // Ends at once; the next start recovers from the log.
  ["SIGQUIT", 5_000],
  ["SIGKILL", 5_000],
] as const;

const POLL_MS = 25;

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
};

/**
 * Ends a server that was left on `folder` by a process that was killed, and removes the note of its
 * process: the number may belong to another program by now, which PostgreSQL would take for a server.
 */
export const endLeftover = async (folder: string): Promise<void> => {
  const note = join(folder, "postmaster.pid");
  let left = await processesOn(folder);
  const noted = Number((await readFile(note, "utf8").catch(orElse(""))).split("\n", 1)[0]);
  for (const [name, forMs] of STEPS) {
    if (left.length === 0) break;
    // The server's first process ends the others; without it they end by themselves, or by SIGKILL.
    for (const pid of name !== "SIGKILL" && left.includes(noted) ? [noted] : left)
      signal(pid, name);
    const until = performance.now() + forMs;
    while (left.length > 0 && performance.now() < until) {
      await delay(POLL_MS);
      left = await processesOn(folder);
    }
  }
  if (left.length > 0)
    throw new ServerRefused(
      `An earlier PostgreSQL (process ${left[0]}) still works on ${folder} and cannot be ended: end it, the records then come back by themselves.`,
    );
  // Where /proc does not exist nothing was checked: PostgreSQL then judges its own note.
  if (process.platform === "linux") await rm(note, { force: true });
};

/** What a server that is ready writes into the eighth line of its note. */
export const isReady = async (folder: string, pid: number): Promise<boolean> => {
  const lines = (await readFile(join(folder, "postmaster.pid"), "utf8").catch(orElse(""))).split(
    "\n",
  );
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
};

/** Where the server that runs on `folder` takes connections, as its note says; undefined when none runs. */
export const runningServer = async (
  folder: string,
): Promise<{ readonly socket: string; readonly port: number } | undefined> => {
  const note = await readFile(join(folder, "postmaster.pid"), "utf8").catch(orElse(""));
  const [pid = "", , , port = "", socket = ""] = note.split("\n");
  if (!/^\d+$/.test(pid) || socket === "") return undefined;
  // The note of a server that was killed stays, and its number may be another program's by now.
  if (process.platform === "linux" && !(await processesOn(folder)).includes(Number(pid)))
    return undefined;
  return { socket, port: Number(port) };
};
