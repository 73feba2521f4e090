import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { Aedes } from "aedes";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createCounters } from "../counters.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { batch, message, openStore, payloadOf } from "../store/store.fixture.ts";
import { makeOwnCertificate } from "../tls/own-certificate.ts";
import { openGprsUplink } from "./gprs.ts";
import { type MqttUplinkOptions, openMqttUplink } from "./mqtt.ts";
import type { Uplink } from "./uplink.ts";

const MESSAGES = 240;

/** The same luck in each run. */
const createLuck = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** A broker behind real TLS that remembers the instants it was told, each as often as it came. */
const openTlsCloud = async () => {
  const { certificate, key } = makeOwnCertificate("cloud", ["127.0.0.1"]);
  const arrived: number[] = [];
  const aedes = await Aedes.createBroker({
    authorizePublish: (_client, { payload }, done) => {
      const parsed = parsePayload(Batch, Buffer.from(payload));
      if (parsed.ok) arrived.push(...parsed.value.readings.map(({ at }) => at));
      done(null);
    },
  });
  aedes.on("clientError", () => undefined);
  aedes.on("connectionError", () => undefined);
  const tls = createTlsServer({ key, cert: certificate }, (socket) => {
    socket.on("error", () => undefined);
    aedes.handle(socket);
  });
  tls.on("tlsClientError", () => undefined);
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  onTestFinished(async () => {
    tls.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
  });
  return { arrived, ca: certificate, port: (tls.address() as AddressInfo).port };
};

interface LineOptions {
  readonly target: number;
  readonly luck: () => number;
  /** Bytes a second in each direction at first; half as many after each connection that broke, 12 kB/s at least. */
  readonly rate: number;
  /** A connection breaks after so many bytes, at any byte of a packet, as long as there are cuts left. */
  readonly cuts: { left: number; readonly afterBytes: number };
}

/**
 * A line that is slow, and slower after each cut; each piece comes later by up to 60 ms. The near end learns of a cut at
 * once, the far end only when what was on its way has arrived: a connection's last bytes come after the first of the next.
 */
const openBadLine = async ({ target, luck, rate, cuts }: LineOptions): Promise<number> => {
  let bytesASecond = rate;
  const sockets = new Set<Socket>();
  const carry = (from: Socket, to: Socket, onCut: () => void): void => {
    let budget = cuts.afterBytes * (0.5 + luck());
    let way = Promise.resolve();
    from.on("data", (chunk: Buffer) => {
      const passes = cuts.left > 0 && budget < chunk.length ? Math.floor(budget) : chunk.length;
      budget -= chunk.length;
      from.pause();
      const takes = (passes / bytesASecond) * 1000 + luck() * 60;
      way = way
        .then(() => delay(takes))
        .then(() => {
          if (passes > 0 && !to.destroyed) to.write(chunk.subarray(0, passes));
          if (passes < chunk.length) onCut();
          else from.resume();
        });
    });
    from.once("close", () => void way.then(() => to.destroy()));
  };
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    let isCut = false;
    const cut = () => {
      if (isCut) return;
      isCut = true;
      cuts.left -= 1;
      bytesASecond = Math.max(12_000, bytesASecond / 2);
      near.resetAndDestroy();
      setTimeout(() => far.destroy(), 300);
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => sockets.delete(socket));
    }
    carry(near, far, cut);
    carry(far, near, cut);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** How often a connection breaks, and after how many bytes: a link that is paid by the byte sends few, and waits long. */
const kinds: readonly [
  string,
  { readonly times: number; readonly afterBytes: number },
  (link: MqttUplinkOptions) => Uplink,
][] = [
  ["mqtt", { times: 8, afterBytes: 6000 }, openMqttUplink],
  [
    "gprs",
    { times: 1, afterBytes: 2500 },
    (link) =>
      openGprsUplink({ ...link, budget: 50_000_000, before: undefined, keep: () => undefined }),
  ],
];

test.each(kinds)(
  "%s over TLS loses nothing on a line that is slow, delays, and breaks in the middle of packets",
  async (_kind, { times, afterBytes }, open) => {
    const luck = createLuck(2811);
    const cloud = await openTlsCloud();
    const cuts = { left: times, afterBytes };
    const port = await openBadLine({ target: cloud.port, luck, rate: 100_000, cuts });
    const store = openStore(temporaryFolder());
    const start = Date.now() - MESSAGES * 60_000;
    const instants = Array.from({ length: MESSAGES }, (_, index) => start + index * 60_000);
    for (const [index, at] of instants.entries())
      await store.outbox.append(
        message("dcz/1/workshop/readings", payloadOf(batch(index, at)), at),
      );
    const uplink = open({
      ...{ url: `mqtts://127.0.0.1:${port}`, ca: cloud.ca, id: "gateway" },
      ...{ outbox: store.outbox, retained: store.retained, stations: store.stations },
      ...{ counters: createCounters(), onDownward: () => {}, log: pino({ level: "silent" }) },
      ...{ now: Date.now, random: () => 0, firstRetryMs: 20, longestRetryMs: 40 },
    });
    onTestFinished(async () => {
      await uplink.stop();
      store.close();
    });
    uplink.wake();
    await expect
      .poll(() => store.outbox.waiting().messages, { timeout: 100_000, interval: 250 })
      .toBe(0);
    const found = new Set(cloud.arrived);
    expect(instants.filter((at) => !found.has(at))).toEqual([]);
    // The line did what it should.
    expect(cuts.left).toBeLessThanOrEqual(times / 2);
  },
  120_000,
);
