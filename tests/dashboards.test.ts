import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { environment } from "../dashboards/server/config.ts";
import { freePort } from "./processes.ts";

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

/** The pages of a server whose cloud is away. */
const startAlone = async () => startAt(`http://127.0.0.1:${await freePort()}`);

const startAt = async (cloud: string) => {
  const child = start({ API_URL: cloud });
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
    expect(await french.text()).toContain("Les mesures sont injoignables");

    const english = await fetch(`${address}/stations/workshop?lang=en`);
    expect(english.status).toBe(503);
    const page = await english.text();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain("The readings cannot be reached");
    // The one that keeps public pages for times without network, and no other.
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/offline.js">']);

    for (const [accepted, language] of [
      ["en-GB,en;q=0.9,fr;q=0.8", "en"],
      ["en;q=0.3, fr;q=0.7", "fr"],
      ["br, de;q=0.9, en;q=0.5", "en"],
      ["en;q=0", "fr"],
      ["de, *;q=0.1", "fr"],
    ]) {
      const answer = await fetch(address, { headers: { "accept-language": accepted ?? "" } });
      expect(await answer.text(), accepted).toContain(`<html lang="${language}">`);
    }

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
  "a form that is too long for a page's memory, or does not say how long it is, is refused",
  async () => {
    const { address } = await startAlone();
    const long = await fetch(`${address}/sign-in`, {
      method: "POST",
      body: new URLSearchParams({ email: "x".repeat(600_000) }),
    });
    expect(long.status).toBe(413);
    const endless = await fetch(`${address}/sign-in`, {
      method: "POST",
      body: new Blob(["email=x"]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(endless.status).toBe(411);
    const short = await fetch(`${address}/sign-in`, {
      method: "POST",
      body: new URLSearchParams({ email: "x@example.org" }),
    });
    expect([411, 413]).not.toContain(short.status);
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
    const icon = await fetch(`${address}/icon.svg`, { headers: { "accept-encoding": "br" } });
    expect(icon.status).toBe(200);
    expect(icon.headers.get("content-encoding")).toBe("br");
    expect(icon.headers.get("content-type")).toContain("image/svg+xml");
    const again = await fetch(`${address}/icon.svg`, {
      headers: {
        "accept-encoding": "br",
        "cache-control": "max-age=0",
        "if-none-match": icon.headers.get("etag") ?? "",
      },
    });
    expect(again.status).toBe(304);
  },
  PATIENCE_MS,
);

test(
  "a question to the cloud carries the person's session and the request's number, and nothing else",
  async () => {
    const asked: IncomingHttpHeaders[] = [];
    const cloud = createServer((request, response) => {
      asked.push(request.headers);
      response.writeHead(503).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void cloud.close());
    await once(cloud, "listening");
    const { port } = cloud.address() as AddressInfo;
    const { address } = await startAt(`http://127.0.0.1:${port}`);

    const page = await fetch(address, {
      headers: { cookie: "session=of-ada", authorization: "Bearer of-ada", "x-secret": "1" },
    });
    const number = page.headers.get("x-request-id") ?? "";
    expect(number).toMatch(/^[\w-]{8,64}$/);
    expect(asked).not.toEqual([]);
    for (const headers of asked.splice(0)) {
      expect(headers).toMatchObject({
        cookie: "session=of-ada",
        authorization: "Bearer of-ada",
        "x-request-id": number,
      });
      expect(headers).not.toHaveProperty("x-secret");
    }

    await fetch(address, { headers: { "x-request-id": "of-the-proxy-1" } });
    expect(asked).not.toEqual([]);
    for (const headers of asked) {
      expect(headers).toMatchObject({ "x-request-id": "of-the-proxy-1" });
      expect(headers).not.toHaveProperty("cookie");
    }
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
