import { closeSync, fsyncSync, openSync, statSync, writeSync } from "node:fs";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { BoxCopy, type Device, type Devices, type MovedDevice } from "./device.ts";
import { secretTexts } from "./texts.ts";

/** With the flows of Node-RED. */
const MOST_COPY_BYTES = 32 * 1024 ** 2;

interface Options {
  readonly dataDir?: string;
  readonly json?: boolean;
}

interface Machine {
  readonly dataDir: string;
  readonly devicesIn: (dataDir: string) => Devices;
}

export const secretCommand = (terminal: Terminal, load: () => Promise<Machine>): Command => {
  const texts = secretTexts[terminal.language];
  const { out } = terminal;

  /** The devices of the folder; undefined when there are none, which is said. */
  const find = async ({ dataDir }: Options): Promise<Devices | undefined> => {
    const machine = await load();
    const folder = dataDir ?? machine.dataDir;
    const devices = machine.devicesIn(folder);
    if (devices.all.length > 0) return devices;
    refuse(terminal, texts.none(folder));
    return undefined;
  };

  const say = ({ kind, name, code, word, proof, isWaiting }: Device): void => {
    out.say(`${out.style("bold", name)} (${texts.kinds[kind]})\n`);
    if (code !== undefined && word !== undefined && kind === "station")
      out.say(`  ${texts.label(code, word)}\n`);
    out.say(`  ${texts.proof(proof)}\n`);
    if (isWaiting) out.say(`  ${texts.isWaiting}\n`);
  };

  const show = createCommand(terminal, "show")
    .description(texts.show)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .option("--json", texts.json)
    .action(async (options: Options) => {
      const devices = await find(options);
      if (devices === undefined) return;
      if (options.json === true)
        return out.data(`${JSON.stringify({ devices: devices.all }, undefined, 2)}\n`);
      for (const device of devices.all) say(device);
    });

  const renew = createCommand(terminal, "renew")
    .description(texts.renew)
    .argument("[NAME]", texts.name)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .action(async (asked: string | undefined, options: Options) => {
      const devices = await find(options);
      if (devices === undefined) return;
      const names = devices.all.map((device) => device.name);
      const name = asked ?? (names.length === 1 ? names[0] : undefined);
      if (name === undefined) return refuse(terminal, texts.which(names.join(", ")));
      if (!names.includes(name)) return refuse(terminal, texts.unknown(name, names.join(", ")));
      try {
        const renewal = devices.renew(name);
        out.say(`${renewal === "waiting" ? texts.waiting(name) : texts.renewed(name)}\n`);
      } catch (error) {
        return refuse(terminal, texts.refused(name, (error as Error).message));
      }
      const after = (await find(options))?.all.find((device) => device.name === name);
      if (after !== undefined) out.say(`${texts.proof(after.proof)}\n`);
    });

  const copy = createCommand(terminal, "copy")
    .description(texts.copy)
    .argument("<FILE>", texts.copyFile)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .action(async (file: string, options: Options) => {
      const devices = await find(options);
      if (devices === undefined) return;
      const flows = devices.flows();
      const box: BoxCopy = {
        datacityzen: "box",
        devices: [...devices.moving()],
        ...(Object.keys(flows).length === 0 ? {} : { flows }),
      };
      try {
        writeNewFile(file, `${JSON.stringify(box, undefined, 2)}\n`);
      } catch (error) {
        return refuse(terminal, texts.copyRefused(file, (error as Error).message));
      }
      out.say(`${texts.copied(file, box.devices.map(nameOf).join(", "))}\n`);
    });

  const take = createCommand(terminal, "take")
    .description(texts.take)
    .argument("<FROM>", texts.from)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .action(async (from: string, options: Options) => {
      const machine = await load();
      const devices = machine.devicesIn(options.dataDir ?? machine.dataDir);
      let box: Pick<BoxCopy, "flows"> & { readonly devices: readonly MovedDevice[] };
      try {
        if (statSync(from).isDirectory()) {
          const before = machine.devicesIn(from);
          box = { devices: before.moving(), flows: before.flows() };
        } else box = BoxCopy.parse(JSON.parse(readSmallFile(from, MOST_COPY_BYTES)));
      } catch {
        return refuse(terminal, texts.noBox(from));
      }
      const { devices: moved, flows = {} } = box;
      if (moved.length === 0) return refuse(terminal, texts.noBox(from));
      try {
        devices.take(moved);
        devices.takeFlows(flows);
      } catch (error) {
        return refuse(
          terminal,
          texts.refused(moved.map(nameOf).join(", "), (error as Error).message),
        );
      }
      out.say(`${texts.taken(moved.map(nameOf).join(", "))}\n`);
    });

  return createCommand(terminal, "secret")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(show)
    .addCommand(renew)
    .addCommand(copy)
    .addCommand(take);
};

const nameOf = ({ identity }: MovedDevice): string => identity.name;

/** Only its owner reads it, and what is there already is never written over. Throws the system's error. */
const writeNewFile = (path: string, text: string): void => {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};
