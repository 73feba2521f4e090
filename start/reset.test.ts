import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { captureTerminal } from "../dcz/captured-terminal.fixture.ts";
import { resetCommand } from "../dcz/reset/command.ts";
import { openIdentity as openStation } from "../edge/src/identity.ts";
import { openSpool } from "../edge/src/spool.ts";
import { openDatabase } from "../gateway/src/store/database.ts";
import { openIdentity as openGateway } from "../gateway/src/store/identity.ts";
import { dataFolder, fillGateway, fillStation, MESSAGES } from "./data-folder.fixture.ts";
import { openHouse } from "./reset.ts";

const reset = async (dataDir: string, ...words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal({ LANG: "en_GB.UTF-8" });
  const load = async () => ({ dataDir, openHouse: openHouse(Date.now) });
  await resetCommand(terminal, load).parseAsync(words, { from: "user" });
  return outcome();
};

/** A box that has stood in a house; the cloud's folder is that of a machine that holds both. */
const usedBox = async () => {
  const dataDir = await dataFolder();
  const station = openStation(join(dataDir, "edge"), []);
  const gateway = openGateway(join(dataDir, "gateway"), []);
  mkdirSync(join(dataDir, "cloud"), { recursive: true });
  writeFileSync(join(dataDir, "cloud", "kept"), "");
  return { dataDir, station, gateway };
};

test("a box forgets its house, and nothing else; it is another one afterwards", async () => {
  const { dataDir, station, gateway } = await usedBox();
  const asked = await reset(dataDir);
  expect(asked).toMatchObject({ code: 2 });
  expect(asked.stdout).toContain(station.name);
  expect(asked.stderr).toContain("--yes");
  expect(openStation(join(dataDir, "edge"), []).name).toBe(station.name);

  expect(await reset(dataDir, "--yes")).toMatchObject({ code: 0, stderr: "" });
  expect(existsSync(join(dataDir, "edge"))).toBe(false);
  expect(existsSync(join(dataDir, "gateway"))).toBe(false);
  expect(await readdir(join(dataDir, "cloud"))).toEqual(["kept"]);
  expect(openStation(join(dataDir, "edge"), []).name).not.toBe(station.name);
  expect(openGateway(join(dataDir, "gateway"), []).name).not.toBe(gateway.name);
});

test("readings that the platform does not have are lost only when somebody says so", async () => {
  const { dataDir } = await usedBox();
  await fillGateway(dataDir);
  fillStation(dataDir);
  const asked = await reset(dataDir, "--yes");
  expect(asked).toMatchObject({ code: 2 });
  expect(asked.stdout).toContain(`${MESSAGES + 1} messages have not reached the platform`);
  expect(existsSync(join(dataDir, "gateway", "outbox.sqlite"))).toBe(true);
  expect(await reset(dataDir, "--yes", "--even-unsent")).toMatchObject({ code: 0 });
  expect(existsSync(join(dataDir, "gateway"))).toBe(false);
});

test("nothing is deleted under a process that runs", async () => {
  const { dataDir, station } = await usedBox();
  const gateway = openDatabase(join(dataDir, "gateway", "outbox.sqlite"), Date.now());
  const refused = await reset(dataDir, "--yes", "--even-unsent");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("gateway runs");
  if (!gateway.ok) throw new Error(gateway.detail);
  gateway.database.close();
  gateway.watermark.close();
  const spool = openSpool(join(dataDir, "edge", `spool-${station.name}.sqlite`), Date.now());
  expect((await reset(dataDir, "--yes", "--even-unsent")).stderr).toContain("edge runs");
  if (spool.ok) spool.spool.close();
  expect(openStation(join(dataDir, "edge"), []).name).toBe(station.name);
});

test("what a cut of power left of an earlier reset goes with the next one", async () => {
  const { dataDir } = await usedBox();
  await reset(dataDir, "--yes");
  mkdirSync(join(dataDir, "edge.forgotten-1795900000000"));
  writeFileSync(join(dataDir, "edge.forgotten-1795900000000", "identity.json"), "{}");
  expect(await reset(dataDir, "--yes")).toMatchObject({ code: 0, stderr: "" });
  expect(await readdir(dataDir)).toEqual(["cloud"]);
  expect((await reset(dataDir)).stderr).toContain("Nothing to delete");
});
