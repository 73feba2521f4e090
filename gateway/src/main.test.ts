import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "./folder.fixture.ts";
import { openClient, openCloud } from "./site.fixture.ts";
import { batch, payloadOf } from "./store/store.fixture.ts";

const free = { GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0", CLOUD_MQTT_URL: "mqtt://127.0.0.1:9" };

/** Its input ends with this process, however that ends; without it a run that is stopped leaves gateways behind. */
const endWithParent = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("close", () => process.kill(process.pid, "SIGKILL")).resume().unref();',
)}`;

const run = (settings: Record<string, string>) => {
  const child = spawn(
    process.execPath,
    ["--import", endWithParent, join(import.meta.dirname, "main.ts")],
    {
      env: { PATH: process.env.PATH, ...free, ...settings },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return { child, stderr: () => stderr };
};

const ready = async ({
  child,
}: {
  child: ChildProcess;
}): Promise<{ http: string; mqtt: string }> => {
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line);
    if (event.msg === "ready") return event;
  }
  throw new Error("ended before it was ready");
};

const exitCode = async ({ child }: { child: ChildProcess }): Promise<unknown> => {
  const [code] = await once(child, "close");
  return code;
};

test("a reading goes from the station through the process to the cloud, and a stop loses nothing", async () => {
  const DATA_DIR = temporaryFolder();
  const first = run({ DATA_DIR });
  const { http, mqtt } = await ready(first);
  const station = await openClient(mqtt);
  const publish = (seq: number) =>
    station.publishAsync("dcz/1/workshop/readings", Buffer.from(payloadOf(batch(seq))), { qos: 1 });
  for (let seq = 0; seq < 50; seq++) await publish(seq);
  const page = await fetch(http, { headers: { "accept-language": "en" } });
  expect(await page.text()).toContain("50 readings are waiting");
  const stopped = exitCode(first);
  first.child.kill("SIGTERM");
  expect(await stopped).toBe(0);
  expect(first.stderr()).toBe("");

  const cloud = await openCloud();
  const second = run({ DATA_DIR, CLOUD_MQTT_URL: cloud.url });
  const again = await ready(second);
  const arrived = (kind: string) =>
    cloud.acknowledged.filter(({ topic }) => topic.endsWith(`/${kind}`));
  await vi.waitFor(() => expect(arrived("readings")).toHaveLength(50), 30_000);
  expect(JSON.parse(arrived("hello")[0]?.payload ?? "")).toMatchObject({ kit: "gateway" });
  expect(JSON.parse(arrived("status")[0]?.payload ?? "")).toMatchObject({
    state: "online",
    health: { waiting: 50, gateway: { stations: 1, disk: "ok" } },
  });
  const latest = await (await fetch(`${again.http}/api/latest`)).json();
  expect(latest).toMatchObject({ stations: [{ station: "workshop" }] });
  await vi.waitFor(async () => {
    const health = await (await fetch(`${again.http}/api/health`)).json();
    expect(health).toMatchObject({ status: "ok", waiting: { messages: 0 } });
  }, 30_000);
}, 60_000);

test("a wrong variable stops the start with a sentence that names it", async () => {
  const gateway = run({ DATA_DIR: temporaryFolder(), GATEWAY_MQTT_PORT: "many" });
  expect(await exitCode(gateway)).toBe(2);
  expect(gateway.stderr()).toBe(
    'GATEWAY_MQTT_PORT must be a whole number from 0 to 65535, not "many".\n',
  );
});

test("a DATA_DIR that is no folder stops the start with a sentence that names it", async () => {
  const gateway = run({ DATA_DIR: import.meta.filename });
  expect(await exitCode(gateway)).toBe(1);
  expect(gateway.stderr()).toMatch(/^The gateway's data cannot be written .*DATA_DIR.*\n$/);
});

test.each(["GATEWAY_PORT", "GATEWAY_MQTT_PORT"])(
  "a port in use stops the start with a sentence that names %s",
  async (variable) => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const gateway = run({ DATA_DIR: temporaryFolder(), [variable]: String(port) });
    expect(await exitCode(gateway)).toBe(1);
    expect(gateway.stderr()).toBe(
      `Port ${port} is in use: set ${variable} to another one, or stop what uses it.\n`,
    );
  },
);

test("a second gateway on the same data ends with an error that says so", async () => {
  const DATA_DIR = temporaryFolder();
  await ready(run({ DATA_DIR }));
  const second = run({ DATA_DIR });
  expect(await exitCode(second)).toBe(1);
  expect(second.stderr()).toContain("set DATA_DIR to another folder");
});

test("systemd is told when the gateway listens, and then that it goes on", async () => {
  const DATA_DIR = temporaryFolder();
  const said = join(DATA_DIR, "said");
  const notify = join(DATA_DIR, "systemd-notify");
  writeFileSync(notify, '#!/bin/sh\necho "$1" >> "$NOTIFY_SOCKET"\n', { mode: 0o755 });
  const gateway = run({ DATA_DIR, PATH: DATA_DIR, NOTIFY_SOCKET: said, WATCHDOG_USEC: "200000" });
  await ready(gateway);
  const words = () => (existsSync(said) ? readFileSync(said, "utf8").trim().split("\n") : []);
  await expect
    .poll(() => words().filter((word) => word === "WATCHDOG=1").length, { timeout: 20_000 })
    .toBeGreaterThan(2);
  expect(words()).toContain("--ready");
});
