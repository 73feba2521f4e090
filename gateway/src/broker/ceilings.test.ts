import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openSite } from "../site.fixture.ts";
import { packet } from "./attack.fixture.ts";
import { brokerLimits } from "./limits.ts";

const patient = { timeout: 30_000 };

const openSocket = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  // Without a reader, a socket never says that the other side has closed it.
  socket.resume();
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
};

/** Whether the gateway lets in who introduces itself like that. */
const isLetIn = async (port: number, introduction: object): Promise<boolean> => {
  const socket = await openSocket(port);
  const answered = Promise.race([once(socket, "data"), once(socket, "close")]);
  socket.write(
    packet({
      cmd: "connect",
      ...{ protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0 },
      ...introduction,
    } as never),
  );
  await answered;
  return !socket.destroyed;
};

test("so many connections, and one more when one has left", async () => {
  const site = await openSite(temporaryFolder());
  const sockets = await Promise.all(
    Array.from({ length: brokerLimits.connections }, () => openSocket(site.broker.port)),
  );
  const beyond = await openSocket(site.broker.port);
  await expect.poll(() => beyond.destroyed, patient).toBe(true);
  expect(site.counters.disconnected.too_many).toBe(1);
  expect(sockets.some(({ destroyed }) => destroyed)).toBe(false);
  const [first] = sockets;
  first?.destroy();
  await expect.poll(() => isLetIn(site.broker.port, { clientId: "late" }), patient).toBe(true);
});

test("a connection that does not say who it is is closed", async () => {
  const site = await openSite(temporaryFolder());
  const silent = await openSocket(site.broker.port);
  await expect
    .poll(() => silent.destroyed, { timeout: 2 * brokerLimits.connectMs, interval: 200 })
    .toBe(true);
}, 60_000);

test("names have a length, in bytes; a will may be as long as MQTT allows", async () => {
  const site = await openSite(temporaryFolder());
  const { port } = site.broker;
  for (const longest of ["n".repeat(brokerLimits.name), "é".repeat(brokerLimits.name / 2)]) {
    expect(await isLetIn(port, { clientId: longest })).toBe(true);
    expect(await isLetIn(port, { clientId: `${longest}é` })).toBe(false);
  }
  // The length of a will has two bytes (MQTT 3.1.1, 1.5.3): there is none that is longer.
  const payload = Buffer.alloc(65_535);
  const will = { topic: "house/door", payload, qos: 0, retain: false };
  expect(await isLetIn(port, { clientId: "door", will })).toBe(true);
  expect(site.counters.disconnected.too_large).toBe(2);
});

test("while the disk takes nothing, so many bytes wait, and who sends more is disconnected", async () => {
  const site = await openSite(temporaryFolder(), { hasRoom: () => false });
  const { disconnected } = site.counters;
  const size = 1024 * 1024;
  const together = brokerLimits.heldBytes / size;
  let senders = 0;
  // One after the other: too many bytes of messages that are not finished have a ceiling of their own.
  for (; disconnected.disk_waits === 0 && senders < 2 * together; senders++) {
    const client = await openClient(site.url, { clientId: `station-${senders}` });
    // No batch: it would be kept as it is, for the cloud to say why it cannot be read.
    const payload = Buffer.alloc(size, "x");
    client.publish(`dcz/1/station-${senders}/readings`, payload, { qos: 1 });
  }
  await expect.poll(() => disconnected.disk_waits, patient).toBeGreaterThan(0);
  expect(senders).toBeGreaterThan(together);
  await expect.poll(() => site.broker.clients(), patient).toBe(together);
  expect(disconnected.too_large).toBe(0);
  expect(site.outbox.waiting().messages).toBe(0);
});
