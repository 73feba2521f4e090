import { connect } from "node:net";
import mqttPacket from "mqtt-packet";

/**
 * Publishes QoS 1 messages of six values over many MQTT connections and counts what is
 * acknowledged. It runs in a process of its own, so that its work is not counted as the server's.
 * The bytes are written by hand: a client library would need more CPU than the server measured.
 */
export interface PublishersOptions {
  readonly port: number;
  readonly connections: number;
  readonly messages: number;
  /** Unacknowledged messages that a connection has at most. */
  readonly window: number;
  readonly payload: "batch" | "flat";
  /** Readings of a batch; one when absent. */
  readonly readings?: number;
  /** Between two messages of a station, which end at the present; a millisecond, from the present on, when absent. */
  readonly everyMs?: number;
}

export interface PublishersFigures {
  readonly acknowledged: number;
  /** From the first message sent to the last acknowledgement. */
  readonly seconds: number;
  /** Of a sample of the messages, from sent to acknowledged. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** As live readings: the cloud would judge by instants of long ago that its own clock is wrong, and mark all values. */
const T0 = Date.now();
const VALUES = (seq: number) =>
  `"pm1":${3 + (seq % 7)},"pm2_5":${5.1 + (seq % 9)},"pm10":${8.2 + (seq % 11)},"temperature":${12.3 + (seq % 5)},"humidity":${55.5 + (seq % 13)},"pressure":${1013.2 + (seq % 3)}`;

const options = JSON.parse(process.argv[2] ?? "{}") as PublishersOptions;
const share = Math.floor(options.messages / options.connections);
const READINGS = options.readings ?? 1;

const instantOf = (seq: number): number =>
  options.everyMs === undefined ? T0 + seq : T0 - (share - seq) * options.everyMs;

/** Of batches with several, instants of before the start: an hour of them must not lie ahead. */
const readingsOf = (seq: number): string => {
  if (READINGS === 1) return `{"at":${instantOf(seq)},"sensor":"bench","values":{${VALUES(seq)}}}`;
  const first = T0 - 3_600_000 + READINGS * seq;
  return Array.from(
    { length: READINGS },
    (_, place) => `{"at":${first + place},"sensor":"bench","values":{${VALUES(seq + place)}}}`,
  ).join(",");
};

/** `batch`: the platform's wire. `flat`: the same values as Telegraf's JSON parser takes them. */
const payloads = {
  batch: (seq: number) =>
    `{"boot":"benchbench","seq":${seq},"clock":"ntp","readings":[${readingsOf(seq)}]}`,
  flat: (seq: number) => `{"at":${instantOf(seq)},${VALUES(seq)}}`,
};

const publishFrom = (index: number, messages: number) =>
  new Promise<{ latencies: number[] }>((resolve, reject) => {
    const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
    const topic = `dcz/1/bench-${index}/readings`;
    const payload = payloads[options.payload];
    const latencies: number[] = [];
    const sentAt = new Map<number, number>();
    let sent = 0;
    let acknowledged = 0;
    let rest = 0;

    const fill = () => {
      const packets: Buffer[] = [];
      while (sent < messages && sent - acknowledged < options.window) {
        const messageId = (sent % 65_535) + 1;
        if (sent % 97 === 0) sentAt.set(messageId, performance.now());
        packets.push(
          mqttPacket.generate({
            cmd: "publish",
            topic,
            payload: payload(sent),
            qos: 1,
            messageId,
            dup: false,
            retain: false,
          }),
        );
        sent += 1;
      }
      if (packets.length > 0) socket.write(Buffer.concat(packets));
    };

    socket.on("error", reject);
    socket.write(
      mqttPacket.generate({
        cmd: "connect",
        clientId: `bench-${index}`,
        keepalive: 0,
        clean: true,
      }),
    );
    socket.once("data", () => {
      socket.on("data", (chunk) => {
        // Only PUBACKs come back: four bytes each, 40 02 and the message's number.
        for (let offset = 0; offset < chunk.length; offset++) {
          const position = (rest + offset) % 4;
          if (position !== 3) continue;
          acknowledged += 1;
          const messageId = ((acknowledged - 1) % 65_535) + 1;
          const start = sentAt.get(messageId);
          if (start !== undefined) {
            latencies.push(performance.now() - start);
            sentAt.delete(messageId);
          }
        }
        rest = (rest + chunk.length) % 4;
        if (acknowledged === messages) {
          socket.end();
          resolve({ latencies });
          return;
        }
        fill();
      });
      fill();
    });
  });

const start = performance.now();
const results = await Promise.all(
  Array.from({ length: options.connections }, (_, index) => publishFrom(index, share)),
);
const seconds = (performance.now() - start) / 1000;
const latencies = results.flatMap((result) => result.latencies).sort((a, b) => a - b);
const quantile = (q: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? 0;
const figures: PublishersFigures = {
  acknowledged: share * options.connections,
  seconds,
  latencyMs: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
};
process.stdout.write(JSON.stringify(figures));
