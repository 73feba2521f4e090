import type { Socket } from "node:net";
import { expect, test } from "vitest";
import {
  flood,
  honestWaits,
  openRaw,
  packet,
  publication,
  startGateway,
} from "./attack.fixture.ts";

/**
 * An attack lasts until an honest station was acknowledged so many times: some four seconds on a quiet
 * machine. The peaks that docs/limits.md states are reached well before.
 */
const honestBatches = 800;

type Attack = (port: number, isOver: () => boolean) => Promise<void>;

const subscribe = (socket: Socket, filters: readonly string[], messageId = 1): void => {
  socket.write(
    packet({
      cmd: "subscribe",
      messageId,
      subscriptions: filters.map((topic) => ({ topic, qos: 1 })),
    } as never),
  );
};

const kilobyte = Buffer.alloc(1024, "x");
const big = Buffer.alloc(256 * 1024, "x");

const attacks: Readonly<Record<string, Attack>> = {
  "a subscriber of # that reads nothing": async (port, isOver) => {
    const silent = await openRaw(port, "silent");
    subscribe(silent, ["#"]);
    silent.pause();
    const loud = await openRaw(port, "loud");
    await flood(loud, isOver, () => publication("house/noise", big));
  },
  "60 000 retained messages": async (port, isOver) => {
    const socket = await openRaw(port, "keeper");
    let number = 0;
    await flood(socket, isOver, () => {
      const some = Array.from({ length: 50 }, () =>
        publication(`house/${number++}`, kilobyte, { retain: true }),
      );
      return Buffer.concat(some);
    });
  },
  "forgotten persistent sessions": async (port, isOver) => {
    for (let number = 0; number < 20; number++) {
      const session = await openRaw(port, `forgotten-${number}`, false);
      subscribe(session, ["house/#"]);
      session.end();
    }
    const loud = await openRaw(port, "loud");
    loud.resume();
    let messageId = 0;
    await flood(loud, isOver, () => {
      messageId = (messageId % 65_000) + 1;
      return publication("house/noise", Buffer.alloc(16_384), { qos: 1, messageId });
    });
  },
  "QoS 2 without PUBREL, by many names": async (port, isOver) => {
    for (let number = 0; !isOver(); number++) {
      const socket = await openRaw(port, `half-${number}`, false);
      socket.resume();
      for (let messageId = 1; messageId < 90; messageId++)
        socket.write(publication("house/half", Buffer.alloc(65_536), { qos: 2, messageId }));
      await new Promise<void>((resolve) => socket.end(resolve));
    }
  },
  "500 unfinished messages": async (port, isOver) => {
    const sockets: Socket[] = [];
    for (let number = 0; number < 500; number++)
      sockets.push(await openRaw(port, `slow-${number}`));
    // Announces 1.9 MB, sends 1.8 MB of it.
    const head = Buffer.from([0x30, 0x80, 0x80 | 0x7a, 0x73]);
    for (const socket of sockets) {
      socket.write(head);
      socket.write(Buffer.alloc(1_800_000));
    }
    await expect.poll(isOver, { timeout: 120_000 }).toBe(true);
  },
  "55 000 station names": async (port, isOver) => {
    const socket = await openRaw(port, "names");
    socket.resume();
    let number = 0;
    await flood(socket, isOver, () => {
      const some = Array.from({ length: 20 }, () => {
        number += 1;
        return publication(`dcz/1/drawn-${number}/status`, Buffer.from('{"state":"online"}'), {
          ...{ qos: 1, retain: true, messageId: (number % 65_000) + 1 },
        });
      });
      return Buffer.concat(some);
    });
  },
  "thousands of filters": async (port, isOver) => {
    const socket = await openRaw(port, "filters", false);
    socket.resume();
    let number = 0;
    await flood(socket, isOver, () => {
      const filters = Array.from({ length: 500 }, () => `house/+/${number++}/#`);
      return packet({
        cmd: "subscribe",
        messageId: (number % 65_000) + 1,
        subscriptions: filters.map((topic) => ({ topic, qos: 1 })),
      } as never);
    });
  },
};

test.each(Object.entries(attacks))(
  "%s: memory stays bounded, and others do not wait",
  async (_name, attack) => {
    const gateway = await startGateway();
    await honestWaits(gateway.mqtt, 60);
    const rest = gateway.memory().now;
    let isOver = false;
    const honest = honestWaits(gateway.mqtt, honestBatches).finally(() => {
      isOver = true;
    });
    const [waits] = await Promise.all([honest, attack(gateway.port, () => isOver)]);
    const p99 = waits[Math.floor(waits.length * 0.99)] ?? Number.POSITIVE_INFINITY;
    const { peak } = gateway.memory();
    expect(gateway.running()).toBe(true);
    expect(peak).toBeLessThan(3 * rest);
    // What other programs of the machine took is not the gateway's doing.
    expect(p99).toBeLessThan(250 * gateway.starvation());
  },
);
