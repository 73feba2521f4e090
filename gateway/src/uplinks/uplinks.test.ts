import { Batch } from "@datacityzen/hardware/wire/batch";
import { decodeLora } from "@datacityzen/hardware/wire/lora";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { createCounters } from "../counters.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { airtimeRules } from "../lora/airtime-ledger.ts";
import { openScriptedModem } from "../lora/modem.fixture.ts";
import { openCloud } from "../site.fixture.ts";
import { openLoraNotes } from "../store/lora-notes.ts";
import { batch, message, openStore, payloadOf, today } from "../store/store.fixture.ts";
import { openGprsUplink } from "./gprs.ts";
import { openLoraUplink } from "./lora.ts";
import { type MqttUplinkOptions, openMqttUplink } from "./mqtt.ts";
import { describeUplink, type UplinkTrial } from "./uplink.contract.ts";
import type { Uplink } from "./uplink.ts";

const hourMs = 3_600_000;
const quick = { firstRetryMs: 20, longestRetryMs: 40 } as const;
const log = pino({ level: "silent" });

const openSite = () => {
  let now = today;
  const store = openStore(temporaryFolder());
  let seq = 0;
  return {
    store,
    now: () => now,
    measure: async (uplink: Uplink) => {
      const messages = Array.from({ length: 12 }, (_, index) => {
        const at = now + index * 300_000;
        return message("dcz/1/workshop/readings", payloadOf(batch(seq++, at)), at);
      });
      await Promise.all(messages.map((each) => store.outbox.append(each)));
      now += hourMs + 180_000;
      uplink.wake();
    },
    closeAfter: (uplink: Uplink) =>
      onTestFinished(async () => {
        await uplink.stop();
        store.close();
      }),
  };
};

/** A link to a broker, on a port that stays the same when it is killed. */
const overMqtt = (open: (link: MqttUplinkOptions) => Uplink) => async (): Promise<UplinkTrial> => {
  const site = openSite();
  const { store } = site;
  let cloud = await openCloud();
  const { port, url } = cloud;
  const clouds = [cloud];
  const uplink = open({
    ...{ url, id: "gateway", log, counters: createCounters(), onDownward: () => {} },
    ...{ outbox: store.outbox, retained: store.retained, stations: store.stations },
    ...{ now: site.now, random: () => 0, ...quick },
  });
  site.closeAfter(uplink);
  return {
    ...{ uplink, outbox: store.outbox, measure: () => site.measure(uplink) },
    arrived: () =>
      clouds.flatMap(({ payloads }) =>
        payloads.flatMap((bytes) => {
          const parsed = parsePayload(Batch, bytes);
          return parsed.ok ? parsed.value.readings.map(({ at }) => at) : [];
        }),
      ),
    cut: () => cloud.kill(),
    mend: async () => {
      cloud = await openCloud({ port });
      clouds.push(cloud);
    },
  };
};

describeUplink("mqtt", overMqtt(openMqttUplink));

describeUplink(
  "gprs",
  overMqtt((link) =>
    openGprsUplink({ ...link, ...quick, budget: 1_000_000, before: undefined, keep: () => {} }),
  ),
);

describeUplink("lora", async () => {
  const site = openSite();
  const { store } = site;
  const modem = await openScriptedModem();
  const uplink = openLoraUplink({
    ...{ path: modem.path, appKey: "0".repeat(32), joinEui: "0".repeat(16), spreadingFactor: 9 },
    ...{ rules: airtimeRules.own, isStandIn: false, outbox: store.outbox, log },
    ...{ notes: openLoraNotes(store.database, store.commits), now: site.now, random: () => 0 },
    ...{ ...quick, lookEveryMs: 20 },
  });
  site.closeAfter(uplink);
  return {
    ...{ uplink, outbox: store.outbox, measure: () => site.measure(uplink) },
    arrived: () =>
      modem.sent.flatMap(({ bytes }) => {
        const decoded = decodeLora(bytes, { received: site.now() });
        return decoded.ok ? decoded.readings.map(({ at }) => at) : [];
      }),
    // Of the network a modem knows that it is not in it any more.
    cut: async () => {
      modem.state.mood = "denies";
      modem.state.joined = false;
    },
    mend: async () => {
      modem.state.mood = "works";
    },
  };
});
