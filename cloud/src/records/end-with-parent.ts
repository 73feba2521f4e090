import type { ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";

/**
 * A process that is killed by SIGKILL cannot stop its server. So a shell, which every system has, stays beside
 * the server with one end of a pipe: when the pipe closes without a word, whoever held its other end has ended,
 * and the server is asked to end too. The shell is no child of the server, which knows its children; `$$` is the
 * server's process, because the server takes the first shell's place.
 */
const SCRIPT =
  '( ( read -r word <&3 || kill -INT $$ ) >/dev/null 2>&1 </dev/null & ); exec "$@" 3<&-';

/** The number of the pipe among the server's files. */
export const PIPE = 3;

/** The command that starts `program` so that it ends with the process that holds its pipe. */
export const endingWithParent = (program: string, words: readonly string[]): [string, string[]] =>
  process.platform === "win32"
    ? [program, [...words]]
    : ["sh", ["-c", SCRIPT, "sh", program, ...words]];

/** To be called when the server has ended: its number may soon be another process's. */
export const releaseParent = (child: ChildProcess): void => {
  const pipe = child.stdio[PIPE] as Writable | null | undefined;
  // The shell may have been ended with the server.
  pipe?.on("error", () => undefined).end("ended\n");
};
