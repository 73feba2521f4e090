import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment } from "./config.ts";
import { atlasCommand } from "./dcz/atlas/command.ts";
import { backupCommand, restoreCommand } from "./dcz/backup/command.ts";
import { CommandStopped, createCommand, explainStop } from "./dcz/command.ts";
import { commandTexts } from "./dcz/command-texts.ts";
import { configureCommand } from "./dcz/configure/command.ts";
import { conflictsCommand } from "./dcz/conflicts/command.ts";
import { correctCommand } from "./dcz/correct/command.ts";
import { decodeCommand } from "./dcz/decode/command.ts";
import { doctorCommand } from "./dcz/doctor/command.ts";
import { edgeCommand } from "./dcz/edge/command.ts";
import { forecastsCommand } from "./dcz/forecasts/command.ts";
import { indexCommand } from "./dcz/index/command.ts";
import { kitsCommand } from "./dcz/kits/command.ts";
import { nodeRedCommand } from "./dcz/node-red/command.ts";
import { noiseCommand } from "./dcz/noise/command.ts";
import { pollenCommand } from "./dcz/pollen/command.ts";
import { qualityCommand } from "./dcz/quality/command.ts";
import { quarantineCommand } from "./dcz/quarantine/command.ts";
import { rescueCommand } from "./dcz/rescue/command.ts";
import { resetCommand } from "./dcz/reset/command.ts";
import { secretCommand } from "./dcz/secret/command.ts";
import { sensorsCommand } from "./dcz/sensors/command.ts";
import { seriesCommand } from "./dcz/series/command.ts";
import { settingsCommand } from "./dcz/settings/command.ts";
import { simulateCommand } from "./dcz/simulate/command.ts";
import { createTerminal, type Terminal } from "./dcz/terminal.ts";
import { territoriesCommand } from "./dcz/territories/command.ts";
import { updateCommand } from "./dcz/update/command.ts";
import { verifyCommand } from "./dcz/verify/command.ts";
import { watchCommand } from "./dcz/watch/command.ts";
import { startCommand } from "./start/command.ts";
import { beginWithLessMemory } from "./start/less-memory.ts";

const PARENT_WATCH_MS = 250;

/** Ctrl-C, SIGTERM, a closed terminal window and the end of the npm that runs us, as one signal. */
const untilStopped = (): AbortSignal => {
  const controller = new AbortController();
  // When npm or its shell is killed, we get no signal: we see that our parent has changed.
  // Without npm a parent may end on purpose and leave us running (nohup, a script).
  const parent = process.ppid;
  const checkParent = () => {
    if (process.ppid !== parent) controller.abort("orphaned");
  };
  if (environment.npm_lifecycle_event !== undefined)
    setInterval(checkParent, PARENT_WATCH_MS).unref();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => controller.abort(name));
  return controller.signal;
};

const createProgram = (terminal: Terminal) => {
  const texts = commandTexts[terminal.language];
  const { version } = JSON.parse(
    readFileSync(new URL("package.json", import.meta.url), "utf8"),
  ) as { version: string };
  const program = createCommand(terminal, "dcz")
    .description(texts.description)
    .version(version, "-V, --version", texts.version)
    .addHelpText("after", `\n${texts.more}\n`);
  return program
    .addCommand(startCommand(terminal))
    .addCommand(doctorCommand(terminal, examined(terminal)))
    .addCommand(edgeCommand(terminal))
    .addCommand(watchCommand(terminal))
    .addCommand(decodeCommand(terminal))
    .addCommand(sensorsCommand(terminal))
    .addCommand(kitsCommand(terminal))
    .addCommand(quarantineCommand(terminal, administration(terminal)))
    .addCommand(conflictsCommand(terminal, administration(terminal)))
    .addCommand(backupCommand(terminal, backups(terminal)))
    .addCommand(restoreCommand(terminal, backups(terminal)))
    .addCommand(verifyCommand(terminal, verifier(terminal)))
    .addCommand(territoriesCommand(terminal, administration(terminal)))
    .addCommand(indexCommand(terminal))
    .addCommand(correctCommand(terminal))
    .addCommand(qualityCommand(terminal, administration(terminal)))
    .addCommand(noiseCommand(terminal))
    .addCommand(pollenCommand(terminal, administration(terminal)))
    .addCommand(forecastsCommand(terminal, administration(terminal)))
    .addCommand(atlasCommand(terminal, today, administration(terminal)))
    .addCommand(rescueCommand(terminal, rescue(terminal)))
    .addCommand(resetCommand(terminal, houses(terminal)))
    .addCommand(
      seriesCommand(terminal, {
        sides: sides(terminal),
        imports: imports(terminal),
      }),
    )
    .addCommand(secretCommand(terminal, identities(terminal)))
    .addCommand(settingsCommand(terminal, settings(terminal)))
    .addCommand(configureCommand(terminal, administration(terminal)))
    .addCommand(nodeRedCommand(terminal, editorUsers(terminal)))
    .addCommand(simulateCommand(terminal, simulations(terminal)))
    .addCommand(updateCommand(terminal));
};

/** The day of this machine's clock and zone, YYYY-MM-DD. */
const today = (): string => Temporal.Now.plainDateISO().toString();

/** Loaded when it is asked for: it brings the settings of all workspaces along. */
const examined = (terminal: Terminal) => async () =>
  (await import("./start/machine.ts")).machineFor(terminal.environment);

const administration = (terminal: Terminal) => async () =>
  (await import("./start/machine.ts")).administrationFor(terminal.environment);

const rescue = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { rescueData }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/rescue.ts"),
  ]);
  return { dataDir: dataDirOf(terminal.environment), rescue: rescueData(Date.now) };
};

const houses = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { openHouse }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/reset.ts"),
  ]);
  return { dataDir: dataDirOf(terminal.environment), openHouse: openHouse(Date.now) };
};

const editorUsers = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { usersIn }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/editor-users.ts"),
  ]);
  return { dataDir: dataDirOf(terminal.environment), usersIn };
};

const verifier = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { verifierOf }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/verify.ts"),
  ]);
  return verifierOf(dataDirOf(terminal.environment), Date.now);
};

const sides = (terminal: Terminal) => async () =>
  (await import("./start/series-sides.ts")).sidesOf(terminal.environment, Date.now);

const imports = (terminal: Terminal) => async () => {
  beginWithLessMemory(terminal.environment);
  return (await import("./start/series-import.ts")).importInto(Date.now);
};

const identities = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { devicesIn }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/identities.ts"),
  ]);
  return { dataDir: dataDirOf(terminal.environment), devicesIn };
};

const simulations = (terminal: Terminal) => async () => {
  const [{ dataDirOf }, { simulationKey }] = await Promise.all([
    import("./start/machine.ts"),
    import("./start/simulation-key.ts"),
  ]);
  return simulationKey(join(dataDirOf(terminal.environment), "simulate"));
};

const backups = (terminal: Terminal) => async () =>
  (await import("./start/backup.ts")).backupsOf(terminal.environment, Date.now);

const settings = (terminal: Terminal) => async () =>
  (await import("./start/machine-settings.ts")).settingsOf(terminal.environment);

const run = async (terminal: Terminal, words: readonly string[]) => {
  const program = createProgram(terminal);
  try {
    await program.parseAsync(words.length === 0 ? ["--help"] : words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommandStopped)) throw error;
    explainStop(terminal, error, words);
  }
};

const terminal = createTerminal({
  environment,
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  untilStopped,
  exit: (code) => {
    process.exitCode = code;
  },
});

/** What was asked for cannot be told: the program ends at once, for more of it would be lost as well. */
const endOnFault = (explain: (fault: string) => void) => (error: NodeJS.ErrnoException) => {
  // The reader has closed its end (`| head`): that is no failure.
  if (error.code === "EPIPE") process.exit();
  explain(error.code ?? error.message);
  process.exit(1);
};

process.stdout.on(
  "error",
  endOnFault((fault) => {
    const { outputFull, outputRefused } = commandTexts[terminal.language];
    const isFull = fault === "ENOSPC" || fault === "EDQUOT";
    terminal.err.say(`${isFull ? outputFull : outputRefused(fault)}\n`);
  }),
);
// Nobody can be told.
process.stderr.on(
  "error",
  endOnFault(() => {}),
);

await run(terminal, process.argv.slice(2));
