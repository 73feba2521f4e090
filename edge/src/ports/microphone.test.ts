import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { levelsOfLine } from "@datacityzen/hardware/framing/sound-levels";
import { ics43434 } from "@datacityzen/hardware/sensors/ics43434";
import { expect, onTestFinished, test } from "vitest";
import { readSensor } from "../sensor-reader.ts";
import { type MicrophoneOptions, openMicrophonePort } from "./microphone.ts";
import { describePort } from "./port.contract.ts";
import type { PortEvent } from "./port.ts";

const { microphone } = ics43434;
if (microphone === undefined) throw new Error("a microphone");

const recorder = new URL("recorder.fixture.ts", import.meta.url).pathname;
/** Tests do not wait for real seconds, but where the rate itself is looked at. */
const FASTER = 20;

const plugIn = async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-microphone-"));
  const set = (name: string, content = "") => writeFile(join(folder, name), content);
  return {
    folder,
    set,
    clear: (name: string) => rm(join(folder, name), { force: true }),
    unplug: async () => {
      await set("gone");
      return () => rm(join(folder, "gone"));
    },
    calls: async () => (await readFile(join(folder, "calls"), "utf8")).trimEnd().split("\n"),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
};

const openRecorder = (
  folder: string,
  { speed = FASTER, ...options }: Partial<MicrophoneOptions> & { readonly speed?: number } = {},
) =>
  openMicrophonePort({
    microphone,
    device: "plughw:CARD=test",
    sampleHz: 48_000,
    timeWeighting: "fast",
    offset: 0,
    now: Date.now,
    random: () => 0.5,
    patience: { firstMs: 10, longestMs: 40 },
    rateOverMs: 3_600_000,
    program: [execPath, recorder, folder, String(speed)],
    ...options,
  });

const LINE_OF_94_DB = /^\$PDCZL,-,94\.0,94\.0,94\.0,94\.0,94\.0,/;
const textOf = (event: PortEvent): string =>
  event.kind === "bytes" ? Buffer.from(event.bytes).toString() : "";

/** What one second of the fixture's tone is told as: the same line each second. */
const lineOfTone = async (): Promise<Uint8Array> => {
  const { folder, dispose } = await plugIn();
  const port = openRecorder(folder);
  for await (const event of port.events)
    if (event.kind === "bytes") {
      await port.close();
      await dispose();
      return event.bytes;
    }
  throw new Error("no line came");
};
let line: Promise<Uint8Array> | undefined;

describePort(
  "a microphone's port",
  async (now) => {
    line ??= lineOfTone();
    const { folder, unplug, dispose } = await plugIn();
    return { port: openRecorder(folder, { now }), says: await line, unplug, dispose };
  },
  { cable: "pulled", takes: "nothing" },
);

const openFor = (...[folder, options]: Parameters<typeof openRecorder>) => {
  const port = openRecorder(folder, options);
  onTestFinished(port.close);
  return port.events[Symbol.asyncIterator]();
};

const plugInFor = async () => {
  const device = await plugIn();
  onTestFinished(device.dispose);
  return device;
};

test.each([48_000, 44_100] as const)(
  "a tone of 94 dB is told once a second as 94 dB, and arecord is asked for both channels at %i Hz",
  async (sampleHz) => {
    const { folder, calls } = await plugInFor();
    const events = openFor(folder, { sampleHz });
    expect((await events.next()).value).toMatchObject({ kind: "opened" });
    const { value } = await events.next();
    expect(textOf(value)).toMatch(LINE_OF_94_DB);
    expect(levelsOfLine(value.bytes)?.bands[16]).toBeCloseTo(94, 0);
    expect(await calls()).toEqual([
      expect.stringContaining(
        `--device plughw:CARD=test --file-type raw --format S32_LE --rate ${sampleHz} --channels 2`,
      ),
    ]);
  },
);

test("the calibration's offset is in each level", async () => {
  const { folder } = await plugInFor();
  const events = openFor(folder, { offset: -1.5 });
  await events.next();
  expect(textOf((await events.next()).value)).toMatch(/^\$PDCZL,-,92\.5,92\.5,92\.5,92\.5,92\.5,/);
});

test("a sensor reads the lines as quantities, with their flags", async () => {
  const { folder } = await plugInFor();
  const port = openRecorder(folder, { offset: -70 });
  onTestFinished(port.close);
  for await (const event of readSensor(ics43434, port.events, 20)) {
    if (event.kind !== "measured") continue;
    expect(event.values).toMatchObject({ laeq: 24, lzeq: 24, leq_1000_hz: 24 });
    expect(Object.keys(event.values)).toHaveLength(34);
    expect(event.valueFlags).toMatchObject({ laeq: ["below_noise_floor"] });
    break;
  }
});

test.each([
  ["gone", "absent", "No such file or directory"],
  ["busy", "busy", "Device or resource busy"],
  ["denied", "denied", "Permission denied"],
])("a device that is %s is told once, and opened when it can be", async (name, reason, said) => {
  const { folder, set, clear, calls } = await plugInFor();
  await set(name);
  const events = openFor(folder);
  expect((await events.next()).value).toMatchObject({
    kind: "lost",
    reason,
    detail: expect.stringContaining(said),
  });
  await expect.poll(async () => (await calls()).length).toBeGreaterThan(2);
  await clear(name);
  expect((await events.next()).value).toMatchObject({ kind: "opened" });
});

test("a machine without alsa-utils is told so", async () => {
  const events = openFor("", { program: ["env", "LC_ALL=C", "no-such-arecord"] });
  expect((await events.next()).value).toMatchObject({
    kind: "lost",
    reason: "failed",
    detail: "alsa-utils is not installed",
  });
});

test("a recorder that hangs, even at SIGTERM, is ended and started anew", async () => {
  const { folder, set, clear, calls } = await plugInFor();
  await set("hangs");
  const events = openFor(folder, { silenceMs: 1500 });
  expect((await events.next()).value).toMatchObject({ kind: "lost", detail: "no sound for 2 s" });
  await clear("hangs");
  expect((await events.next()).value).toMatchObject({ kind: "opened" });
  expect((await calls()).length).toBeGreaterThanOrEqual(2);
});

test("sound at another rate than was asked for is refused: its bands would be those of other frequencies", async () => {
  const { folder, set } = await plugInFor();
  await set("slow");
  const events = openFor(folder, { speed: 1, rateOverMs: 700 });
  for (;;) {
    const { value } = await events.next();
    if (value.kind !== "lost") continue;
    const rate = Number(
      /^wrong rate: (\d+) samples a second instead of 48000$/.exec(value.detail)?.[1],
    );
    expect(rate).toBeGreaterThan(40_000);
    expect(rate).toBeLessThan(46_000);
    break;
  }
});

test("the rate that was asked for is no wrong one", async () => {
  const { folder } = await plugInFor();
  const events = openFor(folder, { speed: 1, rateOverMs: 700 });
  await events.next();
  for (let seconds = 0; seconds < 2; seconds++)
    expect(textOf((await events.next()).value)).toMatch(LINE_OF_94_DB);
});

const isInstalled = spawnSync("sh", ["-c", "command -v arecord"]).status === 0;

test.skipIf(!isInstalled && process.env.REQUIRE_REAL !== "1")(
  "arecord itself records what a file holds, and says why it cannot",
  async () => {
    const { folder, dispose } = await plugIn();
    const sound = join(folder, "sound.raw");
    const amplitude = 2 ** 31 * 10 ** (-26 / 20);
    const bytes = Buffer.alloc(8 * 48_000);
    for (let at = 0; at < 48_000; at++)
      bytes.writeInt32LE(Math.round(amplitude * Math.sin((2 * Math.PI * at) / 48)), 8 * at);
    await writeFile(sound, bytes);
    const configuration = join(folder, "asoundrc");
    await writeFile(
      configuration,
      `pcm.sound { type file; slave.pcm { type null }; file "/dev/null"; infile "${sound}"; format raw }\n`,
    );
    const settings = ["env", "LC_ALL=C", `ALSA_CONFIG_PATH=${configuration}`, "arecord"];
    const port = openRecorder(folder, { device: "sound", program: settings });
    for await (const event of port.events)
      if (event.kind === "bytes") {
        expect(textOf(event)).toMatch(LINE_OF_94_DB);
        break;
      }
    const absent = openRecorder(folder, { device: "none", program: settings });
    for await (const event of absent.events) {
      expect(event).toMatchObject({ kind: "lost", reason: "absent" });
      break;
    }
    await Promise.all([port.close(), absent.close(), dispose()]);
  },
);
