import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCounters } from "../counters.ts";
import { temporaryFolder } from "../folder.fixture.ts";
import { airtimeRules } from "../lora/airtime-ledger.ts";
import { openScriptedModem } from "../lora/modem.fixture.ts";
import { openCloud } from "../site.fixture.ts";
import { openLoraNotes } from "../store/lora-notes.ts";
import { batch, message, openStore, payloadOf, today } from "../store/store.fixture.ts";
import { openFailover } from "./failover.ts";
import { openLoraUplink } from "./lora.ts";
import { openMqttUplink } from "./mqtt.ts";

const patient = { timeout: 30_000 };

test("LoRa stands in while the connection is down, and all the detail goes out when it is back", async () => {
  let now = today;
  const log = pino({ level: "silent" });
  const store = openStore(temporaryFolder());
  const modem = await openScriptedModem();
  const cloud = await openCloud();
  const quick = { random: () => 0, firstRetryMs: 20, longestRetryMs: 40, now: () => now, log };
  const notes = openLoraNotes(store.database, store.commits);
  const uplink = openFailover({
    candidates: [
      {
        name: "mqtt",
        open: () =>
          openMqttUplink({
            ...{ url: cloud.url, id: "gateway", counters: createCounters(), onDownward: () => {} },
            ...{ outbox: store.outbox, retained: store.retained, stations: store.stations },
            ...quick,
          }),
      },
      {
        name: "lora",
        open: () =>
          openLoraUplink({
            ...{ path: modem.path, appKey: "0".repeat(32), joinEui: "0".repeat(16) },
            ...{ spreadingFactor: 9, rules: airtimeRules.ttn, isStandIn: true },
            ...{ outbox: store.outbox, notes, lookEveryMs: 20, ...quick },
          }),
      },
    ],
    ...{ now: () => now, patienceMs: 300_000, lookEveryMs: 10 },
  });
  onTestFinished(async () => {
    await uplink.stop();
    store.close();
  });
  await vi.waitFor(() => expect(uplink.link().state).toBe("connected"), patient);
  expect(uplink.inUse()).toBe("mqtt");

  await cloud.kill();
  await vi.waitFor(() => expect(uplink.link().state).not.toBe("connected"), patient);
  for (let minute = 0; minute < 60; minute++) {
    const at = today + minute * 60_000;
    await store.outbox.append(message("dcz/1/workshop/readings", payloadOf(batch(minute, at)), at));
  }
  now += 240_000;
  expect(modem.asked).toEqual([]);
  now += 3_600_000;
  await vi.waitFor(() => expect(modem.sent).toHaveLength(1), patient);
  expect(uplink.inUse()).toBe("lora");
  expect(uplink.airtime()).toMatchObject({ mostMs: 30_000 });
  expect(store.outbox.waiting().readings).toBe(60);

  const back = await openCloud({ port: cloud.port });
  await vi.waitFor(() => expect(store.outbox.waiting().messages).toBe(0), patient);
  await vi.waitFor(() => expect(uplink.airtime()).toBeUndefined(), patient);
  expect(uplink.inUse()).toBe("mqtt");
  const instants = back.payloads.flatMap((bytes) => {
    const parsed = parsePayload(Batch, bytes);
    return parsed.ok ? parsed.value.readings.map(({ at }) => at) : [];
  });
  expect(new Set(instants).size).toBe(60);
  expect(instants).toHaveLength(60);
}, 90_000);
