import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { batch, topic } from "../attack/payloads.ts";
import { removeFolder } from "../folders.ts";
import { freePort, type Running, root, startProcess } from "../processes.ts";
import { copyProject, makePlace, makeRelease, openTestBox, type TestBox } from "./box.fixture.ts";

// A box with a real gateway and edge is updated to real releases, some of them broken, and killed on the way.

const AT = Date.UTC(2026, 10, 26);
const STATION = "street";
const place = makePlace();
let box: TestBox;
let cloud: { readonly http: string; readonly running: Running };
let station: MqttClient;
let seq = 0;
const acknowledged: number[] = [];
let sending: NodeJS.Timeout;
const releases = {} as Record<"first" | "good" | "dead" | "mute", string>;

/** A version whose data the earlier one refuses, as one that is released some day may have. */
const later = {
  file: "gateway/src/store/database.ts",
  from: "create index form on message (packed, id) where readings > 0;\n  `,",
  to: "create index form on message (packed, id) where readings > 0;\n  `,\n  `alter table message add column later text`,",
};

const openCloud = async () => {
  const [http, port] = await Promise.all([freePort(), freePort()]);
  const running = startProcess("cloud/src/main.ts", {
    ...{ DATA_DIR: join(place, "cloud"), HTTP_PORT: String(http), MQTT_PORT: String(port) },
    ...{ DASHBOARDS_URL: "http://127.0.0.1:9", DATABASE_URL: "none" },
  });
  await running.ready;
  return { http: `http://127.0.0.1:${http}`, mqtt: `mqtt://127.0.0.1:${port}`, running };
};

/** A station that has a number acknowledged now and then, through every restart. */
const send = async (): Promise<void> => {
  const number = seq++;
  const reading = { at: AT + number * 1000, sensor: "sds011", values: { pm2_5: number } };
  await station.publishAsync(topic(STATION), batch(number, [reading]), { qos: 1 });
  acknowledged.push(number);
};

const atCloud = async (): Promise<readonly number[]> => {
  const answer = await fetch(
    `${cloud.http}/api/v1/series?station=${STATION}&quantity=pm2_5&from=2026-11-25T00:00:00Z&until=2026-11-28T00:00:00Z`,
  );
  const { series = [] } = (await answer.json()) as {
    series?: { points: { value: number }[] }[];
  };
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

const everythingArrives = async (): Promise<void> => {
  const wanted = [...acknowledged];
  expect(wanted.length).toBeGreaterThan(0);
  await expect
    .poll(async () => {
      const there = await atCloud();
      const found = new Set(there);
      return { lost: wanted.filter((one) => !found.has(one)), twice: there.length - found.size };
    }, patient)
    .toEqual({ lost: [], twice: 0 });
};

const patient = { timeout: 120_000, interval: 500 };

/** What the gateway's page tells of the last update, and what the platform has heard of it. */
const toldOfUpdate = async () => {
  const page = await (await fetch(`${box.page}/?lang=en`)).text();
  const { gateway = "" } = (await (await fetch(`${box.page}/api/health`)).json()) as {
    gateway?: string;
  };
  const answer = await fetch(`${cloud.http}/api/v1/stations/${gateway}`);
  const { health } = (await answer.json()) as {
    health?: { gateway?: { failedUpdate?: object } };
  };
  return {
    page: /Version [^<]* was tried [^<]*? ago and not kept: [^.]*\. Version \S+ runs again/.exec(
      page,
    )?.[0],
    cloud: health?.gateway?.failedUpdate,
  };
};

/** The version that answers on the box's page, and whether it has delivered readings. */
const running = async (): Promise<string | undefined> => {
  const stdout = await fetch(`${box.page}/metrics`).then(
    (answer) => answer.text(),
    () => "",
  );
  const version = /dcz_gateway_build_info\{version="([^"]*)"\}/.exec(stdout)?.[1];
  const delivered = Number(/^dcz_gateway_relayed_readings_total (\d+)/m.exec(stdout)?.[1] ?? 0);
  return delivered > 0 ? version : undefined;
};

beforeAll(async () => {
  spawnSync(process.execPath, [join(root, "dcz.ts"), "update", "key", join(place, "key.pem")]);
  copyProject(place);
  releases.first = makeRelease(place, { version: "0.1.1" });
  releases.good = makeRelease(place, { version: "0.1.2" });
  releases.dead = makeRelease(place, {
    version: "0.1.3",
    changes: [
      {
        file: "gateway/src/main.ts",
        from: "const config =",
        to: "process.exit(3);\nconst config =",
      },
    ],
  });
  releases.mute = makeRelease(place, {
    version: "0.1.4",
    changes: [
      later,
      {
        file: "gateway/src/uplinks/mqtt.ts",
        from: "connect(url, settings)",
        to: 'connect("mqtt://127.0.0.1:9", settings)',
      },
    ],
  });
  const opened = await openCloud();
  cloud = opened;
  box = await openTestBox(place, { first: releases.first, version: "0.1.1", cloud: opened.mqtt });
}, 600_000);

afterAll(async () => {
  clearInterval(sending);
  station?.end(true);
  await cloud?.running.end("SIGKILL");
  await (box?.end() ?? removeFolder(place));
});

test("a box that was installed by hand from a release measures and delivers", async () => {
  box.boot();
  await expect
    .poll(
      () =>
        mqtt
          .connectAsync(box.mqtt, { reconnectPeriod: 0 })
          .then((probe) => probe.endAsync())
          .then(
            () => true,
            () => false,
          ),
      patient,
    )
    .toBe(true);
  station = await mqtt.connectAsync(box.mqtt, {
    clientId: `edge-${STATION}`,
    reconnectPeriod: 250,
  });
  sending = setInterval(() => void send().catch(() => undefined), 200);
  await expect.poll(running, patient).toBe("0.1.1");
});

test("what was not signed by the box's key, was changed, or is not newer, is refused before anything changes", async () => {
  const before = readdirSync(box.versions);
  const forged = join(place, "forged");
  spawnSync(process.execPath, [join(root, "dcz.ts"), "update", "key", `${forged}.pem`]);
  const otherKey = { UPDATE_KEY_FILE: `${forged}.pub.pem` };
  const other = await box.update(["install", releases.good], otherKey);
  expect(other).toMatchObject({ code: 1, said: expect.stringContaining("is not signed") });

  const text = readFileSync(releases.good, "utf8");
  const changed = join(place, "releases", "changed.json");
  writeFileSync(changed, text.replace("0.1.2", "0.1.9"));
  expect((await box.update(["install", changed])).said).toContain("is not signed");
  writeFileSync(changed, "{}");
  expect((await box.update(["install", changed])).said).toContain("is not the file of a release");
  expect((await box.update(["install", "/nowhere.json"])).said).toContain("cannot be read");

  const aside = join(place, basename(releases.good));
  copyFileSync(releases.good, aside);
  const archive = aside.replace(/json$/, "tar.gz");
  copyFileSync(releases.good.replace(/json$/, "tar.gz"), archive);
  const bytes = readFileSync(archive);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(archive, bytes);
  expect((await box.update(["install", aside])).said).toContain("not the one that was signed");
  appendFileSync(archive, "more");
  expect((await box.update(["install", aside])).said).toContain("not the one that was signed");

  expect((await box.update(["install", releases.first])).said).toContain("is not newer");
  expect((await box.update(["install"])).said).toContain("No address is set");
  expect(readdirSync(box.versions).filter((name) => !before.includes(name))).toEqual([
    "update.lock",
  ]);
  expect(box.link("current")).toBe("0.1.1");
});

/** Each moment at which an update is killed, as the disk shows it. */
const moments = [
  ["while the archive is copied", () => existsSync(join(box.versions, ".0.1.2.tar.gz"))],
  ["while it is unpacked", () => existsSync(join(box.versions, ".0.1.2.partial/gateway"))],
  ["when it is laid", () => existsSync(join(box.versions, "0.1.2/.release.json"))],
  ["when it was switched to", () => box.link("current") === "0.1.2"],
] as const;

test.each(moments)("killed %s, the box has a version that works", async (_when, happened) => {
  await box.killWhen(box.start(["install", releases.good]), happened);
  // Power comes back: whatever `current` names is whole, and it measures.
  box.boot();
  await expect.poll(running, patient).toBe(box.link("current"));
});

test("what was broken off is finished at the next start, and a good version is kept", async () => {
  const { code, said } = await box.update(["run"]);
  expect({ code, said }).toMatchObject({
    code: 0,
    said: expect.stringContaining("0.1.2 is kept."),
  });
  expect(box.link("current")).toBe("0.1.2");
  expect(box.link("kept")).toBe("0.1.2");
  expect(await running()).toBe("0.1.2");
  expect(readdirSync(box.versions).sort()).toEqual(
    ["0.1.1", "0.1.2", "current", "kept", "update.json", "update.lock"].sort(),
  );
  await everythingArrives();
});

test("a version that does not start is reverted, and not tried again by itself", async () => {
  const soon = { UPDATE_WATCH_MINUTES: "0.2" };
  const { code, said } = await box.update(["install", releases.dead], soon);
  expect(code).toBe(1);
  expect(said).toContain("0.1.3 is reverted: the gateway does not answer.");
  expect(box.link("current")).toBe("0.1.2");
  await expect.poll(running, patient).toBe("0.1.2");
  // The house and the platform read it too, without a look into the journal.
  await expect.poll(toldOfUpdate, patient).toEqual({
    page: expect.stringMatching(
      /^Version 0\.1\.3 was tried .* the gateway did not answer\. .*0\.1\.2/,
    ),
    cloud: expect.objectContaining({ version: "0.1.3", runs: "0.1.2", why: "silent" }),
  });
  const again = await box.update(["install", releases.dead], soon);
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining("was tried before") });
  await everythingArrives();
});

test("one that sends nothing is reverted also when it was killed meanwhile, and its data are carried back", async () => {
  const soon = { UPDATE_WATCH_MINUTES: "0.3" };
  const child = box.start(["install", releases.mute], soon);
  await box.killWhen(child, () => box.link("current") === "0.1.4");
  box.boot();
  const during = acknowledged.length;
  // The gateway of the new version takes readings in, and keeps them in its own form.
  await expect.poll(() => acknowledged.length, patient).toBeGreaterThan(during + 5);
  const { code, said } = await box.update(["run"], soon);
  expect(code).toBe(1);
  expect(said).toContain("0.1.4 is reverted: the platform acknowledged no readings.");
  expect(box.link("current")).toBe("0.1.2");
  await expect.poll(running, patient).toBe("0.1.2");
  expect(box.log("gateway")).toContain("data of a later version were put aside");
  await everythingArrives();
});

test("somebody who switched by hand is watched over as well, and goes back on request", async () => {
  rmSync(join(box.versions, "update.json"));
  const { said } = await box.update(["status"]);
  expect(said).toContain("Runs: 0.1.2");
  expect(said).toContain("Calls no address");
  expect((await box.update(["revert"])).said).toContain("nothing to go back to");
  spawnSync("ln", ["-sfn", "0.1.1", join(box.versions, "current")]);
  expect((await box.update(["run"])).said).toContain("0.1.1 is kept.");
  // One that is kept ends the news of those that were not.
  await expect.poll(toldOfUpdate, patient).toEqual({ page: undefined, cloud: undefined });
  expect((await box.update(["revert"])).said).toContain("0.1.2 runs again.");
  await expect.poll(running, patient).toBe("0.1.2");
  expect(box.link("kept")).toBe("0.1.2");
});

/** Serves the releases; the first answer of an archive breaks off half way. */
const serve = async (): Promise<{ readonly url: string; readonly asked: string[] }> => {
  const asked: string[] = [];
  let broken = false;
  const server: Server = createServer((request, response) => {
    const { url = "/", headers } = request;
    asked.push(`${url} ${headers.range ?? ""}`.trim());
    const path = join(place, "releases", basename(url));
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = readFileSync(path);
    if (url.endsWith("gz") && !broken) {
      broken = true;
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200).end(bytes.subarray(from));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
};

test("from an address: only where it is set, once a day, not when pinned; a copy that broke off goes on", async () => {
  const { url, asked } = await serve();
  const online = { UPDATE_URL: url };
  await box.update(["run"]);
  await box.update(["pin"]);
  await box.update(["run"], online);
  expect(asked).toEqual([]);
  await box.update(["unpin"]);
  // The newest there was made last; it is 0.1.4, which fails: 0.1.2 must go on all the same.
  const first = await box.update(["run"], online);
  expect(first).toMatchObject({ code: 1, said: expect.stringContaining("No answer") });
  const [latest, whole] = asked;
  expect(latest).toMatch(/^\/latest-/);
  expect(whole).toMatch(/0\.1\.4.*tar\.gz$/);
  await box.update(["run"], online);
  expect(asked).toHaveLength(2);
  const soon = { ...online, UPDATE_WATCH_MINUTES: "0.2" };
  const second = await box.update(["install"], soon);
  expect(asked.at(-1)).toMatch(/0\.1\.4.*tar\.gz bytes=\d+-$/);
  expect(second.said).toContain("0.1.4 is reverted");
  await expect.poll(running, patient).toBe("0.1.2");
  await everythingArrives();
});
