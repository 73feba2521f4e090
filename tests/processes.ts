import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The repository's folder. */
export const root = join(import.meta.dirname, "..");

export type Environment = { readonly [variable: string]: string };

export interface Running {
  readonly child: ChildProcess;
  /** The fields of the process's "ready" line: its addresses. Rejects when it ends before that. */
  readonly ready: Promise<{ readonly [field: string]: string }>;
  /** Everything it has written so far, on both outputs. */
  output(): string;
  /** Sends the signal and waits for the end; gives the exit code (null when the signal ended it). */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts one of the platform's real processes, as its user would. */
export const startProcess = (main: string, environment: Environment): Running => {
  const child = spawn(process.execPath, [join(root, main)], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  const exited = once(child, "exit") as Promise<[number | null]>;
  const ready = new Promise<{ [field: string]: string }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      written += `${line}\n`;
      if (line.includes('"msg":"ready"')) resolve(JSON.parse(line));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
    void exited.then(([code]) => reject(new Error(`${main} ended with ${code}:\n${written}`)));
  });
  // A test that kills the process early does not wait for "ready": its rejection must not fail that test.
  ready.catch(() => undefined);
  return {
    child,
    ready,
    output: () => written,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
};

/** A TCP port that nothing listens on, for a process that must come back on the same one. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
};
