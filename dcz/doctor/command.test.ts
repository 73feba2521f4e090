import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf } from "@datacityzen/hardware/bytes";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openPseudoTerminal } from "../../edge/src/ports/pseudo-terminal.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { doctorCommand } from "./command.ts";
import type { Machine } from "./facts.ts";
import type { Finding } from "./judge.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dcz-doctor-"));
  await writeManifest("", { workspaces: ["part"], dependencies: { node: process.versions.node } });
  await writeManifest("part", { dependencies: { tiny: "1.0.0" } });
  await writeManifest("node_modules/node", { version: process.versions.node });
  await writeManifest("node_modules/tiny", { version: "1.0.0" });
});
afterEach(() => rm(root, { recursive: true }));

const writeManifest = async (folder: string, manifest: object) => {
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, folder, "package.json"), JSON.stringify(manifest));
};

/** A real HTTP server that answers everything with `body`. */
const serve = async (body: string): Promise<number> => {
  const server: Server = createServer((_, response) => response.end(body)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
};

const examine = async (changes: Partial<Machine> = {}, listen = "0") => {
  const { terminal, outcome } = captureTerminal();
  const machine: Machine = {
    root,
    host: "127.0.0.1",
    dataDir: join(root, "data", "deeper"),
    records: { databaseUrl: "none", postgresBin: undefined },
    ports: [],
    health: [],
    sensors: "sds011@replay",
    wrongSettings: [],
    ...changes,
  };
  await doctorCommand(terminal, async () => machine).parseAsync(["--json", "--listen", listen], {
    from: "user",
  });
  const { stdout, code } = await outcome();
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
  const find = (check: string) => findings.find((one) => one.check === check);
  return { code, ok, find };
};

test("this machine passes, and nothing is left on it", async () => {
  const { code, ok, find } = await examine();
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  expect(find("packages")).toMatchObject({ level: "ok" });
  expect(find("disk write")).toMatchObject({ level: "ok" });
  expect((await readdir(root)).sort()).toEqual(["node_modules", "package.json", "part"]);
});

test("a package in another version is a problem, and the program ends with 1", async () => {
  await writeManifest("node_modules/tiny", { version: "2.0.0" });
  const { code, find } = await examine();
  expect(code).toBe(1);
  expect(find("packages")?.message).toContain("tiny 2.0.0 (1.0.0)");
});

test("a workspace may have a package of its own", async () => {
  await writeManifest("node_modules/tiny", { version: "2.0.0" });
  await writeManifest("part/node_modules/tiny", { version: "1.0.0" });
  expect((await examine()).find("packages")?.level).toBe("ok");
});

test("who holds a port is named", async () => {
  const port = await serve("hello");
  const ports = [{ variable: "HTTP_PORT", port, owner: "cloud" as const }];
  const { find } = await examine({ ports });
  expect(find("port HTTP_PORT")).toMatchObject({ level: "problem" });
  expect(find("port HTTP_PORT")?.message).toContain(`(process ${process.pid})`);
});

test.each([
  ['{"status":"ok"}', "ok"],
  ['{"status":"degraded","storeFault":"disk full"}', "problem"],
  ["<html>", "attention"],
])("a process that answers %j is %s", async (body, level) => {
  const url = `http://127.0.0.1:${await serve(body)}/health`;
  const { find } = await examine({ health: [{ owner: "cloud", url }] });
  expect(find("health cloud")?.level).toBe(level);
});

test("a process that does not answer only asks for attention", async () => {
  const { code, find } = await examine({
    health: [{ owner: "cloud", url: "http://127.0.0.1:1/" }],
  });
  expect(find("health cloud")?.level).toBe("attention");
  expect(code).toBe(0);
});

test("a sensor whose device is not there is a problem", async () => {
  const { find } = await examine({ sensors: "sds011@/dev/ttyUSB99,pmsx003@replay" });
  expect(find("sensor sds011")).toMatchObject({
    level: "problem",
    message: "sds011: /dev/ttyUSB99 does not exist",
  });
});

/** A sensor on a serial port without hardware, which says `bytes` again and again once it is heard. */
const plugIn = async (bytes: Uint8Array): Promise<string> => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  const saying = setInterval(() => terminal.write(bytes), 50);
  onTestFinished(() => {
    clearInterval(saying);
    terminal.unplug();
  });
  return terminal.path;
};

describe("a sensor that is there", () => {
  const frame = bytesOf("AA C0 06 00 06 00 58 D9 3D AB");

  test("and speaks is ok, with its values", async () => {
    const { code, find } = await examine({ sensors: `sds011@${await plugIn(frame)}` }, "30");
    expect(find("sensor sds011")).toMatchObject({
      level: "ok",
      message: expect.stringContaining("speaks: PM₂.₅ 0.6 µg/m³, PM₁₀ 0.6 µg/m³"),
      heard: { line: { state: "speaking" }, values: { pm2_5: 0.6, pm10: 0.6 } },
    });
    expect(code).toBe(0);
  });

  test("and says zeros only, because its fan does not turn, asks for attention", async () => {
    const zeros = bytesOf("AA C0 00 00 00 00 58 D9 31 AB");
    const { find } = await examine({ sensors: `sds011@${await plugIn(zeros)}` }, "2");
    expect(find("sensor sds011")).toMatchObject({
      level: "attention",
      message: expect.stringContaining("gives no measurement (warming_up × "),
      remedy: expect.stringContaining("does its fan turn?"),
    });
  });

  test("and speaks like another one is a problem that names the other", async () => {
    const other = bytesOf("FF 86 02 7C 42 00 00 00 BA");
    const { code, find } = await examine({ sensors: `sds011@${await plugIn(other)}` }, "2");
    expect(find("sensor sds011")).toMatchObject({
      level: "problem",
      message: expect.stringContaining("no frame of this sensor (noise × "),
      remedy: expect.stringContaining("speaks like MH-Z19B"),
    });
    expect(find("sensor sds011")?.message).toContain("ff 86 02 7c 42");
    expect(code).toBe(1);
  });

  test("and mute is a problem, though it can be opened", async () => {
    const path = await plugIn(new Uint8Array());
    const { find } = await examine({ sensors: `pmsx003@${path}` }, "0.5");
    expect(find("sensor pmsx003")).toMatchObject({
      level: "problem",
      message: `pmsx003: ${path} is there and opens, but nothing comes from it`,
      remedy: expect.stringContaining("its TX goes to RX"),
    });
  });

  test("and may be silent for half an hour only asks for attention", async () => {
    const path = await plugIn(new Uint8Array());
    const { find } = await examine({ sensors: `sds011@${path}` }, "0.5");
    expect(find("sensor sds011")).toMatchObject({
      level: "attention",
      remedy: expect.stringContaining("up to 30 min"),
    });
  });

  test("and not listened to is told to be there only", async () => {
    const path = await plugIn(frame);
    const { find } = await examine({ sensors: `sds011@${path}` });
    expect(find("sensor sds011")).toMatchObject({
      level: "ok",
      message: `sds011: ${path} is there and can be opened`,
    });
  });
});

describe("a device of the network", () => {
  test("that measures is ok", async () => {
    const port = await serve(
      JSON.stringify({ sensordatavalues: [{ value_type: "SDS_P1", value: "12.3" }] }),
    );
    const { find } = await examine({ sensors: `airrohr@http://127.0.0.1:${port}` }, "30");
    expect(find("sensor airrohr")).toMatchObject({
      level: "ok",
      message: `airrohr: http://127.0.0.1:${port} speaks: PM₁₀ 12.3 µg/m³`,
    });
  });

  test("that is not there is a problem", async () => {
    const { find } = await examine({ sensors: "airrohr@http://127.0.0.1:2" }, "0.5");
    expect(find("sensor airrohr")).toMatchObject({
      level: "problem",
      remedy: expect.stringContaining("no device answers at this address"),
    });
  });
});

test("a length of listening that is none is refused", async () => {
  const { terminal, outcome } = captureTerminal();
  await doctorCommand(terminal, async () => {
    throw new Error("nothing is looked at");
  }).parseAsync(["--listen", "long"], { from: "user" });
  const { stderr, code } = await outcome();
  expect(code).toBe(2);
  expect(stderr).toContain("--listen takes a number of seconds, from 0 to 600.");
});

test("a database server that does not answer is a problem", async () => {
  const { code, find } = await examine({
    records: { databaseUrl: "postgres://marie:secret@127.0.0.1:1/dcz", postgresBin: undefined },
  });
  expect(code).toBe(1);
  expect(find("records server")?.message).toContain("127.0.0.1:1/dcz");
  expect(find("records server")?.message).not.toContain("secret");
});

test("an address of another machine is a problem", async () => {
  const ports = [{ variable: "HTTP_PORT", port: 0, owner: "cloud" as const }];
  const { find } = await examine({ host: "192.0.2.1", ports });
  expect(find("port HTTP_PORT")?.message).toBe("HOST is no address of this machine");
});
