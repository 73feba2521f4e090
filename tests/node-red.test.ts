import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, onTestFinished } from "vitest";
import { openPlacesUnderTest } from "../cloud/src/places/places.fixture.ts";
import { usersIn } from "../start/editor-users.ts";
import { removeFolder } from "./folders.ts";
import { freePort, root, startProcess } from "./processes.ts";
import { testWith } from "./real.ts";

const place = process.env.NODE_RED_DIR ?? "/opt/node-red";
const nodeRed = {
  what: `Node-RED in ${place} (npm install --prefix ${place} --ignore-scripts node-red@5.0.7, or NODE_RED_DIR)`,
  present: existsSync(join(place, "node_modules", "node-red", "red.js")),
};

/** A value makes the flow run for ever, reject a promise, take all memory, or say a sentence. */
const [ENDLESS, REJECTED, LEAKING] = [666, 667, 668];
const flows = [
  { id: "tab", type: "tab", label: "House" },
  { id: "in", type: "dcz-readings", z: "tab", station: "", quantity: "pm2_5", wires: [["do"]] },
  {
    ...{ id: "do", type: "function", z: "tab", outputs: 1, wires: [["out"]] },
    func: `if (msg.payload === ${ENDLESS}) while (true) {}
if (msg.payload === ${REJECTED}) Promise.reject(new Error("nobody catches it"));
if (msg.payload === ${LEAKING}) { const all = []; while (true) all.push(new Array(1e5).fill(msg.payload)); }
msg.payload = "PM2.5 is " + msg.payload;
return msg;`,
  },
  { id: "out", type: "dcz-alert", z: "tab", level: "warning", wires: [] },
];

const openFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-flows-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
};

/** `moved`: a folder with flows that came from another box. */
const openHouse = async (more: Readonly<Record<string, string>> = {}, moved?: string) => {
  const folder = moved ?? (await openFolder());
  if (moved === undefined) {
    await mkdir(join(folder, "gateway", "flows"), { recursive: true });
    await writeFile(join(folder, "gateway", "flows", "flows.json"), JSON.stringify(flows));
    usersIn(folder).put({ name: "nadia", password: "a long password", mayChange: true });
  }
  const [page, mqtt, editor, nowhere] = await Promise.all(Array.from({ length: 4 }, freePort));
  const gateway = startProcess("gateway/src/main.ts", {
    ...{ DATA_DIR: folder, GATEWAY_PORT: String(page), GATEWAY_MQTT_PORT: String(mqtt) },
    ...{ CLOUD_MQTT_URL: `mqtt://127.0.0.1:${nowhere}`, LOG_LEVEL: "info" },
    ...{ NODE_RED: "on", NODE_RED_DIR: place, NODE_RED_PORT: String(editor), ...more },
  });
  onTestFinished(() => void gateway.end("SIGKILL"));
  await gateway.ready;
  const address = `http://127.0.0.1:${page}`;
  const runs = (times: number) =>
    expect
      .poll(() => gateway.output().split('"msg":"Node-RED runs"').length - 1, { timeout: 90_000 })
      .toBeGreaterThanOrEqual(times);
  await runs(1);
  const client = await connectAsync(`mqtt://127.0.0.1:${mqtt}`, {
    ...{ clientId: "balcony", username: "balcony" },
  });
  onTestFinished(() => void client.end(true));
  let seq = 0;
  return {
    folder,
    gateway,
    runs,
    editor: `http://127.0.0.1:${editor}`,
    page: async () => (await fetch(`${address}/?lang=en`)).text(),
    waiting: async () => {
      const health = await (await fetch(`${address}/api/health`)).json();
      return (health as { waiting: { readings: number } }).waiting.readings;
    },
    /** Resolves when the gateway has it on disk; gives how long that took, in milliseconds. */
    measure: async (value: number) => {
      const at = Date.UTC(2026, 10, 1) + ++seq * 60_000;
      const readings = [{ at, sensor: "sds011", values: { pm2_5: value } }];
      const began = performance.now();
      await client.publishAsync(
        "dcz/1/balcony/readings",
        JSON.stringify({ boot: "flowtest", seq, clock: "ntp", readings }),
        { qos: 1 },
      );
      return performance.now() - began;
    },
  };
};

testWith(
  [nodeRed],
  "a flow that runs for ever, rejects a promise or takes all memory ends Node-RED, and collecting goes on",
  async () => {
    const house = await openHouse();
    await house.measure(12);
    await expect.poll(house.page, { timeout: 20_000 }).toContain("balcony: PM2.5 is 12");

    let starts = 1;
    let sent = 1;
    for (const [value, words] of [
      [ENDLESS, "a flow ran without an end"],
      [REJECTED, "a flow made it end"],
      [LEAKING, "a flow made it end"],
    ] as const) {
      await house.measure(value);
      sent += 1;
      // While the flow does what it does, and while Node-RED starts again.
      for (let index = 0; index < 20; index++) {
        expect(await house.measure(index)).toBeLessThan(5000);
        sent += 1;
      }
      await house.runs(++starts);
      expect(await house.page()).toContain(words);
    }
    expect(await house.waiting()).toBe(sent);
    expect(await house.gateway.end("SIGTERM")).toBe(0);
  },
  240_000,
);

testWith(
  [nodeRed],
  "editor and administration are closed, and open for its own users only when somebody says so",
  async () => {
    const closed = await openHouse();
    await expect(fetch(`${closed.editor}/`)).rejects.toThrow();
    await closed.gateway.end("SIGTERM");

    const { editor } = await openHouse({ NODE_RED_EDITOR: "on" });
    await expect
      .poll(() =>
        fetch(editor).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    expect((await fetch(`${editor}/flows`)).status).toBe(401);
    const enter = (username: string, password: string) =>
      fetch(`${editor}/auth/token`, {
        method: "POST",
        body: new URLSearchParams({
          ...{ client_id: "node-red-admin", grant_type: "password", scope: "*" },
          ...{ username, password },
        }),
      });
    expect((await enter("nadia", "another password")).status).toBe(403);
    expect((await enter("nobody", "a long password")).status).toBe(403);
    const { access_token: token } = (await (await enter("nadia", "a long password")).json()) as {
      access_token: string;
    };
    const ask = (path: string, language = "en-US") =>
      fetch(`${editor}${path}`, {
        headers: {
          authorization: `Bearer ${token}`,
          "accept-language": language,
          accept: "text/html",
        },
      }).then((answer) => answer.text());
    const types = ["readings", "health", "alert", "annotate"];
    const nodes = await ask("/nodes");
    for (const type of types) expect(nodes).toContain(`dcz-${type}`);
    expect(nodes).toContain("Gives what the stations of this house measure");
    expect(await ask("/nodes", "fr")).toContain(
      "Donne ce que les stations de cette maison mesurent",
    );
    expect(await ask("/library/examples/flows/")).toContain("datacityzen-nodes");
  },
  180_000,
);

/** What the editor sends when nadia presses "Deploy": credentials go in with it, and never come out again. */
const deploy = async (editor: string, given: readonly object[]): Promise<void> => {
  const entered = await fetch(`${editor}/auth/token`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ client_id: "node-red-admin", grant_type: "password", scope: "*" },
      ...{ username: "nadia", password: "a long password" },
    }),
  });
  const { access_token: token } = (await entered.json()) as { access_token: string };
  const answer = await fetch(`${editor}/flows`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "node-red-deployment-type": "full",
    },
    body: JSON.stringify(given),
  });
  expect(answer.status).toBe(204);
};

/** `dcz secret …`, as somebody types it at the box. */
const dcz = (...words: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, "dcz.ts"), ...words], { encoding: "utf8" });

testWith(
  [nodeRed],
  "what a flow notes stands on a real platform, also from the box that replaces a broken one; a refusal is told",
  async () => {
    const platform = await openPlacesUnderTest(Date.now);
    onTestFinished(platform.remove);
    const host = await platform.signUp("host@example.org");
    await platform.hosted("garden", host);
    expect(await platform.share(host, "garden", "public")).toBe(200);
    const made = await host.browser.ask("POST", "/api/v1/account/keys", {
      ...{ name: "Flows", scopes: ["quality:write"] },
    });
    const { id, key } = made.body as { id: string; key: string };
    const annotating = [
      { id: "tab", type: "tab", label: "House" },
      { id: "in", type: "dcz-readings", z: "tab", station: "", quantity: "pm2_5", wires: [["do"]] },
      {
        ...{ id: "do", type: "function", z: "tab", outputs: 1, wires: [["say"]] },
        func: 'msg.station = "garden"; msg.payload = "La haie brûle\u00a0: " + msg.payload; return msg;',
      },
      {
        ...{ id: "say", type: "dcz-annotate", z: "tab", station: "", kind: "bonfire", minutes: 30 },
        ...{ credentials: { key }, wires: [[]] },
      },
    ];
    const notes = async () => {
      const { body } = await platform.get("/api/v1/quality/annotations?station=garden");
      const { annotations } = body as { annotations: { kind: string; note: string }[] };
      return annotations.map(({ kind, note }) => `${kind}: ${note}`);
    };
    const PUBLIC_URL = platform.cloud().http;

    const old = await openHouse({ PUBLIC_URL, NODE_RED_EDITOR: "on" });
    await expect
      .poll(() =>
        fetch(old.editor).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    await deploy(old.editor, annotating);
    // A flow that has just been deployed may not listen yet.
    const noteBy = (house: typeof old, value: number) =>
      expect
        .poll(
          async () => {
            await house.measure(value);
            return await notes();
          },
          { timeout: 60_000, interval: 1000 },
        )
        .toContain(`bonfire: La haie brûle\u00a0: ${value}`);
    await noteBy(old, 61);

    const copy = join(old.folder, "box.json");
    dcz("secret", "copy", copy, "--data-dir", old.folder);
    await old.gateway.end("SIGKILL");
    const replacing = await openFolder();
    dcz("secret", "take", copy, "--data-dir", replacing);
    const replaced = await openHouse({ PUBLIC_URL }, replacing);
    await noteBy(replaced, 62);

    // Its host takes the key back: who looks at the box reads why nothing is noted any more.
    expect((await host.browser.ask("DELETE", `/api/v1/account/keys/${id}`)).status).toBe(200);
    await replaced.measure(63);
    await expect
      .poll(replaced.page, { timeout: 30_000 })
      .toMatch(/garden: [^<]*: 401 The token is not valid/);
    expect((await notes()).some((note) => note.endsWith("63"))).toBe(false);
  },
  240_000,
);
