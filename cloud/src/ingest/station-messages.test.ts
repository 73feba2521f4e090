import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { NOW } from "./ingest.fixture.ts";

let subject: CloudUnderTest;
beforeEach(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterEach(() => subject.remove());

test("clearing a retained status or hello changes nothing", async () => {
  const client = await subject.connect();
  const status = JSON.stringify({ state: "sleeping", at: NOW });
  await client.publishAsync("dcz/1/ab/status", status, { qos: 1, retain: true });
  for (const kind of ["status", "hello"])
    await client.publishAsync(`dcz/1/ab/${kind}`, "", { qos: 1, retain: true });
  expect((await subject.get("/api/v1/stations/ab")).body).toMatchObject({ state: "sleeping" });
  expect((await subject.get("/api/v1/health")).body).toMatchObject({ quarantined: 0 });
});

test("nobody subscribes to what stations send", async () => {
  const client = await subject.connect();
  for (const filter of ["#", "dcz/#", "dcz/1/+/readings", "dcz/1/ab/readings", "$SYS/#"]) {
    // MQTT 3.1.1 refuses a subscription with the code 0x80, which the client turns into an error.
    await expect(client.subscribeAsync(filter), filter).rejects.toThrow();
  }
});

test("a station introduces itself, says how it is, and its will speaks when it vanishes", async () => {
  const station = await subject.connect("station");
  await station.publishAsync(
    "dcz/1/ab/hello",
    JSON.stringify({
      kit: "workshop-table",
      sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: 60_000 }],
      software: { edge: "0.1.0" },
    }),
    { qos: 1, retain: true },
  );
  await station.publishAsync("dcz/1/ab/status", JSON.stringify({ state: "online", at: NOW }), {
    qos: 1,
    retain: true,
  });
  const shown = {
    id: "ab",
    kit: "workshop-table",
    state: "starting",
    said: { state: "online", since: new Date(NOW).toISOString() },
    sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: "PT1M" }],
  };
  expect((await subject.get("/api/v1/stations/ab")).body).toMatchObject(shown);
  await subject.restart();
  expect((await subject.get("/api/v1/stations/ab")).body).toMatchObject(shown);

  const dying = await subject.connect("dying", {
    will: {
      topic: "dcz/1/ab/status",
      payload: Buffer.from('{"state":"offline"}'),
      qos: 1,
      retain: true,
    },
  });
  dying.stream.destroy();
  await expect
    .poll(async () => (await subject.get("/api/v1/stations/ab")).body)
    .toMatchObject({ state: "offline" });
});
