import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { batch, topic } from "./attack/payloads.ts";
import { removeFolder } from "./folders.ts";
import { type Environment, freePort, type Running, root, startProcess } from "./processes.ts";
import { endProcesses } from "./records-kill/server-processes.ts";
import { auditEdge, EDGE, spooledIn } from "./torture/edge.ts";

// A card or a folder is copied, and both are used: on one machine, where both have the name and the secret, or
// on another, which notices it. Whatever either acknowledged arrives, once, and both say what is the matter.

/** A link that was refused is tried again after some time, up to a quarter of a minute. */
const patient = { timeout: 120_000, interval: 200 };
const COUNT = 30;
const AT = Date.UTC(2026, 10, 26);

const temporary = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-copied-"));
  onTestFinished(async () => {
    await endProcesses(folder);
    await removeFolder(folder);
  });
  return folder;
};

const start = (main: string, environment: Environment): Running => {
  const running = startProcess(main, { LOG_LEVEL: "info", ...environment });
  onTestFinished(() => void running.child.kill("SIGKILL"));
  return running;
};

const openCloud = async () => {
  const [http, mqttPort] = await Promise.all([freePort(), freePort()]);
  const folder = await temporary();
  const running = { current: undefined as Running | undefined };
  return {
    http: `http://127.0.0.1:${http}`,
    url: `mqtt://127.0.0.1:${mqttPort}`,
    output: () => running.current?.output() ?? "",
    async start(): Promise<void> {
      running.current = start("cloud/src/main.ts", {
        ...{ DATA_DIR: folder, HTTP_PORT: String(http), MQTT_PORT: String(mqttPort) },
        DASHBOARDS_URL: "http://127.0.0.1:9",
      });
      await running.current.ready;
    },
    /** The values of a station, in their order. */
    async values(station: string): Promise<readonly number[]> {
      const range = "from=2026-11-25T00:00:00Z&until=2026-11-28T00:00:00Z";
      const answer = await fetch(
        `http://127.0.0.1:${http}/api/v1/series?station=${station}&quantity=pm2_5&${range}`,
      );
      const { series = [] } = (await answer.json()) as {
        series?: { points: { value: number }[] }[];
      };
      return series.flatMap(({ points }) => points.map(({ value }) => value));
    },
  };
};

const startGateway = (folder: string, cloud: string, port = 0): Running =>
  start("gateway/src/main.ts", {
    ...{ DATA_DIR: folder, GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: String(port) },
    CLOUD_MQTT_URL: cloud,
  });

/** A station hands its values over to a gateway, and has each acknowledged. */
const publish = async (gateway: Running, station: string, from = 0): Promise<void> => {
  const { mqtt: url = "" } = await gateway.ready;
  const client = await mqtt.connectAsync(url, { clientId: `edge-${station}`, reconnectPeriod: 0 });
  for (let seq = from; seq < from + COUNT; seq++) {
    const reading = { at: AT + seq * 1000, sensor: "sds011", values: { pm2_5: seq } };
    await client.publishAsync(topic(station), batch(seq, [reading]), { qos: 1 });
  }
  await client.endAsync();
};

const ask = async (gateway: Running, path: string): Promise<string> => {
  const { http } = await gateway.ready;
  return (await fetch(`${http}${path}`)).text();
};
const waiting = async (gateway: Running): Promise<number> =>
  JSON.parse(await ask(gateway, "/api/health")).waiting.messages;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Folders of one gateway that was cut off while messages waited, and of its copy. */
const copiedGateway = async (cloud: string) => {
  const folder = await temporary();
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  const before = startGateway(first, cloud);
  await publish(before, "before");
  await before.end("SIGKILL");
  await cp(first, second, { recursive: true });
  return { first, second };
};

/** Makes a copied folder one of another board, as on a card that was put into another machine. */
const moveToAnotherBoard = async (folder: string): Promise<void> => {
  const path = join(folder, "identity.json");
  const identity = JSON.parse(await readFile(path, "utf8"));
  const board = { file: join(root, "package.json"), hash: "0".repeat(64) };
  await writeFile(path, JSON.stringify({ ...identity, board }));
};

const inUse = "another gateway of this name is connected";

test("two gateways of one folder on one machine: one is refused and says why, and all of both arrives once", async () => {
  const cloud = await openCloud();
  const { first, second } = await copiedGateway(cloud.url);
  await cloud.start();
  const both = [startGateway(first, cloud.url), startGateway(second, cloud.url)] as const;
  await Promise.all(both.map((gateway, index) => publish(gateway, `after-${index}`)));
  const refused = () => both.findIndex((gateway) => gateway.output().includes(inUse));
  await expect.poll(refused, patient).not.toBe(-1);
  expect(cloud.output()).toContain("two devices use one name");
  const isLoser = refused() === 0;
  const [winner, loser] = isLoser ? [both[1], both[0]] : [both[0], both[1]];
  await expect
    .poll(() => ask(loser, "/?lang=en"), patient)
    .toContain("another gateway of this name is connected");
  await expect.poll(() => waiting(winner), patient).toBe(0);
  await winner.end("SIGTERM");
  await expect.poll(() => waiting(loser), patient).toBe(0);
  for (const station of ["before", "after-0", "after-1"])
    await expect.poll(() => cloud.values(station), patient).toEqual(numbers(COUNT));
});

test("a gateway's folder on another board is another gateway, which says so; what both hold arrives once", async () => {
  const cloud = await openCloud();
  const { first, second } = await copiedGateway(cloud.url);
  await moveToAnotherBoard(join(second, "gateway"));
  await cloud.start();
  const [original, copy] = [startGateway(first, cloud.url), startGateway(second, cloud.url)];
  await Promise.all([publish(original, "after-0"), publish(copy, "after-1")]);
  for (const gateway of [original, copy])
    await expect.poll(() => waiting(gateway), patient).toBe(0);
  for (const station of ["before", "after-0", "after-1"])
    await expect.poll(() => cloud.values(station), patient).toEqual(numbers(COUNT));
  expect(copy.output()).toContain("these data come from another machine");
  expect(await ask(copy, "/?lang=en")).toContain("card was copied from another one");
  expect(original.output()).not.toContain("these data come from another machine");
  expect(cloud.output()).not.toContain("two devices use one name");
});

/** The folders of an edge that ended with readings on its disk, and of its copy. */
const copiedEdge = async (environment: Environment) => {
  const folder = await temporary();
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  // On its end it puts on the disk what it could hand over to nobody: when it had measured something.
  for (let tries = 0; tries < 20 && spooledIn(join(first, "edge")).length === 0; tries++) {
    const edge = start("edge/src/main.ts", { ...environment, DATA_DIR: first });
    await expect.poll(edge.output, patient).toContain("sensor found");
    await edge.end("SIGTERM");
  }
  await cp(first, second, { recursive: true });
  const spooled = spooledIn(join(first, "edge"));
  expect(spooled.length).toBeGreaterThan(0);
  return { first, second, spooled };
};

/** A cloud and a gateway that start after the edges were copied. */
const openHouse = async () => {
  const cloud = await openCloud();
  const port = await freePort();
  const edge = {
    GATEWAY_MQTT_URL: `mqtt://127.0.0.1:${port}`,
    SENSORS: "sds011@replay",
    SAMPLE_EVERY: "PT0.2S",
  };
  return {
    cloud,
    edge,
    start: async () => {
      await cloud.start();
      const gateway = startGateway(await temporary(), cloud.url, port);
      await gateway.ready;
      return gateway;
    },
  };
};

/** Ends an edge that is heard, again and again, until nothing waits on its disk. */
const handOver = async (edge: Running, environment: Environment): Promise<void> => {
  const folder = join(environment.DATA_DIR ?? "", "edge");
  let last = edge;
  for (let tries = 0; ; tries++) {
    await last.end("SIGTERM");
    if (tries >= 20 || spooledIn(folder).length === 0) break;
    last = start("edge/src/main.ts", environment);
    await expect.poll(last.output, patient).toContain("connected");
  }
  expect(spooledIn(folder)).toEqual([]);
};

test("two edges of one folder on one machine: one is refused and says why, and what they held arrives once", async () => {
  const house = await openHouse();
  const environment = { ...house.edge, STATION_ID: EDGE };
  const { first, second, spooled } = await copiedEdge(environment);
  const gateway = await house.start();
  const [one, other] = [first, second].map((DATA_DIR) => ({ ...environment, DATA_DIR }));
  if (one === undefined || other === undefined) return;
  const both = [start("edge/src/main.ts", one), start("edge/src/main.ts", other)] as const;
  const refused = () =>
    both.findIndex((edge) => edge.output().includes("Another device probably uses the name"));
  await expect.poll(refused, patient).not.toBe(-1);
  expect(await ask(gateway, "/?lang=en")).toContain(`Two devices use the name “edge-${EDGE}”`);
  const isFirst = refused() === 0;
  await handOver(isFirst ? both[1] : both[0], isFirst ? other : one);
  await handOver(isFirst ? both[0] : both[1], isFirst ? one : other);
  await expect.poll(() => waiting(gateway), patient).toBe(0);
  await expect
    .poll(() => auditEdge(house.cloud.http, spooled), patient)
    .toEqual({ lost: [], repeated: [] });
});

test("an edge's folder on another board is another station, which says so; what both held arrives once", async () => {
  const house = await openHouse();
  const { first, second, spooled } = await copiedEdge(house.edge);
  const { name } = JSON.parse(await readFile(join(first, "edge/identity.json"), "utf8"));
  await moveToAnotherBoard(join(second, "edge"));
  const gateway = await house.start();
  const [one, other] = [first, second].map((DATA_DIR) => ({ ...house.edge, DATA_DIR }));
  if (one === undefined || other === undefined) return;
  const [original, copy] = [start("edge/src/main.ts", one), start("edge/src/main.ts", other)];
  await expect.poll(copy.output, patient).toContain("This folder was copied from the station");
  await expect.poll(copy.output, patient).toContain("connected");
  await handOver(original, one);
  await handOver(copy, other);
  await expect.poll(() => waiting(gateway), patient).toBe(0);
  await expect
    .poll(() => auditEdge(house.cloud.http, spooled, name), patient)
    .toEqual({ lost: [], repeated: [] });
  expect(await ask(gateway, "/?lang=en")).not.toContain("Two devices use the name");
});
