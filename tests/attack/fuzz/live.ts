import { below, mutated, noise, type Random } from "@datacityzen/hardware/fuzz/run";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { generate } from "mqtt-packet";
import type { Attack, Context } from "../attack.ts";
import { oneReading, topic } from "../payloads.ts";
import { during, openSocket, publication } from "../raw-mqtt.ts";

const connectPacket = generate({
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clientId: "fuzz",
  username: "fuzz",
  clean: true,
  keepalive: 0,
});

/** Packets that are right, to begin from. */
const packets = (): Buffer[] => [
  generate(publication(topic("fuzz"), oneReading(1), { qos: 1 })),
  generate(
    publication(topic("fuzz"), Buffer.from(encodePayload(JSON.parse(oneReading(2)), "cbor")), {
      qos: 2,
    }),
  ),
  generate(publication(topic("fuzz", "status"), '{"state":"online"}', { qos: 1, retain: true })),
  generate({ cmd: "subscribe", messageId: 3, subscriptions: [{ topic: "a/#", qos: 1 }] }),
  generate({ cmd: "unsubscribe", messageId: 4, unsubscriptions: ["a/#"] }),
  generate({ cmd: "pubrel", messageId: 1 }),
  generate({ cmd: "pingreq" }),
];

const requests = [
  "GET /api/v1/stations?limit=2 HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n",
  "GET /api/v1/series?station=honest-direct&quantity=pm2_5&every=PT1H HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /?lang=fr&refresh=5 HTTP/1.1\r\nHost: a\r\nAccept-Language: fr;q=0.5, en\r\n\r\n",
  "POST /api/v1/stations HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}",
  "GET /api/health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
].map((text) => Buffer.from(text));

const pick = (random: Random, from: readonly Buffer[]): Uint8Array =>
  random() < 0.1
    ? noise(random, 400)
    : mutated(from[below(random, from.length)] ?? Buffer.alloc(0), random);

/** Sends damaged bytes, several pieces a connection; gives how many. */
const fuzzPort = async (
  { random }: Context,
  ms: number,
  port: number,
  first: readonly Buffer[],
  from: readonly Buffer[],
): Promise<number> => {
  let inputs = 0;
  await during(ms, async () => {
    const socket = await openSocket(port);
    socket.resume();
    for (const piece of first) socket.write(random() < 0.8 ? piece : mutated(piece, random));
    for (let count = below(random, 8); count >= 0 && !socket.destroyed; count--, inputs++)
      await new Promise<void>((resolve) =>
        socket.destroyed ? resolve() : socket.write(pick(random, from), () => resolve()),
      );
    socket.end();
    setTimeout(() => socket.destroy(), 200);
  });
  return inputs;
};

/** Faults of ours that the bytes provoked, as the logs tell them. */
const faultsTold = ({ site, fault }: Context): void => {
  for (const name of ["cloud", "gateway"] as const) {
    const told = site
      .output(name)
      .split("\n")
      .find((line) => /TypeError|RangeError|ReferenceError|"level":60/.test(line));
    if (told !== undefined) fault(`${name} stumbled: ${told.slice(0, 300)}`);
  }
};

/** Fuzzes the live ports for `ms` each; the seed of the run decides the bytes. */
export const liveFuzzers = (ms: number): Attack[] => [
  {
    name: "fuzz-mqtt",
    target: "both",
    what: "damaged MQTT packets at both brokers",
    async run(context) {
      const { cloud, gateway } = context.site;
      const inputs = await Promise.all(
        [cloud.mqttPort, gateway.mqttPort].map((port) =>
          fuzzPort(context, ms, port, [connectPacket], packets()),
        ),
      );
      context.note(`${inputs[0]} inputs at the cloud, ${inputs[1]} at the gateway`);
      faultsTold(context);
    },
  },
  {
    name: "fuzz-http",
    target: "both",
    what: "damaged HTTP requests at both front doors",
    async run(context) {
      const { cloud, gateway } = context.site;
      const inputs = await Promise.all(
        [cloud.httpPort, gateway.httpPort].map((port) => fuzzPort(context, ms, port, [], requests)),
      );
      context.note(`${inputs[0]} inputs at the cloud, ${inputs[1]} at the gateway`);
      faultsTold(context);
    },
  },
];
