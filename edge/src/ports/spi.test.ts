import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import type { Exchange } from "@datacityzen/hardware/sensor";
import { opcn3 } from "@datacityzen/hardware/sensors/opcn3";
import { expect, onTestFinished, test } from "vitest";
import { readSensor } from "../sensor-reader.ts";
import { createOpcn3, createUsbIss } from "./opcn3.fixture.ts";
import { describePort } from "./port.contract.ts";
import type { PortEvent } from "./port.ts";
import { openPseudoTerminal } from "./pseudo-terminal.ts";
import { openSpidev, openSpiPort, openUsbIss, type SpiLine } from "./spi.ts";

const { bus } = opcn3;
if (bus.kind !== "spi") throw new Error("on SPI");
const spi = bus;

/** The pauses are of the part, and there is none. */
const dialogue = Object.fromEntries(
  Object.entries(opcn3.dialogue ?? {}).map(([name, steps]: [string, readonly Exchange[]]) => [
    name,
    steps.map((step) => ({ ...step, waitMs: 0 })),
  ]),
);

/** The part answers, however busy the machine is: only the end of the line ends the wait. */
const untilTold = async (_ms: number, signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
};

const open = (line: SpiLine, now = () => 1000) =>
  openSpiPort({
    ...{ line, bus: spi, dialogue, everyMs: 5, now, recoverMs: 5 },
    waitForAnswer: untilTold,
  });

/** An OPC-N3 behind its USB adaptor, under a name that stays when it is replugged. */
const plugAdaptor = async (answers = true) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-opc-"));
  const path = join(folder, "ttyACM0");
  const plugIn = async () => {
    const part = createOpcn3();
    const adaptor = createUsbIss(part);
    const opened = await openPseudoTerminal((bytes) => {
      if (answers) opened.ok && opened.terminal.write(adaptor(bytes));
    });
    if (!opened.ok) throw new Error(opened.reason);
    await rm(path, { force: true });
    await symlink(opened.terminal.path, path);
    return { part, terminal: opened.terminal };
  };
  let device = await plugIn();
  return {
    path,
    part: () => device.part,
    unplug: async () => {
      device.terminal.unplug();
      return async () => {
        device = await plugIn();
      };
    },
    dispose: async () => {
      device.terminal.unplug();
      await rm(folder, { recursive: true });
    },
  };
};

const histogramOf = (): Buffer => {
  const part = createOpcn3();
  const say = (...bytes: number[]) => bytes.map((byte) => part.exchange(byte));
  say(3, 3, 3, 3, 3, 3, 3, 7);
  const read = () => Buffer.from(say(...Array(3 + 86).fill(0x30)).slice(3));
  read();
  return read();
};

const usbIss = (path: string, now = () => 1000) => openUsbIss({ path, now, random: () => 0.5 });

describePort(
  "an SPI port behind a USB adaptor",
  async (now) => {
    const { path, unplug, dispose } = await plugAdaptor();
    const histogram = histogramOf();
    return {
      port: open(usbIss(path, now), now),
      says: Buffer.concat([histogram, histogram]),
      unplug,
      dispose,
    };
  },
  { cable: "pulled", takes: "nothing" },
);

/** Stands in for spi-tools. */
const plugTools = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-spi-"));
  const fixture = new URL("spi-pipe.fixture.ts", import.meta.url).pathname;
  const config = join(folder, "spi-config");
  const pipe = join(folder, "spi-pipe");
  await writeFile(config, `#!/bin/sh\necho "config $*" >> "${folder}/calls"\n`);
  await writeFile(pipe, `#!/bin/sh\nexec "${execPath}" "${fixture}" "${folder}" "$@"\n`);
  await Promise.all([chmod(config, 0o755), chmod(pipe, 0o755)]);
  return {
    folder,
    tools: { config, pipe },
    unplug: async () => {
      await writeFile(join(folder, "gone"), "");
      return () => rm(join(folder, "gone"));
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
};

describePort(
  "an SPI port of the machine",
  async (now) => {
    const { tools, unplug, dispose } = await plugTools();
    const line = openSpidev(spi, { path: "/dev/spidev0.0", now, random: () => 0.5, tools });
    const histogram = histogramOf();
    return {
      port: open(line, now),
      says: Buffer.concat([histogram, histogram]),
      unplug,
      dispose,
    };
  },
  { cable: "pulled", takes: "nothing" },
);

test("the bus is set to the part's mode, and each byte is a transfer of its own", async () => {
  const { folder, tools, dispose } = await plugTools();
  onTestFinished(dispose);
  const now = () => 1000;
  const port = open(openSpidev(spi, { path: "/dev/spidev0.0", now, random: () => 0.5, tools }));
  onTestFinished(port.close);
  await port.events[Symbol.asyncIterator]().next();
  const calls = (await readFile(join(folder, "calls"), "utf8")).split("\n");
  expect(calls.slice(0, 2)).toEqual([
    "config --device=/dev/spidev0.0 --speed=500000 --mode=1",
    "--device=/dev/spidev0.0 --speed=500000 --blocksize=1",
  ]);
});

test("fan and laser are switched on, the first histogram is thrown away, and they rest when the port closes", async () => {
  const { path, part, dispose } = await plugAdaptor();
  onTestFinished(dispose);
  const port = open(usbIss(path));
  for await (const event of readSensor(opcn3, port.events, 20))
    if (event.kind !== "opened") {
      expect(event).toMatchObject({
        kind: "measured",
        values: { pm2_5: expect.closeTo(8.8, 5), pollen_range: expect.closeTo(2 / 28e-6, 0) },
      });
      expect(part().isOn()).toBe(true);
      break;
    }
  await port.close();
  expect(part().isOn()).toBe(false);
});

test("an adaptor without a part behind it is told, and asked again", async () => {
  const { path, dispose } = await plugAdaptor(false);
  onTestFinished(dispose);
  const port = openSpiPort({
    ...{ line: usbIss(path), bus: spi, dialogue, everyMs: 5, now: () => 1000 },
    ...{ answerMs: 50, recoverMs: 5 },
  });
  onTestFinished(port.close);
  const events: AsyncIterator<PortEvent> = port.events[Symbol.asyncIterator]();
  expect((await events.next()).value).toMatchObject({
    kind: "lost",
    reason: "failed",
    detail: "nothing answers on the SPI bus",
  });
});
