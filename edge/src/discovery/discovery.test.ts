import { rmSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { pause } from "../pause.ts";
import { openSerialPort } from "../ports/serial.ts";
import { adapterKey, listSerialDevices } from "../ports/serial-devices.ts";
import { type Found, type Memory, startDiscovery } from "./discovery.ts";
import { arduino, type Behaviour, ch340, fakeMachine } from "./fake-machine.fixture.ts";

const sds011: Behaviour = { says: Buffer.from("aac00900090058d943ab", "hex") };
/** Says nothing by itself; 636 ppm when it is asked in its way. */
const mhz19b: Behaviour = {
  answers: (question) =>
    Buffer.from(question).includes(Buffer.from("ff0186000000000079", "hex"))
      ? Buffer.from("ff86027c42000000ba", "hex")
      : undefined,
};
const patient = { timeout: 50_000 };

/**
 * Time that passes five times as fast, but in turns of this process, in which the sensors speak and answer: what
 * slows one slows the other.
 */
const hurried: typeof pause = async (ms, signal) => {
  for (let passed = 0; passed < ms && !signal.aborted; passed += 100) await pause(20, signal);
};

const start = (
  { trees }: Pick<ReturnType<typeof fakeMachine>, "trees">,
  options: Partial<Parameters<typeof startDiscovery>[0]> = {},
) => {
  const found: Found[] = [];
  const gone: string[] = [];
  const lines: string[] = [];
  let memory: Memory = options.memory ?? {};
  const discovery = startDiscovery({
    open: (path, baudRate) =>
      openSerialPort({ path, baudRate, now: Date.now, random: Math.random }),
    all: true,
    memory,
    onMemory: (next) => {
      memory = next;
    },
    onFound: (one) => found.push(one),
    onGone: (path) => gone.push(path),
    log: pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) }),
    trees,
    listenMs: 2500,
    wait: hurried,
    lookEveryMs: 50,
    // An answer that comes late on a busy machine is asked for again.
    retryMs: { first: 500, longest: 2000 },
    ...options,
  });
  onTestFinished(discovery.stop);
  const models = () => found.map(({ model, path, place }) => [path, model.sensor.model, place]);
  return { found, gone, lines, models, discovery, memory: () => memory };
};

test("sensors behind two equal adapters are found by what they say, and by what they answer", async () => {
  const machine = fakeMachine();
  const speaking = await machine.plug("ttyUSB0", { usb: ch340, socket: "1-1.1" }, sds011);
  const asked = await machine.plug("ttyUSB1", { usb: ch340, socket: "1-1.2" }, mhz19b);
  const { models } = start(machine, { listenMs: 10_000 });
  await expect.poll(models, patient).toHaveLength(2);
  expect(models()).toContainEqual([speaking.path, "sds011", 1]);
  expect(models()).toContainEqual([asked.path, "mhz19b", 1]);
  // One that speaks by itself is sent nothing.
  for (const question of ["ff0186", "fe0400", "aab4", "424d"])
    expect(speaking.heard().toString("hex")).not.toContain(question);
});

test("nothing is sent to a board that is no plain adapter; consoles and ports in use are left alone", async () => {
  const machine = fakeMachine();
  const board = await machine.plug("ttyACM0", { usb: arduino }, mhz19b);
  const console = await machine.plug("ttyAMA0", {}, mhz19b);
  const held = await machine.plug("ttyUSB5", { usb: ch340, socket: "1-1.5" }, mhz19b);
  machine.hold(held.real);
  const { models, lines } = start(machine, { named: [console.path] });
  await expect.poll(() => lines.join("\n"), patient).toMatch(/ttyACM0 by itself, and nothing is/);
  await expect.poll(() => lines.join("\n"), patient).toMatch(/ttyUSB5 is in use by another/);
  expect(lines.join("\n")).toMatch(/ttyAMA0 is the kernel's console: it is left alone/);
  expect(models()).toEqual([]);
  for (const one of [board, console, held]) expect(one.heard()).toHaveLength(0);
});

test("a board that somebody named is asked", async () => {
  const machine = fakeMachine();
  const board = await machine.plug("ttyACM0", { usb: arduino }, mhz19b);
  const { models } = start(machine, { named: [board.path], all: false });
  await expect.poll(models, patient).toEqual([[board.path, "mhz19b", 1]]);
});

test("two sensors of one model without numbers keep their places, whatever comes first", async () => {
  const machine = fakeMachine();
  const adapters = [
    { usb: ch340, serial: "A1", socket: "1-1.1" },
    { usb: ch340, serial: "A2", socket: "1-1.2" },
  ] as const;
  const one = await machine.plug("ttyUSB0", adapters[0], mhz19b);
  const known = start(machine);
  await expect.poll(known.models, patient).toEqual([[one.path, "mhz19b", 1]]);
  const two = await machine.plug("ttyUSB1", adapters[1], mhz19b);
  await expect.poll(known.models, patient).toContainEqual([two.path, "mhz19b", 2]);
  await known.discovery.stop();
  one.unplug();
  two.unplug();
  // The other way round, each in the other's socket.
  const second = await machine.plug("ttyUSB0", { ...adapters[1], socket: "1-1.1" }, mhz19b);
  const { models } = start(machine, { memory: known.memory() });
  await expect.poll(models, patient).toEqual([[second.path, "mhz19b", 2]]);
});

test("another sensor behind the same adapter is found when the first one is given up", async () => {
  const machine = fakeMachine();
  const first = await machine.plug("ttyUSB0", { usb: ch340 }, sds011);
  const { models, discovery, gone } = start(machine);
  await expect.poll(models, patient).toHaveLength(1);
  first.unplug();
  await expect.poll(() => gone, patient).toHaveLength(1);
  const second = await machine.plug("ttyUSB0", { usb: ch340 }, mhz19b);
  await expect.poll(models, patient).toContainEqual([second.path, "mhz19b", 1]);
  discovery.again(second.path);
  await expect.poll(models, patient).toHaveLength(3);
});

test("a machine without sysfs shows its ports, and asks nothing of them", async () => {
  const machine = fakeMachine();
  await machine.plug("ttyUSB0", { usb: ch340 }, sds011);
  rmSync(machine.trees.sys, { recursive: true });
  rmSync(machine.trees.proc, { recursive: true });
  const [device] = await listSerialDevices(machine.trees);
  expect(device).toEqual({
    path: join(machine.trees.dev, "ttyUSB0"),
    isConsole: false,
    isAllowed: true,
  });
});

test("an adapter is known by its number, or by its socket where it has none", async () => {
  const machine = fakeMachine();
  await machine.plug("ttyUSB0", { usb: "0403:6001", serial: "FT1A", socket: "1-1.3" });
  await machine.plug("ttyUSB1", { usb: ch340, socket: "1-1.4" });
  const devices = await listSerialDevices(machine.trees);
  expect(devices.map(adapterKey)).toEqual(["0403:6001:FT1A", "1a86:7523@1-1.4"]);
});
