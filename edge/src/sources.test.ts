import { sensors } from "@datacityzen/hardware/sensors";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "./listen.ts";
import { openPseudoTerminal, type PseudoTerminal } from "./ports/pseudo-terminal.ts";
import { openOnSerialPort } from "./sources.ts";

/** An MH-Z19B behind a pseudo terminal, and what it was told. */
const mhz19b = async () => {
  const heard: Buffer[] = [];
  let terminal: PseudoTerminal | undefined;
  const opened = await openPseudoTerminal((question) => {
    heard.push(Buffer.from(question));
    if (Buffer.concat(heard).includes(Buffer.from("ff0186", "hex")))
      terminal?.write(Buffer.from("ff86027c42000000ba", "hex"));
  });
  if (!opened.ok) throw new Error(opened.reason);
  terminal = opened.terminal;
  onTestFinished(() => opened.terminal.unplug());
  return { path: terminal.path, told: () => Buffer.concat(heard).toString("hex") };
};

/** Winsen's manual: 79 A0 switches it on, 79 00 off. */
test.each([
  ["on", "ff0179a000000000e6ff0186"],
  ["off", "ff01790000000000" + "86ff0186"],
  [undefined, "ff0186"],
] as const)("a CO₂ sensor is told %s before it is asked", async (selfCalibration, begins) => {
  const part = await mhz19b();
  const source = openOnSerialPort({ sensor: sensors.mhz19b, baudRate: 9600 }, part.path, 1, {
    ...{ monotonic: () => performance.now(), random: Math.random, selfCalibration },
  });
  const { sensor, port, path } = source;
  const { values } = await listen({ sensor, port, path, forMs: 20_000 });
  expect(values).toEqual({ co2: 636 });
  expect(part.told().startsWith(begins)).toBe(true);
  expect(source.selfCalibration).toBe(selfCalibration);
});

test("a sensor that cannot calibrate itself is told nothing of it", () => {
  const source = openOnSerialPort({ sensor: sensors.sds011, baudRate: 9600 }, "/dev/nowhere", 1, {
    monotonic: () => 0,
    random: Math.random,
    selfCalibration: "off",
  });
  onTestFinished(() => source.port.close());
  expect(source.selfCalibration).toBeUndefined();
  expect(source.sensor).toBe(sensors.sds011);
});
