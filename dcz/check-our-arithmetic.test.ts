import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "./captured-terminal.fixture.ts";
import { correctCommand } from "./correct/command.ts";
import { indexCommand } from "./index/command.ts";
import { noiseCommand } from "./noise/command.ts";
import { pollenCommand } from "./pollen/command.ts";
import type { Terminal } from "./terminal.ts";

/** The commands that the page may show. */
const commands: { readonly [name: string]: (terminal: Terminal) => Command } = {
  correct: correctCommand,
  index: indexCommand,
  noise: noiseCommand,
  pollen: (terminal) =>
    pollenCommand(terminal, () => Promise.reject(new Error("a file alone asks no server"))),
};

const page = await readFile(
  new URL("../docs/how-to/check-our-arithmetic.md", import.meta.url),
  "utf8",
);

/** Rows to save, the command that reads them and what it answers, in this order in each section. */
const examples = page
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const title = section.slice(0, section.indexOf("\n"));
    const blocks = [
      ...section.matchAll(/^```csv\n(.*?)^```$.*?^```sh\n(.*?)\n```$.*?^```json\n(.*?)^```$/gms),
    ];
    expect(blocks.length, title).toBeGreaterThan(0);
    return blocks.map(([, rows = "", command = "", answer = ""]) => ({
      title,
      rows,
      command,
      answer: JSON.parse(answer) as object,
    }));
  });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "arithmetic-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each(examples)("$title: $command", async ({ rows, command, answer }) => {
  const [name = "", ...words] = command.replace("npm run -s dcz -- ", "").split(" ");
  const file = words.at(-1) ?? "";
  await writeFile(join(folder, file), rows);
  const { terminal, outcome } = captureTerminal();
  const create = commands[name];
  if (create === undefined) throw new Error(`The page shows dcz ${name}: add it to this test.`);
  await create(terminal).parseAsync([...words.slice(0, -1), join(folder, file)], { from: "user" });
  const { stdout, code } = await outcome();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject(answer);
});
