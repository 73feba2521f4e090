import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import pino from "pino";
import { type Cloud, openCloud } from "./cloud.ts";
import { Config } from "./config.ts";

/** A cloud on free ports and in a folder of its own, with what tests ask of it. */
export interface CloudUnderTest {
  readonly cloud: () => Cloud;
  connect(clientId?: string, will?: IClientOptions["will"]): Promise<MqttClient>;
  get(path: string): Promise<{ status: number; type: string | null; body: unknown }>;
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export const openCloudUnderTest = async (now: () => number = Date.now): Promise<CloudUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-cloud-"));
  const config = Config.parse({
    DATA_DIR: directory,
    HTTP_PORT: "0",
    MQTT_PORT: "0",
    DASHBOARDS_URL: "http://127.0.0.1:9",
  });
  const open = () => openCloud(config, pino({ level: "silent" }), now);
  let cloud = await open();
  const clients: MqttClient[] = [];
  return {
    cloud: () => cloud,
    async connect(clientId = "test", will) {
      const client = await mqtt.connectAsync(cloud.mqtt, {
        clientId,
        reconnectPeriod: 0,
        ...(will === undefined ? {} : { will }),
      });
      clients.push(client);
      return client;
    },
    async get(path) {
      const answer = await fetch(`${cloud.http}${path}`);
      const text = await answer.text();
      const type = answer.headers.get("content-type");
      return {
        status: answer.status,
        type,
        body: type?.includes("json") ? JSON.parse(text) : text,
      };
    },
    async restart() {
      await cloud.close();
      cloud = await open();
    },
    async remove() {
      for (const client of clients) await client.endAsync(true);
      await cloud.close();
      await rm(directory, { recursive: true });
    },
  };
};
