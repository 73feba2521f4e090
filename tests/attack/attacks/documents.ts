import type { Attack } from "../attack.ts";
import { stationName, topic } from "../payloads.ts";
import { connectRaw, publishAll } from "../raw-mqtt.ts";

const largeStatus = (names: number): string =>
  JSON.stringify({
    state: "online",
    at: Date.now(),
    health: {
      uptime: 1,
      waiting: 0,
      dropped: 0,
      rejected: Object.fromEntries(
        Array.from({ length: names }, (_, index) => [
          `sensor-${String(index).padStart(40, "x")}`,
          { ["a".repeat(30)]: index, ["b".repeat(30)]: index },
        ]),
      ),
    },
  });

/** 270 rows of 1 MB once exhausted the store's memory, and it could not start again. */
export const largeStatuses: Attack = {
  name: "large-statuses",
  target: "cloud",
  what: "statuses of nearly 1 MB, each of another station",
  async run({ site, amount, note }) {
    const gateway = await connectRaw(site.cloud.mqttPort, "large", { username: "gateway:large" });
    const payload = largeStatus(7000);
    const statuses = Array.from(
      { length: amount(280) },
      (_, index) => [topic(stationName(index), "status"), payload] as const,
    );
    const { sent, acknowledged } = await publishAll(gateway, statuses);
    note(`${sent} statuses of ${payload.length} bytes, ${acknowledged()} acknowledged`);
    gateway.close();
  },
};

/** 20 000 statuses at once made an honest station wait 21 s. */
export const statusFlood: Attack = {
  name: "status-flood",
  target: "cloud",
  what: "statuses of many stations at once, by one sender",
  async run({ site, amount, note }) {
    const gateway = await connectRaw(site.cloud.mqttPort, "flood", { username: "gateway:flood" });
    const statuses = Array.from(
      { length: amount(20_000) },
      (_, index) =>
        [topic(stationName(index), "status"), `{"state":"online","at":${Date.now()}}`] as const,
    );
    const began = performance.now();
    const { sent, acknowledged } = await publishAll(gateway, statuses);
    note(
      `${acknowledged()} of ${sent} statuses acknowledged in ${Math.round(performance.now() - began)} ms`,
    );
    gateway.close();
  },
};
