import { connect } from "node:net";
import mqttPacket from "mqtt-packet";

/**
 * Publishes QoS 1 messages of six values at a steady rate, whatever the server does, and measures how long each
 * waits for its acknowledgement, from the moment at which it was due. In a process of its own.
 */
export interface PacedOptions {
  readonly port: number;
  readonly connections: number;
  readonly messagesASecond: number;
  readonly seconds: number;
  /** Added to the instants, so that no two runs publish the same. */
  readonly offset: number;
}

export interface PacedFigures {
  readonly sent: number;
  readonly acknowledged: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** How late this process itself sent the latest message, ms: it shares the machine. */
  readonly ownLateness: number;
}

const TICK_MS = 5;
const MOST_IDS = 65_535;
const T0 = Date.now();

const options = JSON.parse(process.argv[2] ?? "") as PacedOptions;

const payload = (seq: number): string =>
  `{"boot":"pacedbench","seq":${seq},"clock":"ntp","readings":[{"at":${T0 + options.offset + seq},"sensor":"bench","values":{"pm1":${3 + (seq % 7)},"pm2_5":${5.1 + (seq % 9)},"pm10":${8.2 + (seq % 11)},"temperature":${12.3 + (seq % 5)},"humidity":${55.5 + (seq % 13)},"pressure":${1013.2 + (seq % 3)}}}]}`;

const open = (index: number, waits: number[]) =>
  new Promise<{ send(seq: number, due: number): void; end(): void }>((resolve, reject) => {
    const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
    const due = new Map<number, number>();
    let last = 0;
    let rest = Buffer.alloc(0);
    socket.on("error", reject);
    socket.write(
      mqttPacket.generate({
        cmd: "connect",
        clientId: `paced-${index}`,
        keepalive: 0,
        clean: true,
      }),
    );
    socket.once("data", () => {
      socket.on("data", (chunk: Buffer) => {
        const bytes = Buffer.concat([rest, chunk]);
        const whole = bytes.length - (bytes.length % 4);
        for (let at = 0; at < whole; at += 4) {
          const id = bytes.readUInt16BE(at + 2);
          waits.push(performance.now() - (due.get(id) ?? 0));
          due.delete(id);
        }
        rest = bytes.subarray(whole);
      });
      resolve({
        send(seq, at) {
          last = (last % MOST_IDS) + 1;
          due.set(last, at);
          socket.write(
            mqttPacket.generate({
              cmd: "publish",
              topic: `dcz/1/paced-${index}/readings`,
              payload: payload(seq),
              qos: 1,
              messageId: last,
              dup: false,
              retain: false,
            }),
          );
        },
        end: () => socket.end(),
      });
    });
  });

const waits: number[] = [];
const clients = await Promise.all(
  Array.from({ length: options.connections }, (_, index) => open(index, waits)),
);
const began = performance.now();
let sent = 0;
let ownLateness = 0;
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const now = performance.now() - began;
    const due = Math.min(now, options.seconds * 1000) * (options.messagesASecond / 1000);
    while (sent < due) {
      const at = began + (sent * 1000) / options.messagesASecond;
      ownLateness = Math.max(ownLateness, performance.now() - at);
      clients[sent % clients.length]?.send(sent, at);
      sent += 1;
    }
    if (now >= options.seconds * 1000) {
      clearInterval(timer);
      resolve();
    }
  }, TICK_MS);
});
const until = performance.now() + 60_000;
while (waits.length < sent && performance.now() < until)
  await new Promise((resolve) => setTimeout(resolve, 20));
for (const client of clients) client.end();
waits.sort((one, other) => one - other);
const quantile = (q: number) =>
  waits[Math.min(waits.length - 1, Math.floor(q * waits.length))] ?? 0;
const figures: PacedFigures = {
  ...{ sent, acknowledged: waits.length, ownLateness },
  ...{ p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
};
process.stdout.write(JSON.stringify(figures));
