import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type Line, writeSettings } from "./settings-file.ts";
import { edgeTexts } from "./texts.ts";

interface Options {
  readonly output: string;
  readonly sensors?: string;
  readonly every?: string;
  readonly station?: string;
  readonly gateway?: string;
  readonly force?: boolean;
  readonly listen: string;
}

/** What was found on this machine's ports. */
export interface Seen {
  readonly path: string;
  /** Undefined: nothing that is known. */
  readonly model: string | undefined;
}

export type LookAround = (listenMs: number) => Promise<readonly Seen[]>;

const GATEWAY = "mqtt://127.0.0.1:1884";

/** Listens on every port that is free, and asks plain adapters. */
export const lookAround: LookAround = async (listenMs) => {
  const [{ identify }, devices, { openSerialPort }] = await Promise.all([
    import("../../edge/src/discovery/identify.ts"),
    import("../../edge/src/ports/serial-devices.ts"),
    import("../../edge/src/ports/serial.ts"),
  ]);
  const all = await devices.listSerialDevices();
  const open = all.filter(({ usb, isConsole, isAllowed }) => usb && !isConsole && isAllowed);
  return Promise.all(
    open.map(async (device): Promise<Seen> => {
      const { path } = device;
      if (await devices.isHeldByOther(path)) return { path, model: undefined };
      const found = await identify({
        open: (baudRate) =>
          openSerialPort({ path, baudRate, now: () => performance.now(), random: Math.random }),
        mayAsk: devices.isPlainAdapter(device),
        listenMs,
        signal: new AbortController().signal,
      });
      return { path, model: found.kind === "found" ? found.model.sensor.model : undefined };
    }),
  );
};

export const initCommand = (terminal: Terminal, look: LookAround = lookAround): Command => {
  const texts = edgeTexts[terminal.language].init;
  return createCommand(terminal, "init")
    .description(texts.description)
    .option("--output <FILE>", texts.output, "box.env")
    .option("--sensors <LIST>", texts.sensors)
    .option("--every <DURATION>", texts.every)
    .option("--station <NAME>", texts.station)
    .option("--gateway <URL>", texts.gateway)
    .option("--listen <seconds>", texts.listen, "10")
    .option("--force", texts.force)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((options: Options) => init(terminal, options, look));
};

const init = async (terminal: Terminal, options: Options, look: LookAround): Promise<void> => {
  const texts = edgeTexts[terminal.language].init;
  const { readConfig } = await import("../../edge/src/config.ts");
  /** What is wrong with settings, in a sentence. */
  const faultOf = (settings: Record<string, string>): string | undefined => {
    const read = readConfig(settings);
    return read.ok ? undefined : read.sentences.join(" ");
  };
  const given = {
    ...(options.sensors === undefined ? {} : { SENSORS: options.sensors }),
    ...(options.every === undefined ? {} : { SAMPLE_EVERY: options.every }),
    ...(options.station ? { STATION_ID: options.station } : {}),
    ...(options.gateway === undefined ? {} : { GATEWAY_MQTT_URL: options.gateway }),
  };
  const wrong = faultOf(given);
  if (wrong !== undefined) return refuse(terminal, wrong);

  let proposal = "auto";
  if (options.sensors === undefined) {
    terminal.err.say(`${texts.looking}\n`);
    const seen = await look(Math.max(0.1, Number(options.listen) || 10) * 1000);
    for (const { path, model } of seen)
      terminal.err.say(`${model === undefined ? texts.unknown(path) : texts.found(model, path)}\n`);
    if (seen.length === 0) terminal.err.say(`${texts.none}\n`);
    const models = [...new Set(seen.flatMap(({ model }) => model ?? []))];
    // By what they are and not by where they are: a name such as ttyUSB0 goes to whatever comes first.
    if (models.length > 0) proposal = models.map((model) => `${model}@auto`).join(",");
  }

  const ask = createQuestions(terminal, texts.wrong);
  const answers = {
    SENSORS:
      options.sensors ??
      (await ask.one(texts.askSensors, proposal, (SENSORS) => faultOf({ SENSORS }))),
    SAMPLE_EVERY:
      options.every ??
      (await ask.one(texts.askEvery, "PT1M", (SAMPLE_EVERY) => faultOf({ SAMPLE_EVERY }))),
    STATION_ID:
      options.station ??
      (await ask.one(texts.askStation, "", (STATION_ID) =>
        STATION_ID === "" ? undefined : faultOf({ STATION_ID }),
      )),
    GATEWAY_MQTT_URL:
      options.gateway ??
      (await ask.one(texts.askGateway, GATEWAY, (GATEWAY_MQTT_URL) =>
        faultOf({ GATEWAY_MQTT_URL }),
      )),
  };
  ask.end();

  const { remarks } = texts;
  const lines: readonly Line[] = [
    { remark: remarks.sensors, name: "SENSORS", value: answers.SENSORS },
    { remark: remarks.every, name: "SAMPLE_EVERY", value: answers.SAMPLE_EVERY },
    {
      ...{ remark: remarks.station, name: "STATION_ID", preset: "my-garden" },
      value: answers.STATION_ID === "" ? undefined : answers.STATION_ID,
    },
    { remark: remarks.gateway, name: "GATEWAY_MQTT_URL", value: answers.GATEWAY_MQTT_URL },
  ];
  const { output, force = false } = options;
  try {
    writeFileSync(output, writeSettings(remarks.head, lines), { flag: force ? "w" : "wx" });
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    return refuse(
      terminal,
      code === "EEXIST" ? texts.exists(output) : texts.cannotWrite(output, code),
    );
  }
  terminal.out.say(`${texts.written(output)}\n`);
};

/** Asks people; where nobody is at the terminal, every answer is the proposed one. */
const createQuestions = (terminal: Terminal, again: (sentence: string) => string) => {
  if (terminal.input.isTTY !== true)
    return { one: (_: string, proposal: string) => Promise.resolve(proposal), end: () => {} };
  const reader = createInterface({ input: terminal.input });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async one(
      question: string,
      proposal: string,
      faultOf: (answer: string) => string | undefined,
    ): Promise<string> {
      while (true) {
        terminal.err.say(`${question}${proposal === "" ? "" : ` [${proposal}]`}\n> `);
        const line = await lines.next();
        const answer = line.done === true ? proposal : line.value.trim() || proposal;
        const fault = faultOf(answer);
        if (fault === undefined) return answer;
        if (line.done === true) return proposal;
        terminal.err.say(`${again(fault)}\n`);
      }
    },
    end: () => reader.close(),
  };
};
