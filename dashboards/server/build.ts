import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { environment } from "./config.ts";
import { sourceDigest } from "./digest.ts";

export type Build =
  | { readonly ok: true; readonly directory: string }
  /** `output` is what the bundler printed. */
  | { readonly ok: false; readonly output: string };

export interface BuildOptions {
  /** Called when nothing fits the sources and the bundler starts. */
  readonly onStart: () => void;
  readonly signal: AbortSignal;
}

const workspace = dirname(import.meta.dirname);

/**
 * Finds the bundle of the present sources, or makes it.
 *
 * Each state of the sources has a folder named by its digest, put in place by one rename: a bundle
 * is whole or absent, a running server keeps the one it started with, and two servers that start
 * together do not disturb each other.
 */
export const upToDateBuild = async ({ onStart, signal }: BuildOptions): Promise<Build> => {
  const folder = join(workspace, "build");
  const directory = join(folder, await sourceDigest(workspace));
  if (await exists(directory)) return { ok: true, directory };
  onStart();
  const draft = `${directory}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    const bundled = await bundle(draft, signal);
    if (!bundled.ok) return bundled;
    await compressUnder(join(draft, "client"));
    await rename(draft, directory).catch(async (error: unknown) => {
      // Another process was quicker with the same sources.
      if (!(await exists(directory))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeOlder(folder, directory);
  return { ok: true, directory };
};

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The bundler runs as a child, so that its memory goes when it is done. */
const bundle = async (directory: string, signal: AbortSignal): Promise<Build> => {
  const { resolve } = createRequire(import.meta.url);
  const program = join(dirname(resolve("@react-router/dev/package.json")), "bin.cjs");
  const child = spawn(process.execPath, [program, "build"], {
    cwd: workspace,
    env: { ...environment, NODE_ENV: "production", BUILD_DIRECTORY: directory },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const ended = new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return code === 0 ? { ok: true, directory } : { ok: false, output: `${output}${errors}` };
};

const compressible = new Set([".js", ".css", ".svg", ".txt"]);

/** Writes each text file a second and a third time, as brotli and as gzip, to be sent as they are. */
const compressUnder = async (directory: string): Promise<void> => {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  const written = paths.map(async (path) => {
    const content = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
    await writeFile(`${path}.gz`, await promisify(gzip)(content));
  });
  await Promise.all(written);
};

/** Long enough for a server that starts, or a bundler that runs, to be done with its folder. */
const IN_USE_MS = 600_000;

/** Marks a bundle as used until `signal` aborts, so that another server's start leaves it in place. */
export const keepInUse = (directory: string, signal: AbortSignal): void => {
  const mark = () => {
    const now = new Date();
    // A folder that is gone cannot be marked, and its files are answered with 404.
    utimes(directory, now, now).catch(() => undefined);
  };
  const timer = setInterval(mark, IN_USE_MS / 10).unref();
  signal.addEventListener("abort", () => clearInterval(timer));
  mark();
};

const removeOlder = async (folder: string, kept: string) => {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const removals = paths
    .filter((path) => path !== kept)
    .map(async (path) => {
      const made = await stat(path).catch(() => undefined);
      if (made === undefined || Date.now() - made.mtimeMs < IN_USE_MS) return;
      await rm(path, { recursive: true, force: true });
    });
  await Promise.all(removals);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await upToDateBuild({
    onStart: () => process.stdout.write("building the pages, a few seconds\n"),
    signal: new AbortController().signal,
  });
  process.stdout.write(built.ok ? `${built.directory}\n` : built.output);
  process.exitCode = built.ok ? 0 : 1;
}
