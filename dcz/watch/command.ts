import type { Command } from "commander";
import type { SensorEvent } from "../../edge/src/sensor-reader.ts";
import type { Source } from "../../edge/src/source.ts";
import { createCommand, refuse } from "../command.ts";
import { shownValues } from "../shown-values.ts";
import type { Terminal } from "../terminal.ts";
import { watchTexts } from "./texts.ts";

interface Options {
  readonly json?: boolean;
  readonly for?: string;
}

/** Seconds; whoever wants to see more keeps a station's log. */
const LONGEST = 86_400;
/** A line of a terminal. */
const SHOWN_BYTES = 32;

export const watchCommand = (terminal: Terminal): Command => {
  const texts = watchTexts[terminal.language];
  return createCommand(terminal, "watch")
    .description(texts.description)
    .argument("[SENSOR...]", texts.sensors)
    .option("--json", texts.json)
    .option("--for <seconds>", texts.for)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((sensors: readonly string[], options: Options) => watch(terminal, sensors, options));
};

const watch = async (
  terminal: Terminal,
  sensors: readonly string[],
  options: Options,
): Promise<void> => {
  const texts = watchTexts[terminal.language];
  const seconds = options.for === undefined ? undefined : Number(options.for);
  if (seconds !== undefined && !(seconds >= 1 && seconds <= LONGEST))
    return refuse(terminal, texts.wrongFor(LONGEST));
  // Native parts (serial ports) are loaded only when they are used.
  const [{ readConfig }, { openSources }, { followFoundSensors }, { converse }] = await Promise.all(
    [
      import("../../edge/src/config.ts"),
      import("../../edge/src/sources.ts"),
      import("../../edge/src/discovery/found-sources.ts"),
      import("../../edge/src/conversation.ts"),
    ],
  );
  const SENSORS = sensors.length > 0 ? sensors.join(",") : terminal.environment.SENSORS;
  const settings = readConfig(SENSORS === undefined ? {} : { SENSORS });
  if (!settings.ok) return refuse(terminal, settings.sentences.join("\n"));
  const given = { monotonic: () => performance.now(), now: Date.now, random: Math.random };
  const opened = await openSources(settings.value, given);
  if (!opened.ok) return refuse(terminal, opened.sentence);

  const log = createLog(terminal, options.json === true);
  const following = new Set<Promise<void>>();
  const follow = (source: Source) => {
    const followed = (async () => {
      for await (const event of converse(source)) await log.show(source, event);
    })().finally(() => following.delete(followed));
    following.add(followed);
  };
  const all = new Set<Source>(opened.sources);
  if (options.json !== true) terminal.err.say(`${texts.watching}\n`);
  for (const source of all) follow(source);
  const say = (_: unknown, sentence?: string) => {
    if (sentence !== undefined) terminal.err.say(`${sentence}\n`);
  };
  const discovery = followFoundSensors({
    settings: settings.value.SENSORS,
    station: {
      add(source) {
        all.add(source);
        follow(source);
      },
      retire(source) {
        all.delete(source);
        void source.port.close();
      },
    },
    ...{ monotonic: given.monotonic, random: given.random, log: { info: say, warn: say } },
  });

  const stopped = terminal.untilStopped();
  const over =
    seconds === undefined
      ? stopped
      : AbortSignal.any([stopped, AbortSignal.timeout(Math.round(seconds * 1000))]);
  if (!over.aborted)
    await new Promise<void>((resolve) => over.addEventListener("abort", () => resolve()));
  await discovery?.stop();
  await Promise.all([...all].map(({ port }) => port.close()));
  await Promise.all(following);
  if (log.summarise() === 0) terminal.exit(1);
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const shownBytes = (bytes: Uint8Array): string => {
  const shown = hexOf(bytes.subarray(0, SHOWN_BYTES)).replaceAll(/(..)(?=.)/g, "$1 ");
  return bytes.length > SHOWN_BYTES ? `${shown} …` : shown;
};

/** Writes one line an event, for people or for programs, and counts. */
const createLog = (terminal: Terminal, isJson: boolean) => {
  const texts = watchTexts[terminal.language];
  const counts = new Map<string, { frames: number; refused: Map<string, number> }>();

  const meaningOf = (event: SensorEvent): string => {
    switch (event.kind) {
      case "opened":
        return texts.opened;
      case "lost":
        return event.reason === "busy" ? texts.busy : texts.lost(event.reason, event.detail);
      case "rejected":
        return `${shownBytes(event.frame)}  ${terminal.out.style(
          "yellow",
          texts.refused(event.reason, texts.reasons[event.reason]),
        )}`;
      case "measured": {
        const values = shownValues(event.values, terminal.language, 12);
        return `${shownBytes(event.frame)}  ${terminal.out.style("green", values || texts.noValue)}`;
      }
      default:
        return event satisfies never;
    }
  };

  const dataOf = (event: SensorEvent): object => {
    const { at: _, ...said } = event;
    return "frame" in said ? { ...said, frame: hexOf(said.frame) } : said;
  };

  return {
    async show({ sensor: { model }, path }: Source, event: SensorEvent): Promise<void> {
      const name = `${model} ${path}`;
      const count = counts.get(name) ?? { frames: 0, refused: new Map() };
      counts.set(name, count);
      if (event.kind === "measured") count.frames += 1;
      if (event.kind === "rejected")
        count.refused.set(event.reason, 1 + (count.refused.get(event.reason) ?? 0));
      if (isJson) {
        const at = Temporal.Now.instant().toString();
        const data = { at, sensor: model, port: path, ...dataOf(event) };
        return terminal.out.data(`${JSON.stringify(data)}\n`);
      }
      const time = Temporal.Now.plainTimeISO().toString({ smallestUnit: "millisecond" });
      terminal.out.say(`${time}  ${name}  ${meaningOf(event)}\n`);
    },
    /** How many frames were understood in all. */
    summarise(): number {
      let all = 0;
      for (const [name, { frames, refused }] of counts) {
        all += frames;
        const reasons = [...refused].map(([reason, times]) => `${reason} × ${times}`).join(", ");
        if (!isJson) terminal.err.say(`${name}: ${texts.summary(frames, reasons)}\n`);
      }
      if (all === 0 && !isJson) terminal.err.say(`${texts.nothing}\n`);
      return all;
    },
  };
};
