import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How Node-RED's process ended: its code, the signal, or why it could not be started. */
export type Ending = number | string | null;

/** Node-RED, as a process of its own. */
export interface NodeRedProcess {
  send(message: object): void;
  kill(signal: NodeJS.Signals): void;
}

export interface ProcessOptions {
  /** Node-RED's `red.js`. */
  readonly program: string;
  /** Where it keeps flows, credentials and users. */
  readonly folder: string;
  /** For its heap, in MB. */
  readonly memoryMb: number;
  /** What `settings.cjs` and the nodes read. */
  readonly settings: object;
  readonly onMessage: (message: unknown) => void;
  readonly onLine: (line: string) => void;
  readonly onEnd: (ending: Ending) => void;
}

const settingsFile = fileURLToPath(new URL("settings.cjs", import.meta.url));
/** Collecting goes before whatever a flow computes. */
const NICE = 10;
const LONGEST_LINE = 2000;

export const startNodeRed = ({
  program,
  folder,
  memoryMb,
  settings,
  onMessage,
  onLine,
  onEnd,
}: ProcessOptions): NodeRedProcess => {
  writeFileSync(join(folder, "host.json"), JSON.stringify(settings), { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${memoryMb}`,
      program,
      ...["--userDir", folder, "--settings", settingsFile],
    ],
    {
      cwd: folder,
      // Nothing of the gateway's own: its settings hold passwords.
      env: { HOME: folder },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  let hasEnded = false;
  const end = (ending: Ending) => {
    if (hasEnded) return;
    hasEnded = true;
    onEnd(ending);
  };
  child.on("error", (error) => end(error.message));
  child.on("exit", (code, signal) => end(code ?? signal));
  child.on("spawn", () => {
    try {
      setPriority(child.pid ?? 0, NICE);
    } catch {
      // It has ended already.
    }
  });
  child.on("message", onMessage);
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n"))
        if (line.trim() !== "") onLine(line.slice(0, LONGEST_LINE));
    });
  return {
    send: (message) => void (child.connected && child.send(message, () => undefined)),
    kill: (signal) => void child.kill(signal),
  };
};
