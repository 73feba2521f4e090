import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { openServiceManager } from "./service-manager.ts";

const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const hasAll = has("systemd-notify") && has("perl");

/** Stands where systemd listens: a socket of datagrams, whose words it repeats. */
const LISTEN = `
use Socket; socket(S, PF_UNIX, SOCK_DGRAM, 0) or die; bind(S, sockaddr_un($ARGV[0])) or die;
$| = 1; while (defined recv(S, $word, 4096, 0)) { print "$word\\n" }`;

const listen = async () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-notify-"));
  const socket = join(folder, "socket");
  const child = spawn("perl", ["-e", LISTEN, socket], { stdio: ["ignore", "pipe", "inherit"] });
  const heard: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => heard.push(line));
  onTestFinished(() => {
    child.kill();
    rmSync(folder, { recursive: true });
  });
  await expect.poll(() => existsSync(socket), { timeout: 20_000 }).toBe(true);
  return { socket, heard };
};

test.skipIf(!hasAll && process.env.REQUIRE_REAL !== "1")(
  "systemd is told that the service is ready, then again and again that it lives",
  async () => {
    const { socket, heard } = await listen();
    const faults: Error[] = [];
    const environment = { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "200000" };
    const manager = openServiceManager(environment, (error) => faults.push(error), execFile);
    onTestFinished(manager.stop);
    expect(heard).toEqual([]);
    manager.ready();
    const patient = { timeout: 20_000 };
    await expect.poll(() => heard.join(" "), patient).toMatch(/READY=1/);
    await expect
      .poll(() => heard.filter((line) => line.includes("WATCHDOG=1")).length, patient)
      .toBeGreaterThan(2);
    expect(faults).toEqual([]);
  },
);

test("a machine without systemd's program is told once for each word, and nothing stops", async () => {
  const faults: string[] = [];
  const environment = { NOTIFY_SOCKET: "/nowhere/socket" };
  openServiceManager(
    environment,
    ({ message }) => faults.push(message),
    execFile,
    "/nowhere/program",
  ).ready();
  await expect.poll(() => faults.length).toBe(1);
  expect(faults[0]).toContain("ENOENT");
});

test("where nobody waits to be told, nothing is started", () => {
  openServiceManager({}, () => expect.unreachable(), execFile, "/nowhere/program").ready();
});
