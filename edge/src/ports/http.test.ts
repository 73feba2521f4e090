import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { sensors } from "@datacityzen/hardware/sensors";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSensor } from "../sensor-reader.ts";
import { openHttpPort } from "./http.ts";
import { describePort } from "./port.contract.ts";
import type { PortEvent } from "./port.ts";

/** A real device of the network; gives its address. */
const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return `http://127.0.0.1:${address.port}/data.json`;
};

const openPort = (url: string, patienceMs = 5000, everyMs = 5) => {
  let instant = 1000;
  const port = openHttpPort({ url, everyMs, now: () => instant++, patienceMs });
  onTestFinished(port.close);
  return port;
};

const open = (url: string, patienceMs?: number) => {
  const port = openPort(url, patienceMs);
  return { port, events: port.events[Symbol.asyncIterator]() };
};

const next = async (events: AsyncIterator<PortEvent>): Promise<PortEvent> => {
  const { value, done } = await events.next();
  if (done) throw new Error("the port ended");
  return value;
};

describePort(
  "an HTTP port",
  async (now) => {
    const body = '{"sensordatavalues":[]}';
    const server = createServer((_, response) => response.end(body));
    const listen = async (port: number) => {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    };
    const away = async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    };
    await listen(0);
    const { port } = server.address() as AddressInfo;
    return {
      port: openHttpPort({ url: `http://127.0.0.1:${port}/data.json`, everyMs: 10, now }),
      says: Buffer.from(body.repeat(3)),
      unplug: async () => {
        await away();
        return () => listen(port);
      },
      dispose: away,
    };
  },
  { cable: "pulled", takes: "nothing" },
);

test("a device's answers come as its bytes, one after the other, each with its instant", async () => {
  let asked = 0;
  const { events } = open(
    await serve((request, response) => {
      response.end(`{"asked":"${request.url}","times":${++asked}}`);
    }),
  );
  expect(await next(events)).toEqual({ kind: "opened", at: 1000 });
  for (const times of [1, 2, 3]) {
    const event = await next(events);
    expect(event).toMatchObject({ kind: "bytes", at: 1000 + times });
    expect(event.kind === "bytes" && Buffer.from(event.bytes).toString()).toBe(
      `{"asked":"/data.json","times":${times}}`,
    );
  }
});

test("a device that goes away is told once, and its answers come again by themselves", async () => {
  let isAway = false;
  const { events } = open(
    await serve((_, response) => {
      if (isAway) response.destroy();
      else response.end("{}");
    }),
  );
  expect((await next(events)).kind).toBe("opened");
  expect((await next(events)).kind).toBe("bytes");
  isAway = true;
  const kinds: string[] = [];
  for (;;) {
    const event = await next(events);
    if (event.kind === "bytes") continue;
    kinds.push(event.kind === "lost" ? event.reason : event.kind);
    if (event.kind === "lost" && event.reason === "failed") isAway = false;
    if (event.kind === "opened") break;
  }
  expect(kinds).toEqual(["unplugged", "failed", "opened"]);
});

describe("what is no answer of a device is told, and gives no bytes", () => {
  const first = async (url: string, patienceMs?: number) => next(open(url, patienceMs).events);

  test("nothing listens there", async () => {
    expect(await first("http://127.0.0.1:2/data.json")).toMatchObject({
      kind: "lost",
      reason: "absent",
      detail: "ECONNREFUSED",
    });
  });

  test.each([
    [401, "denied"],
    [404, "failed"],
    [500, "failed"],
  ])("status %i", async (status, reason) => {
    const url = await serve((_, response) => response.writeHead(status).end("{}"));
    expect(await first(url)).toMatchObject({ kind: "lost", reason, detail: `HTTP ${status}` });
  });

  test("it sends us elsewhere", async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    );
    expect(await first(url)).toMatchObject({ kind: "lost", reason: "failed" });
  });

  test("an answer that does not end", async () => {
    const url = await serve((_, response) => void response.write("{"));
    expect(await first(url, 100)).toMatchObject({ kind: "lost", reason: "failed" });
  });

  test("an answer that is too long", async () => {
    const url = await serve((_, response) => response.end("x".repeat(70_000)));
    expect(await first(url)).toMatchObject({ kind: "lost", detail: "more than 65536 bytes" });
  });
});

test("a part of the device that fails is left out of what is read, and the others are measured", async () => {
  const entries = [
    ["SDS_P1", "12.30"],
    ["SDS_P2", "7.10"],
    ["BME280_temperature", "-144.70"],
    ["BME280_pressure", "65226"],
    ["BME280_humidity", "100.00"],
  ].map(([value_type, value]) => ({ value_type, value }));
  const body = JSON.stringify({ age: "12", sensordatavalues: entries });
  const port = openPort(await serve((_, response) => response.end(body)), 5000, 60_000);
  for await (const event of readSensor(sensors.airrohr, port.events, 20))
    if (event.kind !== "opened") {
      expect(event).toMatchObject({ kind: "measured", values: { pm10: 12.3, pm2_5: 7.1 } });
      expect(event.kind === "measured" && Object.keys(event.values)).toHaveLength(2);
      break;
    }
});
