import fc from "fast-check";
import { expect, test } from "vitest";
import { today } from "../store/store.fixture.ts";
import {
  chirpStackTopic,
  chirpStackUplink,
  eui,
  frameOf,
  theThingsTopic,
  theThingsUplink,
} from "./network-uplink.fixture.ts";
import { networkOf, readUplink } from "./network-uplink.ts";
import { batchOf, stationOf } from "./station-batch.ts";

const json = (document: unknown) => Buffer.from(JSON.stringify(document));

test("an uplink of either network is the same frame; what the network leaves out is 0", () => {
  const bytes = frameOf(today);
  const thing = readUplink("the-things-stack", json(theThingsUplink(0, bytes)));
  expect(thing).toMatchObject({
    ok: true,
    value: { device: eui, session: "AYc3+Q==", counter: 0, port: 1, rssi: -97 },
  });
  // Received 57 ms after it began, of which 56.576 were its time on air.
  expect(thing.ok && Math.round(thing.value.sent)).toBe(today);
  const stack = readUplink("chirpstack", json(chirpStackUplink(7, bytes)));
  expect(stack).toMatchObject({
    ok: true,
    value: { device: eui, session: "00189440", counter: 7, port: 1, rssi: -48, sent: today },
  });
});

test("a frame is a batch named by device, session and counter, with the radio's level beside it", () => {
  const read = readUplink("chirpstack", json(chirpStackUplink(7, frameOf(today))));
  if (!read.ok) throw new Error(read.reason);
  expect(stationOf(read.value)).toBe(`lora-${eui}`);
  const batch = batchOf(read.value);
  expect(batch).toMatchObject({ seq: 7, clock: "ntp" });
  expect(batch?.readings.map(({ at, values }) => [at - today, values])).toEqual([
    [-900_000, { pm2_5: 7, temperature: 10.5 }],
    [-600_000, { pm2_5: 6, temperature: 10.5 }],
    [-300_000, { pm2_5: 5, temperature: 10.5 }],
    [0, { signal_strength: -48, signal_to_noise: 9 }],
  ]);
  // A gateway that sends over LoRa has a port for each of its stations.
  expect(stationOf({ ...read.value, port: 103 })).toBe(`lora-${eui}-3`);
  expect(batchOf(read.value)).toEqual(batch);
  const joined = { ...read.value, session: "another" };
  expect(batchOf(joined)?.boot).not.toBe(batch?.boot);
  expect(batchOf({ ...read.value, bytes: Buffer.from("another codec") })).toBeUndefined();
});

test("topics tell the network; acknowledgements, joins and states are none of them", () => {
  expect(networkOf(theThingsTopic)).toBe("the-things-stack");
  expect(networkOf(chirpStackTopic)).toBe("chirpstack");
  for (const other of [
    "v3/dcz-country@ttn/devices/field-1/join",
    "v3/dcz-country@ttn/devices/field-1/down/sent",
    `application/3f2a/device/${eui}/event/join`,
    "dcz/1/workshop/readings",
  ])
    expect(networkOf(other)).toBeUndefined();
});

test("whatever is sent is an uplink, empty or malformed, and nothing throws", () => {
  const empty = theThingsUplink(3, Buffer.alloc(0));
  expect(readUplink("the-things-stack", json(empty))).toEqual({ ok: false, reason: "empty" });
  const broken: unknown[] = [
    ...[null, [], {}, "x", { end_device_ids: {} }],
    { ...theThingsUplink(1, frameOf(today)), received_at: "yesterday" },
    { ...theThingsUplink(1, frameOf(today)), end_device_ids: { dev_eui: "../../etc" } },
  ];
  for (const document of broken)
    expect(readUplink("the-things-stack", json(document))).toEqual({
      ...{ ok: false, reason: "malformed" },
    });
  expect(readUplink("chirpstack", Buffer.from('{"fCnt":-1'))).toMatchObject({ ok: false });
  expect(readUplink("chirpstack", Buffer.alloc(300 * 1024, 0x20))).toMatchObject({ ok: false });
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom("the-things-stack", "chirpstack"),
      (value, network) => {
        expect(readUplink(network, json(value)).ok).toBe(false);
      },
    ),
  );
});
