import { createReadStream } from "node:fs";
import type { DecodeFault } from "@datacityzen/hardware/sensor";
import type { Command } from "commander";
import { declaredOrKnown } from "../../edge/src/declared-sensor-file.ts";
import { createCommand, refuse } from "../command.ts";
import { knownModels } from "../known-sensors.ts";
import type { Terminal } from "../terminal.ts";
import type { Outcome } from "./decode.ts";
import { createEitherDecoder } from "./either-bus.ts";
import type { Form } from "./form.ts";
import { decodeTexts } from "./texts.ts";

interface Options {
  readonly sensor?: string;
  readonly form?: string;
  readonly calibration?: string;
}

const forms: readonly Form[] = ["raw", "hex", "dump"];

export const decodeCommand = (terminal: Terminal): Command => {
  const texts = decodeTexts[terminal.language];
  return createCommand(terminal, "decode")
    .description(texts.description)
    .argument("[FILE]", texts.file)
    .option("-s, --sensor <MODEL>", texts.sensor)
    .option("-f, --form <FORM>", texts.form)
    .option("--calibration <HEX>", texts.calibration)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((file: string | undefined, options: Options) => decode(terminal, file, options));
};

const decode = async (terminal: Terminal, file: string | undefined, options: Options) => {
  const texts = decodeTexts[terminal.language];
  if (options.sensor === undefined) return refuse(terminal, texts.missingSensor(knownModels));
  const meant = await declaredOrKnown(options.sensor);
  if (!meant.ok) return refuse(terminal, meant.sentences.join("\n"));
  const [sensor, ...others] = meant.sensors;
  if (sensor === undefined)
    return refuse(terminal, texts.unknownSensor(options.sensor, knownModels));
  const form = forms.find((name) => name === options.form);
  if (options.form !== undefined && form === undefined)
    return refuse(terminal, texts.unknownForm(options.form));
  const calibration = options.calibration?.replaceAll(/[\s,:]/g, "");
  if (calibration !== undefined && !/^(?:[0-9a-f]{2})+$/i.test(calibration))
    return refuse(terminal, texts.wrongCalibration);

  const decoder = createEitherDecoder([sensor, ...others], {
    ...(form === undefined ? {} : { form }),
    ...(calibration === undefined
      ? {}
      : { context: { calibration: Buffer.from(calibration, "hex") } }),
  });
  const fromInput = file === undefined || file === "-";
  if (fromInput && terminal.input.isTTY === true) terminal.err.say(`${texts.paste}\n`);

  let taken = 0;
  let decoded = 0;
  const sentences = new Set<string>();
  const showAll = async (outcomes: readonly Outcome[]) => {
    for (const outcome of outcomes) {
      if (outcome.ok) decoded += 1;
      else if (isDecodeFault(outcome.reason)) sentences.add(texts.faults[outcome.reason]);
      await show(terminal, outcome);
    }
  };
  try {
    for await (const chunk of chunksOf(fromInput ? terminal.input : createReadStream(file))) {
      taken += chunk.length;
      await showAll(decoder.push(chunk));
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const path = file ?? "-";
    if (code === "ENOENT") return refuse(terminal, texts.noFile(path));
    if (code === "EACCES") return refuse(terminal, texts.noRight(path));
    if (code === "EISDIR") return refuse(terminal, texts.isFolder(path));
    return refuse(terminal, texts.unreadable(path, message));
  }
  await showAll(decoder.end());
  if (decoded > 0) return;
  if (taken === 0) terminal.err.say(`${texts.empty}\n`);
  else if (sentences.size > 0) terminal.err.say(`${texts.withoutValues([...sentences])}\n`);
  else terminal.err.say(`${texts.nothing(sensor.model, decoder.form() ?? "raw")}\n`);
  terminal.exit(1);
};

/** Whether a whole frame was refused for what it says, and not for its bytes. */
const isDecodeFault = (reason: string): reason is DecodeFault =>
  Object.hasOwn(decodeTexts.en.faults, reason);

async function* chunksOf(stream: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

const show = (terminal: Terminal, outcome: Outcome): Promise<void> => {
  if (outcome.ok) {
    const { ok: _, ...reading } = outcome;
    return terminal.out.data(`${JSON.stringify(reading)}\n`);
  }
  const { rejected } = decodeTexts[terminal.language];
  const bytes = Buffer.from(outcome.bytes)
    .toString("hex")
    .replaceAll(/(..)(?=.)/g, "$1 ");
  terminal.err.say(`${terminal.err.style("yellow", rejected)} ${outcome.reason}: ${bytes}\n`);
  return Promise.resolve();
};
