import { chmodSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { bandLevels } from "@datacityzen/hardware/quantities/sound";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { expect, onTestFinished, test } from "vitest";
import { startBroker, startEdge, temporaryFolder } from "./edge-process.fixture.ts";

const recorder = new URL("ports/recorder.fixture.ts", import.meta.url).pathname;

/** An arecord that gives a second of noise again and again, and that noise. */
const plantRecorder = () => {
  const folder = temporaryFolder();
  const sound = Buffer.alloc(48_000 * 8);
  // Every pair of samples is one of its own, so that any part of the sound can be recognised.
  for (let at = 0; at < sound.length; at += 4)
    sound.writeInt32LE(Math.round(2 ** 26 * (2 * Math.random() - 1)), at);
  writeFileSync(join(folder, "sound.raw"), sound);
  const program = join(folder, "arecord");
  writeFileSync(program, `#!/bin/sh\nexec "${execPath}" "${recorder}" "${folder}" 1 "$@"\n`);
  chmodSync(program, 0o755);
  return { folder, sound };
};

const PIECE = 8;
/** Whether eight bytes of the sound in a row stand anywhere in these. */
const holdsSound = (bytes: Buffer, pieces: ReadonlySet<string>): boolean => {
  for (let at = 0; at + PIECE <= bytes.length; at++)
    if (pieces.has(bytes.toString("latin1", at, at + PIECE))) return true;
  return false;
};

const allFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const WRITES = 0o3;

/** What a process can write to now, as the kernel names it. */
const writableOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const [, flags = "0"] =
        /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8")) ?? [];
      const isWritten = (Number.parseInt(flags, 8) & WRITES) !== 0;
      return isWritten ? [readlinkSync(`/proc/${pid}/fd/${fd}`)] : [];
    } catch {
      return [];
    }
  });

test("nothing finer than the levels of a second leaves the process: no file, no socket and no message holds sound", async () => {
  const { folder, sound } = plantRecorder();
  const pieces = new Set<string>();
  for (let at = 0; at + PIECE <= sound.length; at += PIECE)
    pieces.add(sound.toString("latin1", at, at + PIECE));
  expect(holdsSound(Buffer.concat([Buffer.from("x"), sound.subarray(400, 500)]), pieces)).toBe(
    true,
  );

  const broker = await startBroker();
  const data = temporaryFolder();
  const { edge, lines, errors, ended } = startEdge({
    STATION_ID: "test-station",
    SENSORS: "ics43434@alsa:mic",
    // Finer than the meter: what leaves is not.
    SAMPLE_EVERY: "PT0.1S",
    DATA_DIR: data,
    LOG_LEVEL: "trace",
    GATEWAY_MQTT_URL: broker.url,
    PATH: `${folder}:${process.env.PATH}`,
  });
  const opened = new Set<string>();
  const watch = setInterval(() => {
    if (edge.pid !== undefined && edge.exitCode === null)
      for (const name of writableOf(edge.pid)) opened.add(name);
  }, 10);
  onTestFinished(() => clearInterval(watch));
  const readings = () => broker.heard("readings").flatMap((batch) => Batch.parse(batch).readings);
  await expect.poll(() => readings().length, { timeout: 60_000 }).toBeGreaterThan(5);
  clearInterval(watch);
  edge.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(errors()).toBe("");

  // Messages: a reading a second at most, of levels alone.
  const instants = readings().map(({ at }) => at);
  expect(Math.max(...instants) - Math.min(...instants)).toBeGreaterThanOrEqual(
    900 * (instants.length - 2),
  );
  const levels = ["laeq", "lamin", "lamax", "lceq", "lzeq", ...bandLevels].sort();
  for (const { values } of readings()) expect(Object.keys(values).sort()).toEqual(levels);
  const messages = JSON.stringify([...broker.all(), ...lines]);
  expect(holdsSound(Buffer.from(messages), pieces)).toBe(false);

  // Files: those in the station's folder, and nothing in them.
  const files = allFiles(data);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(holdsSound(readFileSync(file), pieces), file).toBe(false);

  // Whatever it could write to: its own files, its sockets and its pipes.
  const own = [/^socket:\[\d+\]$/, /^pipe:\[\d+\]$/, /^anon_inode:/, /^\/dev\/(null|ptmx|tty)$/];
  const others = [...opened].filter(
    (name) => !name.startsWith(data) && !own.some((kind) => kind.test(name)),
  );
  expect(others).toEqual([]);
  expect(
    allFiles(folder)
      .map((file) => file.slice(folder.length + 1))
      .sort(),
  ).toEqual(["arecord", "calls", "sound.raw"]);
});
