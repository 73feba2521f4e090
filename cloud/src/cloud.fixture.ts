import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import pino from "pino";
import { type Cloud, openCloud } from "./cloud.ts";
import { Config } from "./config.ts";

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A cloud on free ports and in a folder of its own, with what tests ask of it. */
export interface CloudUnderTest {
  readonly cloud: () => Cloud;
  /** The folder of its data. */
  readonly folder: string;
  /** What the cloud has logged, where the settings have a LOG_LEVEL. */
  logged(): string;
  connect(clientId?: string, options?: IClientOptions): Promise<MqttClient>;
  /** The same through another of its doors. */
  connectTo(url: string, options?: IClientOptions): Promise<MqttClient>;
  get(path: string, options?: RequestInit): Promise<Answer>;
  /** The same as this machine's administrator. */
  getAsAdministrator(path: string, options?: RequestInit): Promise<Answer>;
  /** `meanwhile`: done while it is closed. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  remove(): Promise<void>;
}

/** `databaseUrl`: of a fresh database (records.fixture.ts), for a test that needs records. */
export const openCloudUnderTest = async (
  now: () => number = Date.now,
  {
    databaseUrl = "none",
    demonstration = "off",
    settings = {},
    elapsed = now,
  }: {
    readonly databaseUrl?: string;
    readonly demonstration?: "on" | "off";
    readonly settings?: Readonly<Record<string, string>>;
    /** How long it has run, where a test sets the clock or lets the machine sleep. */
    readonly elapsed?: () => number;
  } = {},
): Promise<CloudUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  const config = Config.parse({
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    DASHBOARDS_URL: "http://127.0.0.1:9",
    DATABASE_URL: databaseUrl,
    DEMO: demonstration === "on" ? "auto" : "off",
    ...settings,
  });
  let logged = "";
  const sink = new Writable({
    write(part, _encoding, done) {
      logged += part;
      done();
    },
  });
  const log = pino({ level: settings.LOG_LEVEL ?? "silent" }, sink);
  const open = () => openCloud(config, log, now, undefined, elapsed);
  let cloud = await open();
  const clients: MqttClient[] = [];
  const connectTo: CloudUnderTest["connectTo"] = async (url, options = {}) => {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
    clients.push(client);
    return client;
  };
  const get = async (path: string, options: RequestInit = {}): Promise<Answer> => {
    const { status, headers, ...answer } = await fetch(`${cloud.http}${path}`, options).then(
      async (found) => ({ status: found.status, headers: found.headers, text: await found.text() }),
    );
    const type = headers.get("content-type");
    const isJson = /\bjson\b/.test(type ?? "") && answer.text !== "";
    return { status, type, headers, body: isJson ? JSON.parse(answer.text) : answer.text };
  };
  return {
    cloud: () => cloud,
    folder: directory,
    logged: () => logged,
    connect: (clientId = "test", options = {}) => connectTo(cloud.mqtt, { clientId, ...options }),
    connectTo,
    get,
    async getAsAdministrator(path, options = {}) {
      const token = (await readFile(join(directory, "cloud", "admin-token"), "utf8")).trim();
      const headers = { ...options.headers, authorization: `Bearer ${token}` };
      return get(path, { ...options, headers });
    },
    async restart(meanwhile) {
      await cloud.close();
      await meanwhile?.();
      cloud = await open();
    },
    async remove() {
      for (const client of clients) await client.endAsync(true);
      await cloud.close();
      await rm(directory, { recursive: true });
    },
  };
};
