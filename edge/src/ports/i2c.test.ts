import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exchange, Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import { expect, onTestFinished, test } from "vitest";
import { readSensor, type SensorEvent } from "../sensor-reader.ts";
import { openI2cPort } from "./i2c.ts";
import { describePort } from "./port.contract.ts";

/**
 * Stands in for i2c-tools' `i2ctransfer`: takes its words, notes them, and answers like a bus on which
 * one part is. `answers`: what is read after a command was written, both in hexadecimal.
 */
const busWith = async (
  address: number,
  answers: Readonly<Record<string, string>>,
  refuses: readonly string[] = [],
) => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-i2c-"));
  const program = join(folder, "i2ctransfer");
  const log = join(folder, "log");
  const pairs = Object.entries(answers).map(([command, reply]) => {
    const words = reply.split(" ").map((byte) => `0x${byte}`);
    return `"${command}") echo "${words.join(" ")}" > "$0.reply" ;;`;
  });
  await writeFile(
    program,
    `#!/bin/sh
echo "$*" >> ${log}
[ "$1" = -y ] || exit 2
if [ -e "$0.gone" ]; then echo "Error: Sending messages failed: Remote I/O error" >&2; exit 1; fi
case "$3" in
*@0x${address.toString(16)}) ;;
*) echo "Error: Sending messages failed: Remote I/O error" >&2; exit 1 ;;
esac
case "$3" in
w*)
  shift 3
  command="$*"
  for refused in ${refuses.map((one) => `"${one}"`).join(" ")}; do
    if [ "$command" = "$refused" ] && [ ! -e "$0.stopped" ]; then
      echo "Error: Sending messages failed: Remote I/O error" >&2; exit 1
    fi
  done
  [ "$command" = "0x3f 0x86" ] && touch "$0.stopped"
  case "$command" in
  ${pairs.join("\n  ")}
  esac ;;
r*) [ -e "$0.reply" ] && cat "$0.reply" ;;
esac
exit 0
`,
  );
  await chmod(program, 0o755);
  const said = async () => (await readFile(log, "utf8")).trimEnd().split("\n");
  return {
    program,
    said,
    /** Takes the part off the bus; gives what puts it back. */
    unplug: async () => {
      await writeFile(`${program}.gone`, "");
      return () => rm(`${program}.gone`);
    },
    dispose: () => rm(folder, { recursive: true }),
  };
};

const busFor = async (...given: Parameters<typeof busWith>) => {
  const bus = await busWith(...given);
  onTestFinished(bus.dispose);
  return bus;
};

const openPart = (
  sensor: Sensor,
  program: string,
  {
    now = () => 1000,
    everyMs = 100,
  }: { readonly now?: () => number; readonly everyMs?: number } = {},
) => {
  if (sensor.bus.kind !== "i2c") throw new Error("not on I²C");
  return openI2cPort({
    path: "/dev/i2c-1",
    addresses: sensor.bus.addresses,
    // The pauses are of the part, and there is none.
    dialogue: Object.fromEntries(
      Object.entries(sensor.dialogue ?? {}).map(([name, steps]: [string, readonly Exchange[]]) => [
        name,
        steps.map((step) => ({ ...step, waitMs: 0 })),
      ]),
    ),
    everyMs,
    now,
    random: () => 0.5,
    patience: { firstMs: 5, longestMs: 5 },
    program,
  });
};

const open = (sensor: Sensor, program: string) => {
  const port = openPart(sensor, program);
  onTestFinished(port.close);
  return port;
};

/** What was written to the part beside the commands of its own dialogue. */
const heardOf = async (said: () => Promise<readonly string[]>) => {
  let heard = new Uint8Array();
  const own = ["0x21 0xb1", "0xec 0x05", "0x3f 0x86"];
  const look = async () => {
    const words = (await said().catch(() => [])).flatMap((line) => {
      const [, written] = /^-y 1 w\d+@0x62 (.*)$/.exec(line) ?? [];
      return written === undefined || own.includes(written) ? [] : written.split(" ");
    });
    heard = Uint8Array.from(words, Number);
  };
  return () => {
    void look();
    return heard;
  };
};

describePort(
  "an I²C port",
  async (now) => {
    const reply = "01 f4 33 66 67 a2 5e b9 3c";
    const { program, unplug, dispose, said } = await busWith(0x62, { "0xec 0x05": reply });
    const own = await heardOf(said);
    return {
      heard: own,
      port: openPart(sensors.scd4x, program, { now, everyMs: 5 }),
      says: Buffer.from(reply.replaceAll(" ", "").repeat(3), "hex"),
      unplug,
      dispose,
    };
  },
  { cable: "pulled", takes: "bytes" },
);

const firstMeasured = async (sensor: Sensor, program: string): Promise<SensorEvent | undefined> => {
  for await (const event of readSensor(sensor, open(sensor, program).events, 20))
    if (event.kind === "measured" || event.kind === "rejected") return event;
  return undefined;
};

test("an SCD41 is started, asked and read", async () => {
  const { program, said } = await busFor(0x62, {
    "0xec 0x05": "01 f4 33 66 67 a2 5e b9 3c",
  });
  expect(await firstMeasured(sensors.scd4x, program)).toMatchObject({
    kind: "measured",
    values: { co2: 500, temperature: expect.closeTo(25, 1), humidity: expect.closeTo(37, 1) },
  });
  expect((await said()).slice(0, 3)).toEqual([
    "-y 1 w2@0x62 0x21 0xb1",
    "-y 1 w2@0x62 0xec 0x05",
    "-y 1 r9@0x62",
  ]);
});

test("a part that measures already, and takes no start, is stopped and started anew", async () => {
  const { program, said } = await busFor(0x62, { "0xec 0x05": "01 f4 33 66 67 a2 5e b9 3c" }, [
    "0x21 0xb1",
  ]);
  expect(await firstMeasured(sensors.scd4x, program)).toMatchObject({ kind: "measured" });
  expect((await said()).slice(0, 3)).toEqual([
    "-y 1 w2@0x62 0x21 0xb1",
    "-y 1 w2@0x62 0x3f 0x86",
    "-y 1 w2@0x62 0x21 0xb1",
  ]);
});

test("a BME280 is found at its second address, and its coefficients are read once", async () => {
  const capture = await readFile(
    new URL("../../../hardware/captures/bme280/data-sheet.hex", import.meta.url),
    "utf8",
  );
  const bytes = (capture.split("\n")[1] ?? "").trim().split(" ");
  const { program, said } = await busFor(0x77, {
    "0x88": bytes.slice(0, 26).join(" "),
    "0xe1": bytes.slice(26, 33).join(" "),
    "0xf7": bytes.slice(33).join(" "),
  });
  expect(await firstMeasured(sensors.bme280, program)).toMatchObject({
    kind: "measured",
    values: { temperature: expect.closeTo(25.08, 2), pressure: expect.closeTo(1006.53, 1) },
  });
  const words = await said();
  expect(words[0]).toBe("-y 1 w1@0x76 0x88");
  expect(words.filter((line) => line === "-y 1 w1@0x77 0x88")).toHaveLength(1);
  expect(words).toContain("-y 1 r8@0x77");
});

test("a part that is not there, and a program that is not installed, are told once", async () => {
  const { program } = await busFor(0x10, {});
  for (const [tool, detail] of [
    [program, "Error: Sending messages failed: Remote I/O error"],
    [join(tmpdir(), "no-such-program"), "i2c-tools is not installed"],
  ] as const) {
    const events = open(sensors.sht3x, tool).events[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ kind: "lost", reason: "failed", detail });
  }
});

test.each([
  ["does not end when it is asked to", "trap '' TERM; while :; do sleep 1; done"],
  ["leaves behind what holds its output", "sleep 20 & exit 0"],
  ["writes without end", "exec cat /dev/zero"],
])(
  "a helper that %s is told as a fault within seconds, and the port goes on",
  async (_, work) => {
    const folder = await mkdtemp(join(tmpdir(), "dcz-i2c-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const program = join(folder, "i2ctransfer");
    await writeFile(program, `#!/bin/sh\necho once >> ${join(folder, "log")}\n${work}\n`);
    await chmod(program, 0o755);
    const events = open(sensors.scd4x, program).events[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ kind: "lost", reason: "failed" });
    const begun = async () => (await readFile(join(folder, "log"), "utf8")).split("\n").length;
    const before = await begun();
    await expect.poll(begun, { timeout: 15_000 }).toBeGreaterThan(before);
  },
  45_000,
);
