import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "@datacityzen/hardware/settings/settings";
import type { Terminal } from "../dcz/terminal.ts";
import { type End, type Output, startChild } from "./child.ts";
import { createConsole } from "./console.ts";
import { firstAdministratorLink } from "./first-administrator.ts";
import { dataDirOf } from "./machine.ts";
import { type Config, type Name, places, programs, stopOrder } from "./processes.ts";
import { type ProcessEvent, type Supervisor, supervise } from "./supervisor.ts";
import { startTexts } from "./texts.ts";
import { watchSources } from "./watch.ts";

/** Everything is down within 5 s; each step of the way down gets its share. */
const STOP_WITHIN_MS = 4_700;
const STOP_STEP_MS = 1_500;
const SLOW_MS = 30_000;

export interface Plan {
  readonly wanted: readonly Name[];
  readonly config: Config;
  readonly environment: Environment;
  readonly verbose: boolean;
  readonly watch: boolean;
  readonly stop: AbortSignal;
}

/** Runs the processes until the person stops them, or one cannot start; gives the exit code. */
export const run = async (terminal: Terminal, plan: Plan): Promise<number> => {
  const { wanted, environment, stop } = plan;
  const texts = startTexts[terminal.language];
  const shown = createConsole(terminal, { verbose: plan.verbose });
  const supervisors = new Map<Name, Supervisor>();
  /** What a process writes before it is ready is held back: if it cannot start, that is shown last. */
  const held = new Map<Name, string[]>();
  const isReady = new Set<Name>();
  const failure = Promise.withResolvers<{ name: Name; end: End }>();
  const allReady = Promise.withResolvers<void>();
  let stopping = false;

  const onOutput = (name: Name) => (output: Output) => {
    const line = shown.render(name, output);
    if (line === undefined) return;
    const before = held.get(name);
    if (before === undefined) shown.say(line);
    else before.push(output.kind === "text" ? shown.shownText(output.text) : line);
  };

  const launch = (name: Name) => {
    held.set(name, []);
    const supervisor = supervise({
      start: () =>
        startChild({ program: programs[name].program, environment, onOutput: onOutput(name) }),
      onEvent: (event) => handleEvent(name, event),
      now: () => performance.now(),
      pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    });
    supervisors.set(name, supervisor);
  };

  const launchWhatCan = () => {
    if (stopping) return;
    for (const name of wanted)
      if (!supervisors.has(name) && programs[name].after.every((other) => isReady.has(other)))
        launch(name);
  };

  const handleEvent = (name: Name, event: ProcessEvent) => {
    if (event.kind === "failed") return failure.resolve({ name, end: event.end });
    if (stopping) return;
    if (event.kind === "ended")
      return shown.say(texts.ended(name, event.end, Math.round(event.pauseMs / 1000)));
    if (event.again) return shown.say(texts.readyAgain(name));
    for (const line of held.get(name) ?? []) shown.say(line);
    held.delete(name);
    isReady.add(name);
    if (terminal.out.interactive) shown.say(texts.ready(name));
    if (isReady.size === wanted.length) allReady.resolve();
    launchWhatCan();
  };

  const slow = setInterval(() => {
    for (const name of supervisors.keys())
      if (!isReady.has(name)) shown.say(texts.slow(name, SLOW_MS / 1000));
  }, SLOW_MS);

  const stopAll = async () => {
    stopping = true;
    clearInterval(slow);
    const killer = setTimeout(() => {
      for (const supervisor of supervisors.values()) supervisor.kill();
    }, STOP_WITHIN_MS);
    const all: Promise<void>[] = [];
    for (const step of stopOrder) {
      const ends = step.flatMap((name) => supervisors.get(name)?.stop() ?? []);
      all.push(...ends);
      await Promise.race([Promise.all(ends), delay(STOP_STEP_MS, undefined, { ref: false })]);
    }
    await Promise.all(all);
    clearTimeout(killer);
  };

  const stopped = new Promise<"stopped">((resolve) => {
    stop.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  if (terminal.out.interactive) shown.say(texts.starting);
  launchWhatCan();

  const first = await Promise.race([allReady.promise, failure.promise, stopped]);
  if (typeof first === "object") {
    await stopAll();
    terminal.err.say(`${texts.failed(first.name, first.end)}\n`);
    const words = held.get(first.name) ?? [];
    terminal.err.say(`${words.length > 0 ? words.join("\n") : texts.silent(first.name)}\n`);
    return first.end.code ?? 1;
  }
  if (first === undefined) {
    clearInterval(slow);
    shown.say(whereToLook(terminal, plan, shown.block));
    // On a terminal only: what is redirected may be a journal that others read.
    if (terminal.out.interactive && wanted.includes("cloud"))
      void firstAdministratorLink(dataDirOf(environment), stop).then((link) => {
        if (link !== undefined) shown.say(texts.firstAdministrator(link));
      });
    const watching = plan.watch
      ? watchSources(dirname(import.meta.dirname), wanted, (changed, file) => {
          shown.say(texts.changed(file, changed.join(", ")));
          for (const name of changed) supervisors.get(name)?.restart();
        })
      : undefined;
    await stopped;
    watching?.close();
  }
  if (terminal.out.interactive) shown.say(`\n${texts.stopping}`);
  await stopAll();
  if (terminal.out.interactive) shown.say(texts.stopped);
  return 0;
};

/** Where the readings are kept. */
const seriesIn = (environment: Environment): string => {
  const url = environment.INFLUX_URL || undefined;
  return url === undefined ? dataDirOf(environment) : `InfluxDB, ${url}`;
};

const whereToLook = (
  terminal: Terminal,
  { config, environment }: Plan,
  block: (rows: readonly (readonly [string, string])[]) => string,
): string => {
  const texts = startTexts[terminal.language];
  const at = places(config);
  return block([
    [texts.places.page, at.page],
    [texts.places.localPage, at.localPage],
    [texts.places.mqtt, texts.mqtt(at.cloudMqtt, at.gatewayMqtt)],
    [texts.places.api, at.api],
    [texts.places.series, seriesIn(environment)],
    [texts.places.stop, texts.stop],
  ]);
};
