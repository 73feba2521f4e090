import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openStore } from "./store.fixture.ts";

const none: ReadonlySet<number> = new Set();

/** Lets a process append until it has told of `count` messages, then kills it without warning. */
const appendAndKill = async (folder: string, from: number, count: number): Promise<number[]> => {
  const script = join(import.meta.dirname, "kill.fixture.ts");
  const child = spawn(process.execPath, [script, folder, String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
    if (told.split("\n").length > count) child.kill("SIGKILL");
  });
  await once(child, "close");
  // A line that was cut says nothing.
  return told.split("\n").slice(0, -1).map(Number);
};

test("each acknowledged message is there after kill -9", async () => {
  const folder = temporaryFolder();
  const acknowledged: number[] = [];
  for (const count of [1, 137, 500, 2000]) {
    acknowledged.push(...(await appendAndKill(folder, acknowledged.length * 1000, count)));
    const store = openStore(folder);
    const kept = store.outbox
      .next({ limit: 1_000_000, except: none })
      .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).seq);
    expect(new Set(kept).size).toBe(kept.length);
    expect(new Set(acknowledged).difference(new Set(kept))).toEqual(new Set());
    store.close();
  }
  expect(acknowledged.length).toBeGreaterThan(2600);
}, 60_000);
