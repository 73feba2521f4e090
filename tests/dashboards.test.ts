import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { environment } from "../dashboards/server/config.ts";
import { listen } from "../dashboards/server/listen.ts";

const program = join(import.meta.dirname, "../dashboards/server.ts");
/** The bundle may have to be made first. */
const PATIENCE_MS = 120_000;

const start = (settings: { readonly [name: string]: string }) => {
  const child = spawn(process.execPath, [program], {
    env: { ...environment, DASHBOARDS_PORT: "0", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

/** A port on which nothing listens: taken from the system and given back. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(listening.sentence);
  server.close();
  await once(server, "close");
  return Number(new URL(listening.address).port);
};

/** The pages of a server whose cloud is away. */
const startAlone = async () => {
  const child = start({ API_URL: `http://127.0.0.1:${await closedPort()}` });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, http } = JSON.parse(line) as { msg: string; http?: string };
    if (msg === "ready" && http !== undefined) return { child, address: http };
  }
  throw new Error(`the server ended before it was ready: ${await text(child.stderr)}`);
};

test(
  "with the cloud away a page says so in the reader's language, and the server stops when told",
  async () => {
    const { child, address } = await startAlone();

    const french = await fetch(address);
    expect(french.status).toBe(503);
    expect(french.headers.get("retry-after")).toBe("30");
    expect(await french.text()).toContain("Les mesures ne répondent pas");

    const english = await fetch(`${address}/stations/workshop?lang=en`);
    expect(english.status).toBe(503);
    const page = await english.text();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain("The readings do not answer");
    expect(page).not.toContain("<script");

    const kept = english.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const remembered = await fetch(`${address}/nowhere`, { headers: { cookie: kept } });
    expect(remembered.status).toBe(404);
    expect(await remembered.text()).toContain("There is no such page");

    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  },
  PATIENCE_MS,
);

test(
  "a page may run no script but its own, and no other site may frame it",
  async () => {
    const { address } = await startAlone();
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(address)).headers.get("content-security-policy") ?? ""),
    );
    for (const policy of policies) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
    }
    expect(policies[0]).not.toBe(policies[1]);
    expect((await fetch(address)).headers.get("x-content-type-options")).toBe("nosniff");

    expect((await fetch(address, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(`${address}/icon.svg`)).status).toBe(200);
  },
  PATIENCE_MS,
);

test("a wrong setting stops the start with a sentence that names it", async () => {
  const child = start({ DASHBOARDS_PORT: "eighty" });
  const told = text(child.stderr);
  expect(await once(child, "exit")).toEqual([2, null]);
  expect(await told).toBe(
    'DASHBOARDS_PORT must be a whole number from 0 to 65535, not "eighty".\n',
  );
});

test(
  "a port in use stops the start with a sentence that names the variable to change",
  async () => {
    const { address } = await startAlone();
    const { port } = new URL(address);
    const child = start({ DASHBOARDS_PORT: port });
    const told = text(child.stderr);
    expect(await once(child, "exit")).toEqual([1, null]);
    expect(await told).toContain(`Port ${port} is in use: set DASHBOARDS_PORT`);
  },
  PATIENCE_MS,
);
