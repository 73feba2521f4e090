import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { syncFolder } from "../../gateway/src/store/private-file.ts";
import { type Box, SIGNED } from "./box.ts";
import type { Release } from "./release.ts";

const run = promisify(execFile);

/** Why a release was not laid beside the others. */
export class NotLaid extends Error {
  readonly reason: "archive" | "room" | "does_not_start";
  constructor(reason: NotLaid["reason"], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Bytes of an archive from `from` on. */
export type Source = (from: number) => AsyncIterable<Uint8Array>;

/** A file on a stick or another disk. */
export const fileSource =
  (path: string): Source =>
  (from) =>
    createReadStream(path, { start: from });

/** Left free on the disk besides, for what the box measures. */
const RESERVE = 64 * 1024 * 1024;

const sizeOf = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.size ?? 0;

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
};

/** Copies the archive to the box's own disk, going on where an earlier copy broke off. */
const copyArchive = async (to: string, source: Source, release: Release): Promise<void> => {
  const had = await sizeOf(to);
  const from = had < release.bytes ? had : 0;
  const file = createWriteStream(to, { flags: from > 0 ? "a" : "w", mode: 0o600 });
  let bytes = from;
  if (had !== release.bytes)
    for await (const piece of source(from)) {
      bytes += piece.length;
      if (bytes > release.bytes) break;
      if (!file.write(piece)) await once(file, "drain");
    }
  file.end();
  await once(file, "close");
  if (bytes === release.bytes || had === release.bytes) return;
  // Another archive: what was copied of it would spoil the right one.
  await rm(to);
  throw new NotLaid("archive", `${bytes} bytes instead of ${release.bytes}`);
};

const isLaidAlready = async (place: string, signed: string): Promise<boolean> =>
  (await readFile(join(place, SIGNED), "utf8").catch(() => "")) === signed;

/**
 * Lays a release beside the other versions: copied, compared with what was signed, unpacked, on disk, and named last.
 * A cut of power before leaves something that the next update removes. Throws `NotLaid`.
 */
export const layRelease = async (
  box: Box,
  { release, signed, source }: { release: Release; signed: string; source: Source },
): Promise<void> => {
  const place = join(box.folder, release.version);
  if (await isLaidAlready(place, signed)) return;
  const archive = join(box.folder, `.${release.version}.tar.gz`);
  const { bavail, bsize } = await statfs(box.folder);
  const needed = release.bytes - (await sizeOf(archive)) + release.unpacked + RESERVE;
  if (bavail * bsize < needed) throw new NotLaid("room", `${Math.ceil(needed / 1e6)} MB`);
  await copyArchive(archive, source, release);
  if ((await sha256Of(archive)) !== release.sha256) {
    await rm(archive, { force: true });
    throw new NotLaid("archive", "SHA-256");
  }
  const partial = join(box.folder, `.${release.version}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  await run("tar", ["-xzf", archive, "-C", partial, "--no-same-owner"]);
  await writeFile(join(partial, SIGNED), signed);
  await tryStart(partial, release.version);
  // All of it before its name: thousands of small files, which one call for the whole disk writes soonest.
  await run("sync", ["--file-system", partial]);
  await rm(place, { recursive: true, force: true });
  await rename(partial, place);
  syncFolder(box.folder);
  await rm(archive, { force: true });
};

/** A program for another kind of machine, or one that lacks a library, shows itself before anything is switched. */
const tryStart = async (place: string, version: string): Promise<void> => {
  const node = join(place, "node_modules/.bin/node");
  const { stdout } = await run(node, [join(place, "dcz.ts"), "--version"], {
    timeout: 120_000,
  }).catch((error: Error & { stderr?: string }) => {
    throw new NotLaid("does_not_start", (error.stderr ?? error.message).trim().slice(0, 300));
  });
  if (stdout.trim() !== version) throw new NotLaid("does_not_start", stdout.trim().slice(0, 100));
};
