import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { root } from "./processes.ts";

type Environment = { readonly [variable: string]: string };

/** `dcz series copy` with these words, which ends with the test at the latest. */
export const startCopy = (
  words: readonly string[],
  environment: Environment = {},
): ChildProcessByStdio<null, Readable, Readable> => {
  const child = spawn(process.execPath, [join(root, "dcz.ts"), "series", "copy", ...words], {
    env: { PATH: process.env.PATH, LANG: "en_GB.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

/** The same to its end: what it said, its exit code, and the figures of `--json`. */
export const copy = async (words: readonly string[], environment: Environment = {}) => {
  const child = startCopy([...words, "--json"], environment);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number]>,
  ]);
  const figures = stdout === "" ? undefined : JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return { stderr, code, figures };
};
