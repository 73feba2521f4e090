import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acceptedEncoding, loadAssets, sendAsset } from "./assets.ts";
import { listen } from "./listen.ts";

const serve = async () => {
  const directory = await mkdtemp(join(tmpdir(), "dashboards-assets-"));
  await mkdir(join(directory, "assets"));
  await writeFile(join(directory, "assets/page-1a2b.css"), "p { color: black }");
  await writeFile(join(directory, "icon.svg"), "<svg/>");
  await writeFile(join(directory, "notes.map"), "not served");
  const assets = await loadAssets(directory);
  const server = createServer((request, response) => {
    if (!sendAsset(assets, request, response)) response.writeHead(404).end();
  });
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    await rm(directory, { recursive: true });
  });
  if (!listening.ok) throw new Error(listening.sentence);
  return listening.address;
};

test("a file with a digest in its name may be kept for ever, another for an hour", async () => {
  const address = await serve();
  const style = await fetch(`${address}/assets/page-1a2b.css`, {
    headers: { "accept-encoding": "gzip, br" },
  });
  expect(await style.text()).toBe("p { color: black }");
  expect(style.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(style.headers.get("content-encoding")).toBe("br");
  const icon = await fetch(`${address}/icon.svg?1`);
  expect(icon.headers.get("cache-control")).toBe("public, max-age=3600");
});

test("what is not a known asset is left to the pages", async () => {
  const address = await serve();
  for (const path of ["/", "/notes.map", "/assets/../icon.svg/x", "/assets/"]) {
    expect((await fetch(`${address}${path}`)).status).toBe(404);
  }
  expect((await fetch(`${address}/icon.svg`, { method: "POST" })).status).toBe(404);
});

test.each([
  ["gzip, deflate, br", "br"],
  ["gzip;q=1.0, br;q=0", "gzip"],
  ["br;q=0.0, gzip;q=0", "identity"],
  [undefined, "identity"],
])("the encoding chosen for %j is %s", (header, encoding) => {
  expect(acceptedEncoding(header)).toBe(encoding);
});

test("a port in use is told with the variable to change", async () => {
  const address = new URL(await serve());
  const second = await listen(createServer(), { host: "127.0.0.1", port: Number(address.port) });
  expect(second).toEqual({
    ok: false,
    sentence: `Port ${address.port} is in use: set DASHBOARDS_PORT to another one, or stop what uses it.`,
  });
});
