import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { Aedes, type Client } from "aedes";
import { connectAsync } from "mqtt";
import mqttPacket from "mqtt-packet";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "./listen.ts";

/** docs/decisions/0022-take-publications-past-aedes.md says what to do when one of these fails. */

test("the versions of which the broker uses what is not declared are those that it was held to", async () => {
  const versionOf = async (name: string) => {
    const path = new URL("package.json", import.meta.resolve(name));
    const found = await readFile(path, "utf8").catch(() =>
      readFile(new URL("../package.json", path), "utf8"),
    );
    return (JSON.parse(found) as { version: string }).version;
  };
  expect(await versionOf("aedes")).toBe("1.2.0");
  expect(await versionOf("mqtt-packet")).toBe("9.0.2");
});

test("mqtt-packet has the state that is looked at", () => {
  const parser = mqttPacket.parser();
  const state = parser as unknown as Record<string, unknown>;
  expect(state).toMatchObject({
    ...{ error: null, _stateCounter: 0, packet: { length: -1 }, _list: { length: 0 } },
    _states: ["_parseHeader", "_parseLength", "_parsePayload", "_newPacket"],
  });
  parser.parse(Buffer.from([0x32]));
  expect(state).toMatchObject({ _stateCounter: 1, _list: { length: 0 } });
  parser.parse(Buffer.from([20, 0]));
  expect(state).toMatchObject({ _stateCounter: 2, packet: { length: 20 }, _list: { length: 1 } });
});

test("a client of Aedes has the names that are used, and they mean what they meant", async () => {
  const aedes = await Aedes.createBroker();
  const held: (() => void)[] = [];
  aedes.authorizePublish = (_client, _packet, done) => void held.push(() => done(null));
  const server = createServer(aedes.handle);
  const port = await listen(server, "127.0.0.1", 0);
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await new Promise((resolve) => server.close(resolve));
  });
  const ready = once(aedes, "clientReady") as Promise<[Client]>;
  const sender = await connectAsync(`mqtt://127.0.0.1:${port}`, { keepalive: 60 });
  onTestFinished(() => void sender.end(true));
  const [client] = await ready;
  const inner = client as unknown as Record<string, unknown> & { _parsingBatch: number };
  expect(inner).toMatchObject({
    ...{ connected: true, connackSent: true, closed: false, errored: false },
    _keepaliveInterval: 90_001,
    _keepaliveTimer: { refresh: expect.any(Function) },
    ...{ _nextBatch: expect.any(Function), waitForDrain: expect.any(Function) },
    _parser: { parse: expect.any(Function), _queue: null },
  });
  // One more for each packet under way, one less when it is dealt with; none before, so that the next is read.
  await expect.poll(() => inner._parsingBatch).toBe(0);
  const published = sender.publishAsync("a", "{}", { qos: 1 });
  await expect.poll(() => held.length).toBe(1);
  expect(inner._parsingBatch).toBe(1);
  held[0]?.();
  await published;
  await expect.poll(() => inner._parsingBatch).toBe(0);
});
