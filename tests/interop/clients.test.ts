import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import mqtt from "mqtt";
import { afterAll, beforeAll, expect } from "vitest";
import { createAuthority } from "../../cloud/src/requests/certificates.fixture.ts";
import { removeFolder } from "../folders.ts";
import { type Running, startProcess } from "../processes.ts";
import { type Need, program, testWith } from "../real.ts";

/** Clients of MQTT that makers and programs use, in three languages, through every door of the cloud. */
const run = promisify(execFile);

/** Debian's, which sees Debian's packages. */
const python = "/usr/bin/python3";
const paho: Need = {
  ...program(`${python} && ${python} -c "import paho.mqtt"`),
  what: "python3-paho-mqtt",
};
const go = program("go");

let directory: string;
let cloud: Running;
let http: string;
let doors: Record<"mqtt" | "mqtts" | "ws" | "wss", string>;
let ca: string;
let pem: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dcz-interop-"));
  const authority = createAuthority();
  const { cert, key } = authority.certificate("IP:127.0.0.1");
  pem = authority.ca;
  authority.remove();
  const [certificateFile, keyFile] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  ca = join(directory, "ca.pem");
  await Promise.all([
    writeFile(certificateFile, cert),
    writeFile(keyFile, key),
    writeFile(ca, pem),
  ]);
  cloud = startProcess("cloud/src/main.ts", {
    DATA_DIR: directory,
    DATABASE_URL: "none",
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    HTTPS_PORT: "0",
    MQTTS_PORT: "0",
    TLS_CERT_FILE: certificateFile,
    TLS_KEY_FILE: keyFile,
  });
  const ready = await cloud.ready;
  http = ready.http ?? "";
  doors = {
    mqtt: ready.mqtt ?? "",
    mqtts: ready.mqtts ?? "",
    ws: `${http.replace("http:", "ws:")}/mqtt`,
    wss: `${ready.https?.replace("https:", "wss:")}/mqtt`,
  };
});
afterAll(async () => {
  await cloud.end("SIGTERM");
  await removeFolder(directory);
});

const payloadOf = (pm2_5: number): string =>
  JSON.stringify({
    boot: "interops",
    seq: 1,
    clock: "ntp",
    readings: [{ at: Date.UTC(2026, 0, 1), sensor: "sds011", values: { pm2_5 } }],
  });

const stored = async (station: string): Promise<readonly number[]> => {
  const answer = await fetch(
    `${http}/api/v1/series?station=${station}&quantity=pm2_5&from=2026-01-01&until=2026-01-02`,
  );
  if (!answer.ok) return [];
  const { series } = (await answer.json()) as { series: { points: { value: number }[] }[] };
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

/** A reading, a receipt for what cannot be read, and the reading in the store. */
const throughEachDoor = async (
  name: string,
  client: (url: string, station: string, payload: string) => Promise<string>,
): Promise<void> => {
  for (const [index, [door, url]] of Object.entries(doors).entries()) {
    const station = `${name}-${door}`;
    const receipt = await client(url, station, payloadOf(index + 0.5));
    expect(JSON.parse(receipt), station).toMatchObject({ outcome: "quarantined" });
    expect(await stored(station)).toEqual([index + 0.5]);
  }
};

testWith([], "mqtt.js: each door takes readings and gives receipts", () =>
  throughEachDoor("mqttjs", async (url, station, payload) => {
    const client = await mqtt.connectAsync(url, { username: station, ca: pem, reconnectPeriod: 0 });
    const receipt = new Promise<string>((resolve) =>
      client.once("message", (_topic, body) => resolve(body.toString())),
    );
    await client.subscribeAsync(`dcz/1/${station}/receipts`, { qos: 1 });
    for (const body of [payload, "?"])
      await client.publishAsync(`dcz/1/${station}/readings`, body, { qos: 1 });
    const text = await receipt;
    await client.endAsync();
    return text;
  }),
);

testWith([paho], "Paho in Python: each door takes readings and gives receipts", () =>
  throughEachDoor("python", async (...asked) => {
    const [url, ...rest] = asked;
    const script = join(import.meta.dirname, "paho-client.py");
    const { stdout } = await run(python, [script, url, ca, ...rest], { timeout: 90_000 });
    return stdout;
  }),
);

testWith([go], "Paho in Go: each door takes readings and gives receipts", async () => {
  const built = join(directory, "paho-go");
  await run("go", ["build", "-o", built, "."], { cwd: join(import.meta.dirname, "go") });
  await throughEachDoor("go", async (url, ...rest) => {
    const { stdout } = await run(built, [url, ca, ...rest], { timeout: 90_000 });
    return stdout;
  });
});

testWith(
  [program("mosquitto_pub")],
  "mosquitto_pub publishes over TLS, and believes no other authority",
  async () => {
    const { hostname, port } = new URL(doors.mqtts);
    const publish = (authority: readonly string[]) =>
      run("mosquitto_pub", [
        ...["-h", hostname, "-p", port, "-V", "mqttv311", "-q", "1", "-u", "mosquitto-tls"],
        ...[...authority, "-t", "dcz/1/mosquitto-tls/readings", "-m", payloadOf(8.5)],
      ]);
    await publish(["--cafile", ca]);
    expect(await stored("mosquitto-tls")).toEqual([8.5]);
    await expect(publish(["--capath", "/etc/ssl/certs"])).rejects.toThrow();
  },
);

testWith(
  [],
  "our own gateway hands readings over through wss, with an authority of the operator's",
  async () => {
    const gateway = startProcess("gateway/src/main.ts", {
      DATA_DIR: directory,
      GATEWAY_PORT: "0",
      GATEWAY_MQTT_PORT: "0",
      CLOUD_MQTT_URL: doors.wss,
      CLOUD_CA_FILE: ca,
    });
    try {
      const local = (await gateway.ready).mqtt ?? "";
      const client = await mqtt.connectAsync(local, { username: "home", reconnectPeriod: 0 });
      await client.publishAsync("dcz/1/home/readings", payloadOf(4.5), { qos: 1 });
      await client.endAsync();
      await expect.poll(() => stored("home"), { timeout: 30_000 }).toEqual([4.5]);
    } finally {
      await gateway.end("SIGTERM");
    }
  },
);
