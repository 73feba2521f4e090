import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import type { Administration } from "../administration/cloud.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { quarantineCommand } from "./command.ts";

let cloud: CloudUnderTest;
beforeEach(async () => {
  cloud = await openCloudUnderTest(Date.now);
});
afterEach(() => cloud.remove());

const run = async (words: readonly string[], changes: Partial<Administration> = {}) => {
  const { terminal, outcome } = captureTerminal();
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
    ...changes,
  });
  await quarantineCommand(terminal, administration).parseAsync(words, { from: "user" });
  return outcome();
};

const sendWrong = async (payload: string) => {
  const client = await cloud.connect("workshop");
  await client.publishAsync("dcz/1/workshop/readings", payload, { qos: 1 });
};

const idOfFirst = async () => {
  const { stdout } = await run(["list", "--json"]);
  return String((JSON.parse(stdout) as { messages: { id: number }[] }).messages[0]?.id);
};

test("a message that was kept aside is listed, shown, replayed and dropped", async () => {
  await sendWrong("what is this");
  const list = await run(["list", "--station", "workshop"]);
  expect(list).toMatchObject({ code: 0, stderr: "" });
  expect(list.stdout).toContain("workshop");
  const id = await idOfFirst();
  expect((await run(["show", id])).stdout).toContain("what is this");
  expect((await run(["replay", id])).stdout).toMatch(/^Still refused: ./);
  expect((await run(["replay", "--station", "workshop"])).stdout).toBe(
    "Accepted: 0. Still refused: 1. Without kept contents: 0.\n",
  );
  expect((await run(["drop", id])).stdout).toBe("Removed: 1.\n");
  expect((await run(["list"])).stdout).toBe("No message is kept aside.\n");
  expect(await run(["show", id])).toMatchObject({ code: 1 });
});

test("what a stranger sent cannot steer the terminal", async () => {
  await sendWrong("\u001b]0;owned\u0007 \u009b2J\u001b[31mred\r");
  const { stdout } = await run(["show", await idOfFirst()]);
  expect(stdout).toContain("red");
  expect(stdout).not.toMatch(/[^\P{Cc}\n\t]/u);
});

test("nothing is dropped or replayed unless it is said what", async () => {
  for (const words of [["drop"], ["replay"], ["drop", "1", "--station", "ab"], ["drop", "1/../2"]])
    expect(await run(words)).toMatchObject({ code: 2, stdout: "" });
});

test("for a token that is absent, a wrong one and a cloud that is away, the error says what to do", async () => {
  const away = await run(["list"], { url: "http://127.0.0.1:9/" });
  expect(away).toMatchObject({ code: 1 });
  expect(away.stderr).toContain("does not answer");
  const absent = await run(["list"], { tokenFile: join(cloud.folder, "absent") });
  expect(absent.stderr).toContain("admin");
  const wrong = join(cloud.folder, "wrong");
  await writeFile(wrong, "no token\n");
  const refused = await run(["list"], { tokenFile: wrong });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("refused (401)");
});
