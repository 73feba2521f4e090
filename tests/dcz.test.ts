import { spawn } from "node:child_process";
import { once } from "node:events";
import { type FileHandle, mkdtemp, open, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { readAs } from "../dcz/decode/form.ts";
import { removeFolder } from "./folders.ts";

const program = new URL("../dcz.ts", import.meta.url).pathname;
const captures = new URL("../hardware/captures/", import.meta.url);

const start = (words: readonly string[], environment: Record<string, string> = {}) =>
  spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, LANG: "en_GB.UTF-8", ...environment },
  });

/** Into a file: the standard output alone, or the error output too. */
const startInto = (
  file: FileHandle,
  words: readonly string[],
  LANG: string,
  errors: "pipe" | FileHandle = "pipe",
) =>
  spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, LANG },
    stdio: ["pipe", file.fd, errors === "pipe" ? errors : errors.fd],
  });

const dcz = async (
  words: readonly string[],
  input: Uint8Array | string = "",
  environment: Record<string, string> = {},
) => {
  const child = start(words, environment);
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number]>,
  ]);
  return { stdout, stderr, code };
};

const lines = (output: string) => output.trimEnd().split("\n");

test.each(["sds011", "pmsx003"])(
  "a recorded capture of %s piped in gives its values",
  async (sensor) => {
    const { frames } = JSON.parse(
      await readFile(new URL(`${sensor}/recorded-pypms.json`, captures), "utf8"),
    ) as { frames: { values: unknown }[] };
    const capture = await readFile(new URL(`${sensor}/recorded-pypms.hex`, captures));
    for (const input of [capture, readAs("dump", capture) ?? ""]) {
      const run = await dcz(["decode", "--sensor", sensor], input);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      const values = lines(run.stdout).map(
        (line) => (JSON.parse(line) as { values: unknown }).values,
      );
      expect(values).toEqual(frames.map((frame) => frame.values));
    }
  },
);

test("what Node made of the commands is kept for the next one, unless that is forbidden", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-compiled-"));
  onTestFinished(() => removeFolder(folder));
  const kept = async (environment: Record<string, string>) => {
    const run = await dcz(["sensors"], "", { NODE_COMPILE_CACHE: folder, ...environment });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    return (await readdir(folder, { recursive: true })).length;
  };
  expect(await kept({ NODE_DISABLE_COMPILE_CACHE: "1" })).toBe(0);
  expect(await kept({})).toBeGreaterThan(100);
});

test("what stands behind the name of a subcommand is its own, whatever its command takes", async () => {
  const run = await dcz(["pollen", "import", "--taxon", "grasses", "none.csv"]);
  expect(run.code).not.toBe(0);
  expect(run.stderr).toContain("Give --station");
});

test("a device piped in gives its line while it goes on", async () => {
  const child = start(["decode", "--sensor", "sds011"]);
  const frame = Buffer.from("aac00600060058d93dab", "hex");
  child.stdin.write(Buffer.concat([frame, frame]));
  const [first] = (await once(child.stdout, "data")) as [Buffer];
  expect(first.toString()).toContain('"pm2_5":0.6');
  child.stdin.end();
  await once(child, "exit");
});

test("what cannot be decoded is reported on standard error, and the program ends with 1", async () => {
  const run = await dcz(["decode", "--sensor", "sds011"], "aa c0 06 00 06 00 58 d9 3e ab\n");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toMatch(/^rejected checksum: aa/);
  expect(lines(run.stderr).at(-1)).toContain("Nothing could be decoded as sds011");
});

test.each([
  [["weigh"], /Unknown command "weigh"\. There are: .*decode.*simulate/],
  [["decode", "--sensor", "bme999"], /Unknown sensor "bme999"\. There are: .*sds011/],
  [["decode"], /Give --sensor MODEL/],
  [["decode", "--sensor", "sds011", "no-such-file"], /There is no file no-such-file\./],
  [["decode", "--sensor", "sds011", "/"], /is a folder/],
  [["decode", "--colour"], /Unknown option --colour/],
  [["decode", "--sensor"], /^--sensor needs a value\./],
  [["decode", "a", "b", "c"], /^Too many arguments: b c\./],
  [["quarantine", "weigh"], /Unknown command "weigh"\. There are: list, show, replay, drop\./],
  [["quarantine", "show"], /^ID is missing: dcz quarantine show \[options\] <ID>/],
  [["quarantine", "show", "1", "--weight", "2"], /^Unknown option --weight\./],
  [["quarantine"], /^Usage: dcz quarantine \[options\] \[command\]/],
])("%j is refused with a sentence and 2", async (words, sentence) => {
  const run = await dcz(words);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(sentence);
});

test("help is in French unless the locale says English, and in ASCII where it shows no more", async () => {
  const help = async (environment: Record<string, string>) =>
    (await dcz(["decode", "--help"], "", environment)).stdout;
  expect(await help({ LANG: "fr_FR.UTF-8" })).toContain("Décode ce qu'un capteur a dit");
  expect(await help({ LANG: "C" })).toContain("Decode ce qu'un capteur a dit");
  expect(await help({ LANG: "fr_FR.UTF-8", LC_ALL: "en_US.UTF-8" })).toContain("Decode what");
});

test("what is missing or unknown is reported in French", async () => {
  const refusal = async (...words: string[]) =>
    (await dcz(words, "", { LANG: "fr_FR.UTF-8" })).stderr;
  expect(await refusal("quarantine", "show")).toBe(
    "Il manque ID : dcz quarantine show [options] <ID>\n",
  );
  expect(await refusal("quarantine", "peser")).toContain("Commande inconnue : « peser »");
  expect(await refusal("quarantine")).toContain(
    "Utilisation : dcz quarantine [options] [commande]",
  );
});

test("a preset stands in the help in the person's language", async () => {
  const help = async (LANG: string) => {
    const { stdout } = await dcz(["simulate", "--help"], "", { LANG });
    return stdout.replaceAll(/\s+/g, " ");
  };
  expect(await help("fr_FR.UTF-8")).toContain("nombre de stations (par défaut : 10)");
  expect(await help("en_GB.UTF-8")).toContain("number of stations (preset: 10)");
});

test("a reader that has read enough ends the program without a word", async () => {
  const capture = await readFile(new URL("sds011/recorded-pypms.hex", captures));
  const bytes = readAs("dump", capture) ?? new Uint8Array(0);
  const child = start(["decode", "--sensor", "sds011"]);
  const said = text(child.stderr);
  child.stdout.destroy();
  child.stdin.on("error", () => {});
  const many = Buffer.concat(Array.from({ length: 5000 }, () => bytes));
  child.stdin.end(many);
  await once(child, "exit");
  expect(await said).toBe("");
});

test.each([
  [["--help"], "en_GB.UTF-8", "Standard output could not be written: the disk is full.\n"],
  [["--version"], "en_GB.UTF-8", "Standard output could not be written: the disk is full.\n"],
  [
    ["sensors", "--json"],
    "fr_FR.UTF-8",
    "La sortie standard n'a pas pu être écrite : le disque est plein.\n",
  ],
  [["settings"], "en_GB.UTF-8", "Standard output could not be written: the disk is full.\n"],
  [["kits"], "en_GB.UTF-8", "Standard output could not be written: the disk is full.\n"],
  [
    ["decode", "--sensor", "sds011"],
    "C",
    "La sortie standard n'a pas pu etre ecrite : le disque est plein.\n",
  ],
])("%j into a full disk ends with one sentence and 1", async (words, LANG, sentence) => {
  const full = await open("/dev/full", "w");
  onTestFinished(() => full.close());
  const child = startInto(full, words, LANG);
  child.stdin?.on("error", () => {});
  child.stdin?.end(Buffer.from("aac00600060058d93dab", "hex"));
  const [said, [code]] = await Promise.all([
    text(child.stderr as Readable),
    once(child, "exit") as Promise<[number]>,
  ]);
  expect({ said, code }).toEqual({ said: sentence, code: 1 });
});

test("a program whose error output cannot be written either ends with 1", async () => {
  const full = await open("/dev/full", "w");
  onTestFinished(() => full.close());
  const child = startInto(full, ["sensors"], "C", full);
  expect((await once(child, "exit"))[0]).toBe(1);
});

test("sensors lists every model, as a table and as JSON", async () => {
  const list = JSON.parse((await dcz(["sensors", "--json"])).stdout) as { model: string }[];
  expect(list.map(({ model }) => model)).toEqual(expect.arrayContaining(["sds011", "pmsx003"]));
  const table = lines((await dcz(["sensors"])).stdout);
  expect(table).toHaveLength(list.length + 1);
});
