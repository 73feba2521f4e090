import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../../cloud/src/cloud.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { conflictsCommand } from "./command.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let cloud: CloudUnderTest;
beforeEach(async () => {
  cloud = await openCloudUnderTest(() => NOW);
});
afterEach(() => cloud.remove());

const run = async (...words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal();
  const administration = async () => ({
    url: cloud.cloud().http,
    tokenFile: join(cloud.folder, "cloud", "admin-token"),
  });
  await conflictsCommand(terminal, administration).parseAsync(words, { from: "user" });
  return outcome();
};

const publish = async (value: number) => {
  const client = await cloud.connect("workshop");
  const readings = [{ at: NOW, sensor: "sds011", values: { pm2_5: value } }];
  const batch = { boot: "aaaaaaaa", seq: 1, clock: "ntp", readings };
  await client.publishAsync("dcz/1/workshop/readings", JSON.stringify(batch), { qos: 1 });
};

test("a conflict is listed with both values, and decided", async () => {
  expect((await run("list")).stdout).toBe("No conflict waits for a decision.\n");
  await publish(5);
  await publish(7);
  expect((await run("list", "--station", "workshop")).stdout).toMatch(
    /^Conflict \d+, station workshop, received 2026-11-24T08:00:00.000Z\n {2}pm2_5 of sds011 at 2026-11-24T08:00:00.000Z: kept 5, offered 7\n$/,
  );
  const { conflicts } = JSON.parse((await run("list", "--json")).stdout) as {
    conflicts: { id: number }[];
  };
  const id = String(conflicts[0]?.id);
  expect(await run("choose", id, "neither")).toMatchObject({ code: 2, stdout: "" });
  expect(await run("choose", id, "offered")).toMatchObject({
    code: 0,
    stdout: "Values decided: 1.\n",
  });
  const again = await run("choose", id, "kept");
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("refused (404)");
  expect((await run("list")).stdout).toBe("No conflict waits for a decision.\n");
});
