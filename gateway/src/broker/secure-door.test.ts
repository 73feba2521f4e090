import { statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import mqtt from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openSite } from "../site.fixture.ts";
import { openOwnCertificate } from "../store/own-certificate-files.ts";
import { batch, payloadOf } from "../store/store.fixture.ts";
import { makeOwnCertificate } from "../tls/own-certificate.ts";

const hosts = ["gateway-a.local", "localhost", "127.0.0.1"];
const openSecure = async () => {
  const folder = temporaryFolder();
  const tls = openOwnCertificate(folder, () => makeOwnCertificate("gateway-a", hosts));
  const site = await openSite(folder, {}, undefined, { port: 0, tls });
  return { site, folder, tls, url: `mqtts://127.0.0.1:${site.broker.securePort}` };
};
const options = { reconnectPeriod: 0, connectTimeout: 5000 };

test("a device that trusts the box's certificate hands its readings over by TLS, and hears others", async () => {
  const { site, tls, url } = await openSecure();
  const device = await mqtt.connectAsync(url, { ...options, ca: tls.certificate });
  onTestFinished(() => void device.end(true));
  const plain = await openClient(site.url);
  const heard: string[] = [];
  device.on("message", (topic) => heard.push(topic));
  await device.subscribeAsync("dcz/1/+/readings", { qos: 1 });
  await device.publishAsync("dcz/1/workshop/readings", Buffer.from(payloadOf(batch(1))), {
    qos: 1,
  });
  await plain.publishAsync("dcz/1/garden/readings", Buffer.from(payloadOf(batch(2))), { qos: 1 });
  expect(site.outbox.waiting().messages).toBe(2);
  await expect.poll(() => heard).toContain("dcz/1/garden/readings");
  expect(site.broker.clients()).toBe(2);
});

test("who does not know the certificate sends nothing, and old TLS is refused", async () => {
  const { site, tls, url } = await openSecure();
  await expect(mqtt.connectAsync(url, options)).rejects.toThrow(/self-signed/);
  const other = makeOwnCertificate("gateway-a", hosts).certificate;
  await expect(mqtt.connectAsync(url, { ...options, ca: other })).rejects.toThrow();
  const old = connectTls({
    ...{ port: site.broker.securePort ?? 0, host: "127.0.0.1", ca: tls.certificate },
    ...{ minVersion: "TLSv1", maxVersion: "TLSv1.1" },
  });
  await expect(
    new Promise((resolve, reject) => {
      old.once("secureConnect", resolve).once("error", reject);
    }),
  ).rejects.toThrow();
  expect(site.broker.clients()).toBe(0);
});

test("a closing broker waits for no handshake that is never finished", async () => {
  const { site } = await openSecure();
  const mute = await new Promise<Socket>((resolve) => {
    const socket = connect(site.broker.securePort ?? 0, "127.0.0.1", () => resolve(socket));
  });
  mute.on("error", () => undefined);
  const began = performance.now();
  await site.broker.close();
  expect(performance.now() - began).toBeLessThan(5000);
  mute.destroy();
});

test("the certificate stays over restarts, and is made again when its files do not fit", () => {
  const folder = temporaryFolder();
  const open = () => openOwnCertificate(folder, () => makeOwnCertificate("gateway-a", hosts));
  const first = open();
  expect(open()).toEqual(first);
  // The power was cut between the two files.
  writeFileSync(join(folder, "tls-key.pem"), makeOwnCertificate("gateway-a", hosts).key);
  const again = open();
  expect(again).not.toEqual(first);
  expect(open()).toEqual(again);
  expect(statSync(join(folder, "tls-key.pem")).mode & 0o777).toBe(0o600);
});
