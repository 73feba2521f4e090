import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Output, startChild } from "./child.ts";
import { TWO_HEAPS } from "./less-memory.ts";
import { type ProcessEvent, type Supervisor, supervise } from "./supervisor.ts";

let folder: string;
const running: Supervisor[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-start-"));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((supervisor) => supervisor.stop()));
  await rm(folder, { recursive: true });
});

const ready = `process.stdout.write('{"level":30,"msg":"ready","at":' + process.pid + "}\\n");`;
const untilStopped = `setInterval(() => {}, 1000); process.once("SIGTERM", () => process.exit(0));`;

/** A real process that runs `script`, kept running; what happens to it, in order. */
const keep = async (script: string, clock: () => number = () => 0) => {
  const program = join(folder, "program.ts");
  await writeFile(program, script);
  const events: ProcessEvent[] = [];
  const outputs: Output[] = [];
  const pauses: number[] = [];
  let wake: () => void = () => {};
  const supervisor = supervise({
    start: () =>
      startChild({
        program,
        environment: { PATH: process.env.PATH },
        onOutput: (output) => outputs.push(output),
      }),
    onEvent: (event) => {
      events.push(event);
      wake();
    },
    now: clock,
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  running.push(supervisor);
  const untilEvents = async (count: number): Promise<readonly ProcessEvent[]> => {
    while (events.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return events;
  };
  return { supervisor, untilEvents, outputs, pauses };
};

test("a process is ready when it says so, with what it says", async () => {
  const { supervisor, untilEvents } = await keep(`${ready} ${untilStopped}`);
  const [first] = await untilEvents(1);
  expect(first).toEqual({ kind: "ready", again: false, fields: { at: supervisor.pid() } });
});

test("a process is started with two heaps of the C library, as the service and the image are", async () => {
  const script = `process.stdout.write('{"level":30,"msg":"ready","heaps":"' + process.env.MALLOC_ARENA_MAX + '"}\\n'); ${untilStopped}`;
  const { untilEvents } = await keep(script);
  const [first] = await untilEvents(1);
  expect(first).toMatchObject({ kind: "ready", fields: { heaps: TWO_HEAPS.MALLOC_ARENA_MAX } });
  const setting = `MALLOC_ARENA_MAX=${TWO_HEAPS.MALLOC_ARENA_MAX}\n`;
  const read = (path: string) => readFile(join(import.meta.dirname, path), "utf8");
  expect(await read("systemd/datacityzen-cloud.service")).toContain(`\nEnvironment=${setting}`);
  expect(await read("../Dockerfile")).toContain(`\nENV ${setting}`);
});

test("a process that ends before it is ready is not started again, and what it printed is kept", async () => {
  const { untilEvents, outputs } = await keep(
    `process.stderr.write("Port 8080 is in use\\n"); process.exitCode = 7;`,
  );
  expect(await untilEvents(1)).toEqual([{ kind: "failed", end: { code: 7, signal: null } }]);
  expect(outputs).toEqual([{ kind: "text", text: "Port 8080 is in use" }]);
});

test("a process that is killed is started again", async () => {
  const { supervisor, untilEvents } = await keep(`${ready} ${untilStopped}`);
  await untilEvents(1);
  supervisor.kill();
  expect((await untilEvents(3)).slice(1)).toMatchObject([
    { kind: "ended", end: { code: null, signal: "SIGKILL" }, pauseMs: 1000 },
    { kind: "ready", again: true },
  ]);
});

test("the pause doubles each time, up to half a minute", async () => {
  const { untilEvents, pauses } = await keep(`${ready} setTimeout(() => process.exit(3), 1);`);
  await untilEvents(14);
  expect(pauses.slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
});

test("a process that ran for a minute begins again with the shortest pause", async () => {
  let minutes = 0;
  const { untilEvents, pauses } = await keep(
    `${ready} process.exitCode = 3;`,
    () => 60_000 * minutes++,
  );
  await untilEvents(6);
  expect(pauses.slice(0, 2)).toEqual([1000, 1000]);
});

test("a restart ends the process and starts it anew without a pause", async () => {
  const { supervisor, untilEvents, pauses } = await keep(`${ready} ${untilStopped}`);
  await untilEvents(1);
  const before = supervisor.pid();
  supervisor.restart();
  expect((await untilEvents(2))[1]).toMatchObject({ kind: "ready", again: true });
  expect(supervisor.pid()).not.toBe(before);
  expect(pauses).toEqual([]);
});

test("a stop waits for the process's end and starts nothing any more", async () => {
  const { supervisor, untilEvents } = await keep(`${ready} ${untilStopped}`);
  await untilEvents(1);
  await supervisor.stop();
  expect(supervisor.pid()).toBeUndefined();
  expect(await untilEvents(1)).toHaveLength(1);
});

test("what a process has started itself ends with it", async () => {
  // The grandchild holds the output open: only when it ends is the end of the child seen.
  const { supervisor, untilEvents } = await keep(
    `import { spawn } from "node:child_process";
     spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
     ${ready} ${untilStopped}`,
  );
  await untilEvents(1);
  process.kill(supervisor.pid() ?? 0, "SIGKILL");
  expect((await untilEvents(3))[1]).toMatchObject({ kind: "ended", end: { signal: "SIGKILL" } });
});
