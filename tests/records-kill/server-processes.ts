import { readdir, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** The processes of PostgreSQL that work on a data folder. */
export const serverProcesses = async (folder: string): Promise<number[]> => {
  const data = await realpath(join(folder, "records", "data")).catch(() => undefined);
  if (data === undefined) return [];
  const found = await Promise.all(
    (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) =>
        (await readlink(`/proc/${name}/cwd`).catch(() => "")) === data ? [Number(name)] : [],
      ),
  );
  return found.flat();
};

const end = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
};

/** Kills all of PostgreSQL's processes at once, as a cut of power does. */
export const killProcesses = async (folder: string): Promise<void> => {
  for (const pid of await serverProcesses(folder)) end(pid);
};

/** The same, until none of them is left: nothing writes in the folder from then on. */
export const endProcesses = async (folder: string): Promise<void> => {
  while ((await serverProcesses(folder)).length > 0) {
    await killProcesses(folder);
    await wait(20);
  }
};
