import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeFolder } from "./folders.ts";

const program = new URL("../dcz.ts", import.meta.url).pathname;

/** A file of places of 100 MB takes some 700; what a command holds at rest is 150 to 350 MB, most of it Node and the program. */
const MOST_MB = 1000;

let folder = "";
const at = (name: string): string => (name.startsWith("/") ? name : join(folder, name));

/** Writes a long file piece by piece. */
const repeated = async (name: string, head: string, piece: string, bytes: number) => {
  const file = await open(at(name), "w");
  await file.write(head);
  const much = piece.repeat(Math.ceil(1_000_000 / piece.length));
  for (let written = 0; written < bytes; written += much.length) await file.write(much);
  await file.close();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-hostile-"));
  await repeated("one-line.csv", "time,pm2_5\n", "a", 150e6);
  await repeated("first-line.csv", "", "a", 150e6);
  await repeated("quote.csv", 'time,pm2_5\n"', "2026-07-01T00:00:00Z,1\n", 80e6);
  await repeated("wrong-rows.csv", "time,pm2_5\n", "x,=HYPERLINK(1)\n", 80e6);
  await repeated("nul.csv", "", "\0", 80e6);
  await writeFile(at("deep.json"), "[".repeat(5e6));
  await writeFile(at("deep-objects.json"), '{"a":'.repeat(2e6));
  await mkdir(at("folder"));
  await symlink("loop", at("loop"));
});
afterAll(() => removeFolder(folder));

/** The most memory that a process had, in MB; 0 once it has ended. */
const peakOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
};

const run = async (words: readonly string[]) => {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, LANG: "en_GB.UTF-8", DATA_DIR: at("data") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let peak = 0;
  const timer = setInterval(() => {
    void peakOf(child.pid as number).then((now) => {
      peak = Math.max(peak, now);
    });
  }, 20);
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null, string | null]>,
  ]);
  clearInterval(timer);
  return { code: code ?? signal, said: out + err, peak };
};

const commands: Readonly<Record<string, (file: string) => readonly string[]>> = {
  index: (file) => ["index", file, "--table", "atmo"],
  noise: (file) => ["noise", file, "--hours", "fr"],
  calibrate: (file) => ["quality", "calibrate", file, "--reference", "pm10"],
  "atlas check": (file) => ["atlas", "check", file, "--as", "lieux-mediation"],
  "atlas convert": (file) => ["atlas", "convert", file, "--from", "csv", "--to", "geojson"],
  "atlas check of JSON": (file) => ["atlas", "check", file, "--as", "data-inclusion"],
  configure: (file) => ["configure", "station", "--file", file],
  edge: (file) => ["edge", "--config", file],
  "secret take": (file) => ["secret", "take", file],
  verify: (file) => ["verify", file],
  restore: (file) => ["restore", file],
  "a passphrase": (file) => ["verify", at("deep.json"), "--passphrase-file", file],
  "update install": (file) => ["update", "install", file],
};
const everything = Object.keys(commands);
const ofTables = ["index", "noise", "calibrate", "atlas check", "atlas convert"];
const ofJson = ["configure", "secret take", "atlas check of JSON"];

const played: readonly (readonly [file: string, names: readonly string[]])[] = [
  ["/dev/zero", everything],
  ["folder", everything],
  ["loop", everything],
  ["one-line.csv", [...ofTables, "configure", "edge", "a passphrase"]],
  ["first-line.csv", ofTables],
  ["quote.csv", ["atlas check", "atlas convert"]],
  ["wrong-rows.csv", ["index", "atlas check", "atlas convert"]],
  ["nul.csv", ["index", "atlas check", "verify"]],
  ["deep.json", ofJson],
  ["deep-objects.json", ofJson],
];

for (const [file, names] of played)
  test.concurrent.for(names)(`${file} given to: %s`, async (name, { expect }) => {
    const words = commands[name]?.(at(file)) ?? [];
    const { code, said, peak } = await run(words);
    expect(said).not.toMatch(/^\s+at .*(node:|\.ts:\d)/m);
    expect(said.trim()).not.toBe("");
    expect([1, 2], said.slice(0, 1000)).toContain(code);
    expect(peak).toBeLessThan(MOST_MB);
  });

test("what cannot be read is said with the file and what to do", async () => {
  const { said } = await run(["configure", "station", "--file", "/dev/zero"]);
  expect(said).toBe(
    "/dev/zero is larger than 1 MB: it is another file than the one that is needed, or holds more than it should.\n",
  );
});
