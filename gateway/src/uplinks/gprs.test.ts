import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { Aedes } from "aedes";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCounters } from "../counters.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { openStore, today } from "../store/store.fixture.ts";
import type { Month } from "./byte-ledger.ts";
import { openGprsUplink } from "./gprs.ts";
import { fiveMinutes } from "./street-station.fixture.ts";

const hour = 3_600_000;
const patient = { timeout: 20_000 };

/** A certificate for 127.0.0.1 that signs itself. */
const openssl = (folder: string) => {
  const { status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", "key.pem", "-out", "cert.pem", "-days", "3650", "-subj", "/CN=cloud"],
      ...["-addext", "subjectAltName=IP:127.0.0.1"],
    ],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(folder, name)));
  return { key, cert } as { key: Buffer; cert: Buffer };
};

/** A real broker behind real TLS, and before both a wire that counts what crosses it. */
const openTlsCloud = async (folder: string) => {
  const { key, cert } = openssl(folder);
  const batches: { readonly topic: string; readonly batch: Batch }[] = [];
  const resumed: boolean[] = [];
  const aedes = await Aedes.createBroker({
    authorizePublish: (_client, { topic, payload }, done) => {
      const parsed = parsePayload(Batch, Buffer.from(payload));
      if (parsed.ok) batches.push({ topic, batch: parsed.value });
      done(null);
    },
  });
  const tls = createTlsServer({ key, cert }, (socket) => {
    resumed.push(socket.isSessionReused());
    aedes.handle(socket);
  });
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  const wire = { bytes: 0, open: new Set<Socket>() };
  const proxy = createServer((near) => {
    const far = new (near.constructor as typeof Socket)();
    far.connect((tls.address() as AddressInfo).port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (chunk: Buffer) => {
        wire.bytes += chunk.length;
        to.write(chunk);
      });
      from.on("error", () => {});
      from.once("close", () => to.destroy());
    }
    wire.open.add(near);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(async () => {
    for (const socket of wire.open) socket.destroy();
    proxy.close();
    tls.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
  });
  return {
    batches,
    resumed,
    wire,
    ca: cert.toString(),
    url: `mqtts://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut: () => {
      for (const socket of wire.open) socket.resetAndDestroy();
      wire.open.clear();
    },
  };
};

const openLink = (cloud: { readonly url: string; readonly ca: string }) => {
  const budget = 1_000_000;
  let now = today;
  let month: Month | undefined;
  const store = openStore(temporaryFolder());
  const uplink = openGprsUplink({
    ...{ url: cloud.url, ca: cloud.ca, id: "gateway-0a1b2c3d4e5f6g7h", budget, before: undefined },
    ...{ outbox: store.outbox, retained: store.retained, stations: store.stations },
    ...{ counters: createCounters(), onDownward: () => {}, log: pino({ level: "silent" }) },
    ...{ now: () => now, random: () => 0, firstRetryMs: 20, longestRetryMs: 40 },
    keep: (kept) => {
      month = kept;
    },
  });
  onTestFinished(async () => {
    await uplink.stop();
    store.close();
  });
  let index = 0;
  return {
    uplink,
    outbox: store.outbox,
    month: () => month,
    /** An hour of readings, all at once; then the link may send. */
    measure: async () => {
      await Promise.all(
        Array.from({ length: 12 }, () => store.outbox.append(fiveMinutes(index++))),
      );
      now += hour;
      uplink.wake();
    },
  };
};

const drained = (link: ReturnType<typeof openLink>) =>
  vi.waitFor(() => expect(link.outbox.waiting().messages).toBe(0), patient);

test("hourly batches of six quantities at five minutes stay far under a megabyte a month, over real TLS", async () => {
  const cloud = await openTlsCloud(temporaryFolder());
  const link = openLink(cloud);
  await vi.waitFor(() => expect(link.uplink.link().state).toBe("connected"), patient);
  const hours = 48;
  for (let passed = 0; passed < hours; passed++) {
    await link.measure();
    await drained(link);
    if (passed === 23) {
      cloud.cut();
      await vi.waitFor(() => expect(cloud.resumed).toEqual([false, true]), patient);
      await vi.waitFor(() => expect(link.uplink.link().state).toBe("connected"), patient);
    }
  }
  const bytes = link.month()?.bytes ?? Number.POSITIVE_INFINITY;
  // With the heads of all segments; the wire itself carried less.
  expect((bytes * 31 * 24) / hours).toBeLessThan(600_000);
  expect(cloud.wire.bytes).toBeLessThan(bytes);
  expect(bytes).toBeLessThan(3 * cloud.wire.bytes);
  expect(cloud.batches).toHaveLength(hours);
  const instants = cloud.batches.flatMap(({ batch }) => batch.readings.map(({ at }) => at));
  expect(new Set(instants).size).toBe(hours * 12);
  expect(link.month()?.leftOut).toBe(0);
}, 120_000);

test("a cloud whose certificate comes from another authority gets nothing", async () => {
  const cloud = await openTlsCloud(temporaryFolder());
  const other = openssl(temporaryFolder());
  const link = openLink({ url: cloud.url, ca: other.cert.toString() });
  await vi.waitFor(
    () => expect(link.uplink.link()).toMatchObject({ state: "waiting", fault: "tls" }),
    patient,
  );
  expect(cloud.batches).toEqual([]);
});
