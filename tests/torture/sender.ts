import type { Batch } from "@datacityzen/hardware/wire/batch";
import mqtt, { type MqttClient } from "mqtt";

/** What a sender knows of its readings: instants by the value that it gave them. */
export interface Ledger {
  /** Acknowledged by the broker: each must be found, once, as a point or as a conflict. */
  readonly acknowledged: Map<number, number>;
  /** Sent and not acknowledged yet: each may be found, once at most. */
  readonly sent: Map<number, number>;
}

export interface Sender {
  readonly station: string;
  readonly ledger: Ledger;
  /** Stops after the batches under way are acknowledged. */
  finish(): Promise<void>;
}

export interface SenderOptions {
  readonly station: string;
  readonly url: string;
  /** Batches that wait for their acknowledgement at a time. */
  readonly window: number;
  /** Pause between two batches of one lane, in ms. */
  readonly pauseMs: number;
}

const FIRST_AT = Date.UTC(2026, 0, 1);
const READINGS_PER_BATCH = 3;
/** Each so many batches come a second time under their name, with other values for their instants. */
const TWIN_EVERY = 10;
const TWIN_ADDS = 0.25;

/** Resolves when the batch is acknowledged, however many connections that takes. */
const deliver = async (client: MqttClient, topic: string, payload: string): Promise<void> => {
  while (true) {
    if (!client.connected)
      await new Promise<void>((resolve) => client.once("connect", () => resolve()));
    const acknowledged = await new Promise<boolean>((resolve) => {
      const onClose = () => resolve(false);
      client.once("close", onClose);
      client.publish(topic, payload, { qos: 1 }, (error) => {
        client.off("close", onClose);
        resolve(error === undefined || error === null);
      });
    });
    if (acknowledged) return;
  }
};

/** A station that never gives up: it sends numbered readings and keeps account of each. */
export const startSender = ({ station, url, window, pauseMs }: SenderOptions): Sender => {
  const client = mqtt.connect(url, {
    clientId: station,
    username: station,
    reconnectPeriod: 100,
    connectTimeout: 2000,
    keepalive: 5,
  });
  client.setMaxListeners(10 * window);
  client.on("error", () => undefined);
  const ledger: Ledger = { acknowledged: new Map(), sent: new Map() };
  let seq = 0;
  let finishing = false;

  const sendBatch = async (number: number, add: number): Promise<void> => {
    const readings = Array.from({ length: READINGS_PER_BATCH }, (_, index) => {
      const place = number * READINGS_PER_BATCH + index;
      return { at: FIRST_AT + place * 1000, sensor: "torture", values: { pm2_5: place + add } };
    });
    for (const { at, values } of readings) ledger.sent.set(values.pm2_5, at);
    const batch: Batch = { boot: "torture0", seq: number, clock: "ntp", readings };
    await deliver(client, `dcz/1/${station}/readings`, JSON.stringify(batch));
    for (const { at, values } of readings) ledger.acknowledged.set(values.pm2_5, at);
  };

  const lane = async (): Promise<void> => {
    while (!finishing) {
      const number = seq++;
      await sendBatch(number, 0);
      if (number % TWIN_EVERY === 0) await sendBatch(number, TWIN_ADDS);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const lanes = Array.from({ length: window }, lane);

  return {
    station,
    ledger,
    async finish() {
      finishing = true;
      await Promise.all(lanes);
      await client.endAsync(true);
    },
  };
};
