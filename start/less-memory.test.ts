import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const SCRIPT = `
  import { beginWithLessMemory } from ${JSON.stringify(join(import.meta.dirname, "less-memory.ts"))};
  beginWithLessMemory(process.env);
  const { pid, execArgv, env } = process;
  console.log(JSON.stringify({ pid, options: execArgv.filter((one) => one.startsWith("--max")), arenas: env.MALLOC_ARENA_MAX, blocks: env.MALLOC_MMAP_THRESHOLD_, kept: env.KEPT }));
`;

const run = async (more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", SCRIPT], {
    env: { ...process.env, KEPT: "é = 1", ...more },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(code).toBe(0);
  const { pid, ...rest } = JSON.parse(stdout);
  expect(pid).toBe(child.pid);
  return rest;
};

test.skipIf(process.platform === "win32")(
  "a process that begins anew with less memory is the same process, once, and knows what it was given",
  async () => {
    expect(await run()).toEqual({
      options: ["--max-semi-space-size=4"],
      arenas: "1",
      blocks: "262144",
      kept: "é = 1",
    });
    expect(await run({ MALLOC_ARENA_MAX: "3" })).toEqual({
      options: [],
      arenas: "3",
      kept: "é = 1",
    });
  },
);
