import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pause } from "../pause.ts";
import { describePort } from "./port.contract.ts";
import type { PortEvent } from "./port.ts";
import { openPseudoTerminal } from "./pseudo-terminal.ts";
import { openSerialPort, type SerialOptions } from "./serial.ts";

const GREETING = Uint8Array.from([0xaa, 0xc0, 0x0a, 0x0d, 0x11, 0x13, 0x58, 0xd9, 0x00, 0xab]);

/** A device that says its greeting every 20 ms under a name that stays the same when it is replugged. */
const plugDevice = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-serial-"));
  const path = join(folder, "ttyUSB0");
  const heard: Uint8Array[] = [];
  const plugIn = async () => {
    const opened = await openPseudoTerminal((bytes) => heard.push(bytes));
    if (!opened.ok) throw new Error(opened.reason);
    await rm(path, { force: true });
    await symlink(opened.terminal.path, path);
    let speaking: NodeJS.Timeout | undefined;
    return {
      speak: () => {
        speaking ??= setInterval(() => opened.terminal.write(GREETING), 20);
      },
      unplug: () => {
        clearInterval(speaking);
        opened.terminal.unplug();
      },
    };
  };
  let device = await plugIn();
  return {
    path,
    heard: () => Buffer.concat(heard),
    speak: () => device.speak(),
    unplug: () => device.unplug(),
    plugIn: async () => {
      device = await plugIn();
    },
    dispose: async () => {
      device.unplug();
      await rm(folder, { recursive: true });
    },
  };
};

const open = (options: Partial<SerialOptions> & Pick<SerialOptions, "path">) =>
  openSerialPort({
    baudRate: 9600,
    now: Date.now,
    random: () => 0.5,
    patience: { firstMs: 10, longestMs: 40 },
    watchMs: 50,
    ...options,
  });

/** Calls `speak` whenever the port has opened: a terminal that is not open yet echoes. */
async function* speakWhenOpened(events: AsyncIterable<PortEvent>, speak: () => void) {
  for await (const event of events) {
    if (event.kind === "opened") speak();
    yield event;
  }
}

describePort(
  "a serial port",
  async (now) => {
    const device = await plugDevice();
    const port = open({ path: device.path, now });
    return {
      port: { ...port, events: speakWhenOpened(port.events, device.speak) },
      says: Buffer.concat([GREETING, GREETING, GREETING]),
      heard: device.heard,
      unplug: async () => {
        device.unplug();
        return device.plugIn;
      },
      dispose: device.dispose,
    };
  },
  { cable: "pulled", takes: "bytes" },
);

test("a device that is absent is reported once, and opened when it comes", async () => {
  const device = await plugDevice();
  device.unplug();
  const port = open({ path: device.path });
  onTestFinished(async () => {
    await port.close();
    await device.dispose();
  });
  const kinds: string[] = [];
  for await (const event of port.events) {
    kinds.push(event.kind === "lost" ? event.reason : event.kind);
    if (event.kind === "lost") setTimeout(device.plugIn, 100);
    if (event.kind === "opened") break;
  }
  expect(kinds).toEqual(["absent", "opened"]);
});

test("a port that is held already is reported as busy", async () => {
  const device = await plugDevice();
  const holder = open({ path: device.path });
  const latecomer = open({ path: device.path });
  onTestFinished(async () => {
    await Promise.all([holder.close(), latecomer.close()]);
    await device.dispose();
  });
  const first = await Promise.all(
    [holder, latecomer].map(({ events }) => events[Symbol.asyncIterator]().next()),
  );
  expect(first.map(({ value }) => value.reason ?? value.kind).sort()).toEqual(["busy", "opened"]);
});

test("an unplug in the middle of the stream is noticed each time", async () => {
  const device = await plugDevice();
  const port = open({ path: device.path });
  onTestFinished(async () => {
    await port.close();
    await device.dispose();
  });
  let losses = 0;
  for await (const event of port.events) {
    if (event.kind === "opened") device.speak();
    // At once, while the driver still reads: the moment at which serialport alone may not notice.
    if (event.kind === "bytes") device.unplug();
    if (event.kind === "lost" && event.reason === "unplugged") {
      losses += 1;
      if (losses === 10) break;
      await device.plugIn();
    }
  }
  expect(losses).toBe(10);
});

test("bytes come at once although nothing else stirs the event loop", async () => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  // A process of its own: here, the test runner's timers would stir the loop.
  const reader = spawn(process.execPath, [
    "--input-type=module-typescript",
    "--eval",
    `import { openSerialPort } from ${JSON.stringify(import.meta.resolve("./serial.ts"))};
     const port = openSerialPort({
       path: ${JSON.stringify(opened.terminal.path)}, baudRate: 9600,
       now: Date.now, random: Math.random, watchMs: 3_600_000,
     });
     for await (const { kind } of port.events) process.stdout.write(kind + " ");`,
  ]);
  onTestFinished(() => {
    reader.kill();
    opened.terminal.unplug();
  });
  const said: string[] = [];
  const heard = (word: string) =>
    expect.poll(() => said.join(""), { timeout: 60_000 }).toContain(word);
  reader.stdout.on("data", (text) => said.push(String(text)));
  await heard("opened");
  // Once the driver waits for bytes; those that are there already need no event.
  await pause(100, new AbortController().signal);
  opened.terminal.write(GREETING);
  await heard("bytes");
});
