import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { captureTerminal } from "../dcz/captured-terminal.fixture.ts";
import { rescueCommand } from "../dcz/rescue/command.ts";
import type { Finding } from "../dcz/rescue/finding.ts";
import { numbered, openStore } from "../gateway/src/store/store.fixture.ts";
import {
  dataFolder,
  fillCloud,
  fillGateway,
  fillStation,
  MESSAGES,
  overwrite,
} from "./data-folder.fixture.ts";
import { rescueData } from "./rescue.ts";

const run = async (dataDir: string, words: readonly string[] = [], LANG = "en_GB.UTF-8") => {
  const { terminal, outcome } = captureTerminal({ LANG });
  const load = async () => ({ dataDir, rescue: rescueData(Date.now) });
  await rescueCommand(terminal, load).parseAsync(words, { from: "user" });
  return outcome();
};

const findings = async (dataDir: string) => {
  const { stdout, code } = await run(dataDir, ["--json"]);
  const all = (JSON.parse(stdout) as { findings: Finding[] }).findings;
  return { code, of: (name: Finding["process"]) => all.find(({ process }) => process === name) };
};

test("a folder without data, and one that is not there", async () => {
  const dataDir = await dataFolder();
  expect(await run(dataDir)).toEqual({ code: 0, stderr: "", stdout: `No data in ${dataDir}.\n` });
  expect(await readdir(join(dataDir, "gateway"))).toEqual([]);
  const absent = await run(dataDir, ["--data-dir", join(dataDir, "absent")]);
  expect(absent).toMatchObject({ code: 2, stdout: "" });
  expect(absent.stderr).toContain("--data-dir");
});

test("sound data are called sound, and nothing is missing", async () => {
  const dataDir = await dataFolder();
  await fillGateway(dataDir);
  fillStation(dataDir);
  await fillCloud(dataDir);
  const { code, of } = await findings(dataDir);
  expect(of("cloud")).toMatchObject({ state: "sound", present: 40, isWhole: true });
  expect(of("gateway")).toMatchObject({ state: "sound", present: MESSAGES, isWhole: true });
  expect(of("edge")).toMatchObject({ state: "sound", present: 1, isWhole: true });
  expect(code).toBe(0);
});

test("a gateway's damaged file is put aside and told, with what was rescued and what is missing", async () => {
  const dataDir = await dataFolder();
  await fillGateway(dataDir);
  const path = join(dataDir, "gateway", "outbox.sqlite");
  await rm(`${path}-wal`);
  await overwrite(path, 0, 100);
  const damaged = await readFile(path);
  const { stdout, code } = await run(dataDir, [], "fr_FR.UTF-8");
  expect(code).toBe(1);
  expect(stdout).toContain("gateway: abîmé, sauvé");
  expect(stdout).toMatch(/messages manquants, au plus : \d+/);
  const aside = /fichiers abîmés gardés dans : (.*)/.exec(stdout)?.[1] ?? "";
  expect(await readFile(aside)).toEqual(damaged);
  // A second time there is nothing more to do.
  expect((await findings(dataDir)).of("gateway")?.state).toBe("sound");
});

test("whichever page of a gateway's file is hit, most is rescued and the rest is counted", async () => {
  const whole = await dataFolder();
  await fillGateway(whole);
  // The log folded into the file, as a clean stop leaves it.
  await run(whole);
  const pages = (await readFile(join(whole, "gateway", "outbox.sqlite"))).length / 4096;
  for (let page = 0; page < pages; page += 3) {
    const dataDir = await dataFolder();
    await cp(join(whole, "gateway"), join(dataDir, "gateway"), { recursive: true });
    await overwrite(join(dataDir, "gateway", "outbox.sqlite"), page * 4096, 4096);
    const gateway = (await findings(dataDir)).of("gateway");
    expect((gateway?.present ?? 0) + (gateway?.missing ?? 0)).toBeGreaterThanOrEqual(MESSAGES);
    expect(gateway?.present).toBeGreaterThan(MESSAGES / 2);
  }
});

test("for a cloud whose log is gone, the rescue says how many commits are missing", async () => {
  const dataDir = await dataFolder();
  await fillCloud(dataDir);
  await rm(join(dataDir, "cloud", "series.duckdb.wal"));
  const { stdout, code } = await run(dataDir);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^cloud: damaged, rescued .*\n {2}.*\n {2}values present: 20\n/);
  expect(stdout).toMatch(/commits missing \(one message or more each\): [1-9]/);
  // Told once: from now on the store is sound.
  expect((await findings(dataDir)).of("cloud")).toMatchObject({ state: "sound", present: 20 });
});

test("a cloud's damaged file is put aside, and what can be read of it is rescued", async () => {
  const dataDir = await dataFolder();
  await fillCloud(dataDir);
  await overwrite(join(dataDir, "cloud", "series.duckdb"), 0, 4096);
  const { stdout } = await run(dataDir);
  expect(stdout).toMatch(/^cloud: damaged, rescued/);
  expect(stdout).toMatch(/values present: 40\n {2}rows rescued: [1-9]/);
  const aside = /damaged files kept in: (.*)/.exec(stdout)?.[1] ?? "";
  expect(await readdir(aside)).toContain("series.duckdb");
});

test("a station's file that cannot be read is put aside, and what is missing is counted", async () => {
  const dataDir = await dataFolder();
  await overwrite(fillStation(dataDir), 0, 4096);
  const { stdout, code } = await run(dataDir);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^edge: damaged, rescued/);
  expect(stdout).toContain("messages missing: 1");
  expect(stdout).toMatch(/damaged files kept in: .*spool-workshop\.sqlite\.damaged/);
});

test("data that another process uses are left alone", async () => {
  const dataDir = await dataFolder();
  const store = openStore(join(dataDir, "gateway"));
  await store.outbox.append(numbered(1));
  const { code, of } = await findings(dataDir);
  expect(of("gateway")).toMatchObject({ state: "in_use", isWhole: false });
  expect(code).toBe(1);
  store.close();
});
