import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Attack } from "../attack.ts";
import { batch, topic } from "../payloads.ts";
import { connectRaw, openSocket, publishAll } from "../raw-mqtt.ts";

const MIB = 1024 * 1024;
/** What one sender's nonsense may take on the disk. */
const MOST_FOR_ONE_SENDER = 128 * MIB;

const folderBytes = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

/** 393 MB in 9 s, until the disk was full and nobody was acknowledged. */
export const quarantineFlood: Attack = {
  name: "quarantine-flood",
  target: "cloud",
  what: "a megabyte of noise in each message, by one sender",
  fills: true,
  async run({ site, amount, random, note, fault }) {
    const before = await folderBytes(site.directory);
    const client = await connectRaw(site.cloud.mqttPort, "noise", { username: "noise" });
    const noise = (): Buffer => {
      const bytes = Buffer.alloc(MIB - 100);
      for (let index = 0; index < bytes.length; index += 4)
        bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), index);
      return bytes;
    };
    const messages = (function* () {
      for (let index = 0; index < amount(600); index++) yield [topic("noise"), noise()] as const;
    })();
    const { sent, acknowledged } = await publishAll(client, messages, { ms: amount(40_000) });
    client.close();
    const grown = (await folderBytes(site.directory)) - before;
    note(
      `${sent} MiB sent, ${acknowledged()} messages acknowledged, the disk holds ${Math.round(grown / MIB)} MiB more`,
    );
    if (grown > MOST_FOR_ONE_SENDER)
      fault(`one sender's noise took ${Math.round(grown / MIB)} MiB of the disk`);
  },
};

/** One station's backlog made another's acknowledgement wait a second. */
export const backlog: Attack = {
  name: "backlog",
  target: "both",
  what: "two stations empty old backlogs of full batches, one at each broker: newest first, and scattered over a month",
  async run({ site, amount, note }) {
    const old = Date.now() - 300 * 86_400_000;
    /** Each second of the month once. */
    const scattered = (second: number): number => (second * 7919) % (30 * 86_400);
    const send = async (port: number, station: string, placeOf: (second: number) => number) => {
      const client = await connectRaw(port, station, { username: station });
      const messages = (function* () {
        for (let seq = 0; seq < amount(2000); seq++)
          yield [
            topic(station),
            batch(
              seq,
              Array.from({ length: 1000 }, (_, index) => ({
                at: old - placeOf(seq * 1000 + index) * 1000,
                sensor: "old",
                values: { pm2_5: index % 97, pm10: index % 89, temperature: index % 31 },
              })),
            ),
          ] as const;
      })();
      const { acknowledged } = await publishAll(client, messages, { ms: amount(24_000) });
      client.close();
      return acknowledged();
    };
    const [relayed, direct] = await Promise.all([
      // As a gateway empties it.
      send(site.gateway.mqttPort, "late-relayed", (second) => second),
      send(site.cloud.mqttPort, "late-direct", scattered),
    ]);
    note(`${relayed} thousand readings acknowledged by the gateway, ${direct} by the cloud`);
  },
};

export const loadSensors = async (
  port: number,
  sensors: number,
  seconds: number,
): Promise<void> => {
  const client = await connectRaw(port, "wide", { username: "wide" });
  const end = Date.now() - 60_000;
  const messages = (function* () {
    for (let sensor = 0; sensor < sensors; sensor++)
      for (let chunk = 0; chunk < seconds / 1000; chunk++)
        yield [
          topic("wide"),
          batch(
            sensor * 1000 + chunk,
            Array.from({ length: 1000 }, (_, index) => ({
              at: end - (chunk * 1000 + index) * 1000,
              sensor: `wide-${sensor}`,
              values: { pm2_5: (index * 7919) % 1000 },
            })),
          ),
        ] as const;
  })();
  await publishAll(client, messages, { ms: 30_000 });
  client.close();
};

const wideQueries = (origin: string, hours: number): string[] => {
  const until = new Date().toISOString();
  const from = new Date(Date.now() - hours * 3_600_000).toISOString();
  const range = `station=wide&quantity=pm2_5&from=${from}&until=${until}`;
  return [
    `${origin}/api/v1/series?${range}&every=PT1S`,
    `${origin}/api/v1/series/means?${range}&every=PT1S`,
    `${origin}/api/v1/series?${range}`,
  ];
};

/** One such GET made 403 MB of answer and took 4.7 GB. */
export const everySecond: Attack = {
  name: "every-second",
  target: "cloud",
  what: "means of every second over forty sensors, eight times at once",
  async run({ site, amount, note }) {
    const seconds = Math.max(2000, amount(20_000));
    await loadSensors(site.cloud.mqttPort, 40, seconds);
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => wideQueries(site.cloud.http, 24))
        .flat()
        .map(async (url) => {
          const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
          let bytes = 0;
          for await (const chunk of answer.body ?? []) bytes += chunk.length;
          return `${answer.status}: ${Math.round(bytes / 1024)} KiB`;
        })
        .map((answer) => answer.catch((error: Error) => error.message)),
    );
    note(
      `${answers.slice(0, 3).join(", ")}; all after ${Math.round(performance.now() - began)} ms`,
    );
  },
};

/** 100 such connections took 1.8 GB. */
export const unreadAnswers: Attack = {
  name: "unread-answers",
  target: "cloud",
  what: "a hundred GETs of large answers that nobody reads",
  async run({ site, amount, note }) {
    await loadSensors(site.cloud.mqttPort, 40, Math.max(2000, amount(8000)));
    const urls = wideQueries("", 24);
    const sockets = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const socket = await openSocket(site.cloud.httpPort);
        socket.write(`GET ${urls[index % urls.length]} HTTP/1.1\r\nHost: a\r\n\r\n`);
        socket.pause();
        return socket;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, amount(20_000)));
    note(`${sockets.filter(({ destroyed }) => !destroyed).length} of 100 not closed by us`);
    for (const socket of sockets) socket.destroy();
  },
};
