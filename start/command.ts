import type { Command } from "commander";
import { createCommand, refuse } from "../dcz/command.ts";
import type { Terminal } from "../dcz/terminal.ts";
import { startTexts } from "./texts.ts";

interface Options {
  readonly edge: boolean;
  readonly replayFactor?: string;
  readonly verbose?: boolean;
  readonly watch?: boolean;
}

export const startCommand = (terminal: Terminal): Command => {
  const texts = startTexts[terminal.language];
  return createCommand(terminal, "start")
    .description(texts.description)
    .option("--no-edge", texts.edge)
    .option("--replay-factor <N>", texts.replayFactor)
    .option("--watch", texts.watch)
    .option("-v, --verbose", texts.verbose)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((options: Options) => start(terminal, options));
};

const start = async (terminal: Terminal, options: Options): Promise<void> => {
  // All workspaces' settings come with these; the other commands start faster without them.
  const [
    { choosePorts },
    { environmentFor, names, portClashes, readConfig, wantsDemonstration },
    { wrongSettings },
    { run },
  ] = await Promise.all([
    import("./ports.ts"),
    import("./processes.ts"),
    import("./settings.ts"),
    import("./run.ts"),
  ]);
  const texts = startTexts[terminal.language];
  const factor = options.replayFactor === undefined ? undefined : Number(options.replayFactor);
  if (factor !== undefined && !(factor > 0 && Number.isFinite(factor)))
    return refuse(terminal, texts.wrongFactor(options.replayFactor ?? ""));

  const settings = readConfig(terminal.environment);
  if (!settings.ok) {
    const sentences = [...settings.sentences, ...wrongSettings(terminal.environment, names)];
    return refuse(terminal, [...new Set(sentences)].join("\n"));
  }
  const clashes = portClashes(settings.value);
  if (clashes.length > 0) return refuse(terminal, clashes.join("\n"));
  const config = await choosePorts(settings.value);
  const environment = environmentFor(terminal.environment, config, factor);
  const wanted = names.filter((name) => {
    if (name === "edge") return options.edge;
    return name !== "demonstration" || wantsDemonstration(environment);
  });
  const wrong = wrongSettings(environment, wanted);
  if (wrong.length > 0) return refuse(terminal, wrong.join("\n"));

  const code = await run(terminal, {
    wanted,
    config,
    environment,
    verbose: options.verbose === true,
    watch: options.watch === true,
    stop: terminal.untilStopped(),
  });
  terminal.exit(code);
};
