import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import mqttPacket from "mqtt-packet";
import { secretOf } from "./known-names.ts";

/** Opens connections all at once, as stations do after an outage, in a process of its own. */
export interface ConnectionsOptions {
  readonly port: number;
  readonly connections: number;
  /** Number of the first station. */
  readonly first: number;
  readonly isTls: boolean;
}

export interface ConnectionsReport {
  readonly letIn: number;
  /** From the first attempt to the last CONNACK. */
  readonly seconds: number;
}

const GIVE_UP_MS = 120_000;

const options = JSON.parse(process.argv[2] ?? "{}") as ConnectionsOptions;
const began = performance.now();
let letIn = 0;
let last = began;
let open = options.connections;

const report = (): void => {
  process.send?.({ letIn, seconds: (last - began) / 1000 } satisfies ConnectionsReport);
};

const openOne = (index: number): void => {
  const station = `bench-${options.first + index}`;
  const to = { port: options.port, host: "127.0.0.1" };
  const hello = mqttPacket.generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: station,
    username: station,
    password: Buffer.from(secretOf(station)),
  });
  const greet = () => socket.write(hello);
  const socket: Socket = options.isTls
    ? // Only the rate is measured; a test looks at what is believed.
      connectTls({ ...to, rejectUnauthorized: false }, greet)
    : connect(to, greet);
  const done = () => {
    if (--open === 0) report();
  };
  socket.once("data", (answer: Buffer) => {
    // CONNACK, 0: accepted (MQTT 3.1.1, 3.2).
    if (answer[0] === 0x20 && answer[3] === 0) {
      letIn += 1;
      last = performance.now();
    }
    socket.off("close", done);
    done();
  });
  socket.once("error", () => undefined);
  socket.once("close", done);
};

for (let index = 0; index < options.connections; index++) openOne(index);
setTimeout(report, GIVE_UP_MS).unref();
