import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import { refuseUnreadable } from "../measurement-file/input.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { initCommand } from "./init.ts";
import { parseSettings } from "./settings-file.ts";
import { edgeTexts } from "./texts.ts";

interface Options {
  readonly config?: string;
  readonly json?: boolean;
}

const usualFiles = ["box.env", "/etc/datacityzen/box.env"];
const program = fileURLToPath(new URL("../../edge/src/main.ts", import.meta.url));

export const edgeCommand = (terminal: Terminal): Command => {
  const texts = edgeTexts[terminal.language];
  return createCommand(terminal, "edge")
    .description(texts.description)
    .option("--config <FILE>", texts.config)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(initCommand(terminal))
    .action((options: Options) => run(terminal, options));
};

const run = async (terminal: Terminal, { config, json = false }: Options): Promise<void> => {
  const texts = edgeTexts[terminal.language];
  const path = config ?? usualFiles.find((file) => existsSync(file));
  let settings: Readonly<Record<string, string>> = {};
  if (path !== undefined) {
    let text: string;
    try {
      text = readSmallFile(path);
    } catch (error) {
      return refuseUnreadable(terminal, path, error);
    }
    const parsed = parseSettings(text);
    if (!parsed.ok) return refuse(terminal, texts.wrongLine(path, parsed.line));
    settings = parsed.settings;
    if (!json) terminal.err.say(`${texts.reading(path)}\n`);
  } else if (terminal.environment.SENSORS === undefined && !json)
    terminal.err.say(`${texts.nothingSet}\n`);

  // What is in the environment goes before the file, as everywhere.
  const child = spawn(process.execPath, [program], {
    env: { ...settings, ...terminal.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (text) => terminal.err.say(String(text)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (json) void terminal.out.data(`${line}\n`);
    else terminal.out.say(`${shown(line)}\n`);
  });
  const stop = terminal.untilStopped();
  stop.addEventListener("abort", () => void child.kill("SIGTERM"));
  const [code] = await once(child, "close");
  if (code !== 0) terminal.exit(Number(code ?? 1));
};

/** A line of the log as people read it: the time and the sentence, and which sensor it is about. */
const shown = (line: string): string => {
  try {
    const { time, msg, sensor } = JSON.parse(line);
    const at = Temporal.Instant.fromEpochMilliseconds(time)
      .toZonedDateTimeISO(Temporal.Now.timeZoneId())
      .toPlainTime()
      .toString({ smallestUnit: "second" });
    return `${at}  ${sensor === undefined ? "" : `${sensor}: `}${msg}`;
  } catch {
    return line;
  }
};
