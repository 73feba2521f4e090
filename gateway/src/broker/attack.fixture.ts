import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generate, type Packet } from "mqtt-packet";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient } from "../site.fixture.ts";
import { batch, payloadOf } from "../store/store.fixture.ts";

const megabytes = (status: string, name: string): number =>
  Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;

/** A gateway in a process of its own, without a cloud; its memory is read from the system. */
export const startGateway = async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], {
    env: {
      ...{ DATA_DIR: temporaryFolder(), GATEWAY_PORT: "0", GATEWAY_MQTT_PORT: "0" },
      ...{ CLOUD_MQTT_URL: "mqtt://127.0.0.1:9", LOG_LEVEL: "info" },
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let mqtt = "";
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const event = JSON.parse(line);
    if (event.msg !== "ready") continue;
    mqtt = event.mqtt;
    break;
  }
  child.stdout.resume();
  const memory = () => {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return { now: megabytes(status, "VmRSS"), peak: megabytes(status, "VmHWM") };
  };
  /** How many times slower the process ran than it could, because others had the machine's cores. */
  const starvation = () => {
    const [ran = 1, waited = 0] = readFileSync(`/proc/${child.pid}/schedstat`, "utf8")
      .split(" ")
      .map(Number);
    return (ran + waited) / ran;
  };
  return {
    starvation,
    mqtt,
    port: Number(new URL(mqtt).port),
    memory,
    running: () => child.exitCode === null,
  };
};

export const packet = (content: Packet): Buffer => generate(content);

export const publication = (
  topic: string,
  payload: Buffer,
  rest: { qos?: 0 | 1 | 2; retain?: boolean; messageId?: number } = {},
): Buffer =>
  packet({ cmd: "publish", topic, payload, dup: false, qos: 0, retain: false, ...rest } as Packet);

/** A connection that speaks MQTT by hand, and may stop reading or finish nothing. */
export const openRaw = async (port: number, clientId: string, clean = true): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect").catch(() => undefined);
  socket.write(
    packet({
      cmd: "connect",
      ...{ protocolId: "MQTT", protocolVersion: 4, clean, clientId, keepalive: 0 },
    } as Packet),
  );
  // An error is followed by the end: one that is turned away is no fault of the attack.
  await Promise.race([once(socket, "data"), once(socket, "close")]).catch(() => undefined);
  return socket;
};

/** Writes as fast as the other end takes it, until the attack is over or the socket closed. */
export const flood = async (
  socket: Socket,
  isOver: () => boolean,
  next: () => Buffer,
): Promise<void> => {
  while (!isOver() && !socket.destroyed) {
    const more = socket.write(next());
    if (!more) await Promise.race([new Promise((resolve) => setTimeout(resolve, 10))]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
};

/**
 * A station that publishes so many batches, one after the other; gives the waits for its
 * acknowledgements, sorted.
 */
export const honestWaits = async (mqtt: string, batches: number): Promise<readonly number[]> => {
  const station = await openClient(mqtt, { clientId: "honest" });
  const waits: number[] = [];
  for (let seq = 0; seq < batches; seq++) {
    const start = performance.now();
    await station.publishAsync("dcz/1/honest/readings", Buffer.from(payloadOf(batch(seq))), {
      qos: 1,
    });
    waits.push(performance.now() - start);
  }
  // It comes again under this name: the gateway would take it for two devices.
  await station.endAsync();
  return waits.sort((a, b) => a - b);
};
