/**
 * Writes the migration that brings the records from the last one to what the modules' tables.ts say:
 *
 *     npm run migrations --workspace cloud -- add-boxes
 *     npm run migrations --workspace cloud -- --custom add-an-extension    an empty one, for SQL of your own;
 *     npm run migrations --workspace cloud -- --seal                       when that is written
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const words = process.argv.slice(2);
const name = words.find((word) => !word.startsWith("-"));
const seals = words.includes("--seal");
const custom = words.includes("--custom");

/** What each migration held when it was written, so that a test finds one that was changed after. */
const seal = () => {
  const path = join(import.meta.dirname, "hashes.json");
  const before = JSON.parse(readFileSync(path, "utf8")) as { readonly [file: string]: string };
  const hashOf = (file: string) =>
    createHash("sha256")
      .update(readFileSync(join(import.meta.dirname, file)))
      .digest("hex");
  const hashes = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()
    .map((file) => [file, before[file] ?? hashOf(file)]);
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(hashes), undefined, 2)}\n`);
};

if (name !== undefined && /^[a-z][a-z0-9-]*$/.test(name)) {
  const { status } = spawnSync(
    "drizzle-kit",
    ["generate", "--name", name, ...(custom ? ["--custom"] : [])],
    { cwd: join(import.meta.dirname, ".."), stdio: "inherit" },
  );
  if (status !== 0) process.exit(status ?? 1);
  if (!custom) seal();
} else if (seals) seal();
else {
  process.stderr.write(
    "Give the migration a name: npm run migrations --workspace cloud -- add-boxes\n",
  );
  process.exit(2);
}
