import { once } from "node:events";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import type { PortState } from "./facts.ts";

/** The sockets that listen on a TCP port, by the number that names them in /proc (proc_pid_net(5)). */
const listeningInodes = async (port: number): Promise<Set<string>> => {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const LISTEN = "0A";
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = tables.flatMap((table) => table.split("\n").slice(1));
  const inodes = rows.flatMap((row) => {
    const fields = row.trim().split(/\s+/);
    const inode = fields[9];
    return fields[1]?.endsWith(`:${wanted}`) && fields[3] === LISTEN && inode ? [inode] : [];
  });
  return new Set(inodes);
};

const holds = async (pid: string, sockets: ReadonlySet<string>): Promise<boolean> => {
  // Another user's process does not show its files.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => "");
    if (sockets.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? "")) return true;
  }
  return false;
};

/** Who listens on a port, where the system tells: on Linux, for one's own processes. */
const listener = async (port: number): Promise<{ command?: string; pid?: number }> => {
  const sockets = await listeningInodes(port);
  if (sockets.size === 0) return {};
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holds(pid, sockets))) continue;
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const command = words.split("\0").filter(Boolean).join(" ");
    return { pid: Number(pid), ...(command === "" ? {} : { command }) };
  }
  return {};
};

/** Tries the port as a process would: by opening it. */
export const lookAtPort = async (host: string, port: number): Promise<PortState> => {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return { kind: "free" };
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "EADDRINUSE":
        return { kind: "used", ...(await listener(port)) };
      case "EACCES":
        return { kind: "forbidden" };
      default:
        return { kind: "no_address" };
    }
  } finally {
    server.close();
  }
};
