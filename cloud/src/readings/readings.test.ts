import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Answer, type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { boxOf } from "../hosting/box.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const DAY_MS = 86_400_000;
const NDJSON = "application/x-ndjson";

let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterAll(() => subject.remove());

const basic = (user: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`,
});

const batch = (seq: number, at = NOW + seq, value = seq) => ({
  boot: "abcdefgh",
  seq,
  clock: "ntp",
  readings: [{ at, sensor: "sds011-58d9", values: { pm2_5: value } }],
});
const of = (station: string, seq: number) => ({ station, ...batch(seq) });
const lines = (documents: readonly unknown[]) =>
  documents.map((one) => `${typeof one === "string" ? one : JSON.stringify(one)}\n`).join("");

const send = (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  subject.get("/api/v1/readings", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
const sendLines = (documents: readonly unknown[], headers: Record<string, string> = {}) =>
  send(lines(documents), { "content-type": NDJSON, ...headers });

const values = async (station: string) => {
  const { body } = await subject.get(
    `/api/v1/series?station=${station}&quantity=pm2_5&from=2026-11-01&until=2026-12-01`,
  );
  // Nobody knows a station of which nothing was kept.
  const { series = [] } = body as { series?: { points: { value: number }[] }[] };
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

const openRequest = async (head: string): Promise<Socket> => {
  const { hostname, port } = new URL(subject.cloud().http);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(`POST /api/v1/readings HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n`);
  return socket;
};

/** A request that is refused while its body has not come is answered, and its connection ends. */
const refusedBeforeItsBody = async (): Promise<string> => {
  const socket = await openRequest(
    "Content-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 100000000",
  );
  const [answer] = await once(socket, "data");
  await once(socket, "close");
  return String(answer);
};

const ACCEPTED = { accepted: 1, refused: 0, refusals: [] };

test("one batch is there when it is answered, once however often it comes, and after a restart", async () => {
  const own = await openCloudUnderTest(() => NOW);
  const [shared, ours] = [subject, own];
  subject = ours;
  try {
    for (const _ of [1, 2]) {
      const answer = await send(JSON.stringify(batch(1)), basic("balcony", "a secret of mine"));
      expect([answer.status, answer.body]).toEqual([200, ACCEPTED]);
    }
    expect(await values("balcony")).toEqual([1]);
    await own.restart();
    expect(await values("balcony")).toEqual([1]);
    // The secret that was given first is that of the name, over MQTT too.
    const credentials = { username: "balcony", password: "a secret of mine" };
    const client = await own.connect("b", credentials);
    await client.publishAsync("dcz/1/balcony/readings", JSON.stringify(batch(2)), { qos: 1 });
    expect(await values("balcony")).toEqual([1, 2]);
  } finally {
    subject = shared;
    await own.remove();
  }
});

test("who proves nothing is refused, late, and hears how; a station sends for itself alone", async () => {
  const { name, secret } = boxOf("roof");
  expect((await send(JSON.stringify(batch(1)), basic(name, secret))).status).toBe(200);
  const body = JSON.stringify(of(name, 1));
  const from = performance.now();
  const unread = refusedBeforeItsBody();
  const refused = await Promise.all([
    send(body, basic(name, boxOf("other").secret)),
    send(body, basic(name, "")),
    send(body, basic("No Name", secret)),
    send(body, basic("gateway:No Name", secret)),
    send(body),
    send(body, { "sec-fetch-site": "same-origin" }),
    send(body, { authorization: "Digest abc" }),
    sendLines([of(name, 1)], { "x-forwarded-for": "203.0.113.7" }),
  ]);
  expect(performance.now() - from).toBeGreaterThan(4500);
  expect(await unread).toMatch(/^HTTP\/1\.1 415 /);
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
  for (const { headers, body: problem } of refused) {
    expect(headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(problem).toMatchObject({ code: "not_authenticated" });
    expect((problem as { detail: string }).detail).toContain("curl -u NAME:SECRET");
  }
  expect((await send(body, { origin: "https://elsewhere.example" })).status).toBe(403);
  const other = await send(JSON.stringify(of("somebody-else", 1)), basic(name, secret));
  expect([other.status, (other.body as { code: string }).code]).toEqual([403, "not_allowed"]);
  const mixed = await sendLines(
    [of(name, 2), of("somebody-else", 3), batch(4)],
    basic(name, secret),
  );
  expect(mixed.body).toMatchObject({
    ...{ accepted: 2, refused: 1 },
    refusals: [{ line: 2, reason: "not_allowed" }],
  });
  expect(await values(name)).toEqual([1, 2, 4]);
  expect(await values("somebody-else")).toEqual([]);
  // An account's session, or a key, is not a station; the machine's own token may send for any.
  const machine = await subject.getAsAdministrator("/api/v1/readings", {
    method: "POST",
    headers: { "content-type": NDJSON },
    body: lines([of("imported", 5)]),
  });
  expect(machine.body).toEqual(ACCEPTED);
});

test("a gateway sends for the stations that the broker lets it send for, and names them", async () => {
  const gateway = basic("gateway:fablab", "the gateway's secret");
  const { name, secret } = boxOf("proven");
  expect((await send(JSON.stringify(batch(1)), basic(name, secret))).status).toBe(200);
  const answer = await sendLines(
    [of("of-the-house", 1), of(name, 7), batch(8), of("of-the-house", 9)],
    gateway,
  );
  expect(answer.body).toMatchObject({
    ...{ accepted: 2, refused: 2 },
    refusals: [
      { line: 2, reason: "not_allowed" },
      { line: 3, reason: "invalid", detail: expect.stringContaining("station") },
    ],
  });
  expect(await values("of-the-house")).toEqual([1, 9]);
  expect(await values(name)).toEqual([1]);
  expect((await send(JSON.stringify(of(name, 7)), gateway)).status).toBe(403);
  const { body } = await subject.get("/api/v1/stations/of-the-house");
  expect(body).not.toHaveProperty("state", "cut_off");
});

test("without a secret as at the broker: from this machine, under names that nothing proves", async () => {
  expect((await send(JSON.stringify(of("kitchen-sensor", 1)))).body).toEqual(ACCEPTED);
  expect((await sendLines([of("kitchen-sensor", 2), of("attic", 3)])).body).toMatchObject({
    accepted: 2,
  });
  expect(await values("kitchen-sensor")).toEqual([1, 2]);
});

test("what cannot be kept is answered with its reason, kept in quarantine, and told on receipts", async () => {
  const client = await subject.connect("faulty");
  await client.subscribeAsync("dcz/1/faulty/receipts", { qos: 1 });
  const told = new Promise<readonly [string, Buffer]>((resolve) => {
    client.once("message", (topic, payload) => resolve([topic, payload]));
  });
  const answer = await sendLines([
    of("faulty", 1),
    { ...of("faulty", 2), readings: [] },
    { ...of("faulty", 3), readings: batch(3, NOW + 500 * DAY_MS).readings },
    { ...of("faulty", 1), readings: batch(1, NOW + 1, 99).readings },
    {
      ...of("faulty", 4),
      readings: [{ at: NOW + 4, sensor: "sds011-58d9", values: { pm2_5: 4, nonsense: 1 } }],
    },
  ]);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    ...{ accepted: 3, refused: 2 },
    refusals: [
      { line: 2, reason: "invalid", quarantined: expect.any(Number) },
      { line: 3, reason: "clock_ahead", quarantined: expect.any(Number) },
      { line: 4, reason: "conflict", isPart: true, quarantined: expect.any(Number) },
      { line: 5, reason: "invalid", isPart: true, detail: expect.stringContaining("nonsense") },
    ],
  });
  expect(await values("faulty")).toEqual([1, 4]);
  const [topic, payload] = await told;
  expect(topic).toBe("dcz/1/faulty/receipts");
  expect(JSON.parse(String(payload))).toMatchObject({ outcome: "quarantined" });
  const { body } = await subject.getAsAdministrator("/api/v1/quarantine?station=faulty");
  expect(body).toMatchObject({ total: 4 });
  const alone = await send(JSON.stringify({ ...of("faulty", 2), readings: [] }));
  expect(alone.status).toBe(400);
  expect(alone.body).toMatchObject({ code: "readings_refused" });
  expect((alone.body as { detail: string }).detail).toMatch(/^invalid: .*readings/s);
});

test("clocks are judged and values marked as over MQTT; too many names are refused", async () => {
  await send(JSON.stringify({ ...of("ahead", 1), readings: batch(1, NOW + 2 * DAY_MS).readings }));
  const { body } = await subject.get(
    "/api/v1/series?station=ahead&quantity=pm2_5&from=2026-11-01&until=2026-12-30",
  );
  expect(JSON.stringify(body)).toContain("clock_doubtful");
  const readings = Array.from({ length: 120 }, (_, index) => ({
    ...{ at: NOW, sensor: `sensor-${index}`, values: { pm10: 1 } },
  }));
  const many = await send(JSON.stringify({ ...of("crowded", 1), readings }));
  expect(many.body).toMatchObject({
    accepted: 1,
    refusals: [{ reason: "too_many", isPart: true }],
  });
});

test("hostile lines cost themselves alone", async () => {
  const deep = `{"station":"victim","boot":"abcdefgh","seq":1,"clock":"ntp","readings":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  const hostile = [
    "nonsense",
    "[]",
    "null",
    deep,
    `{"readings":${"[".repeat(50_000)}${"]".repeat(50_000)},"station":"victim"}`,
    `{"station":"victim","boot":"abcdefgh","seq":1,"seq":2,"clock":"ntp","readings":[]}`,
    JSON.stringify(of("victim", 2)).replace('"pm2_5":2', '"pm2_5":1e999'),
    JSON.stringify(of("victim", 3)).replace("sds011", "\\u0000"),
    JSON.stringify(of("victim", 4)).replace("sds011", "\u0000"),
    `{"station":"victim","__proto__":{"x":1}}`,
    `{"__proto__":{"x":1},"station":"victim"}`,
    "x".repeat(1024 * 1024 + 1),
  ];
  const text = Buffer.concat([
    Buffer.from(lines([of("victim", 1)])),
    Buffer.from(lines(hostile)),
    Buffer.from('{"station":"victim","boot":"'),
    Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
    Buffer.from(`"}\n\n \r\n${lines([of("victim", 5)]).trimEnd()}\r\n`),
  ]);
  const answer = await send(new Uint8Array(text), { "content-type": NDJSON });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ accepted: 2, refused: hostile.length + 1 });
  expect(await values("victim")).toEqual([1, 5]);
  const flood = await sendLines(Array.from({ length: 300 }, () => "nonsense"));
  expect(flood.body).toMatchObject({ accepted: 0, refused: 300, refusalsLeftOut: 200 });
  expect((flood.body as { refusals: unknown[] }).refusals.length).toBe(100);
});

test("bodies of another type, compressed, too large or empty are refused in words", async () => {
  const body = JSON.stringify(of("typed", 1));
  const form = await send(body, { "content-type": "application/x-www-form-urlencoded" });
  expect([form.status, form.body]).toMatchObject([415, { code: "unsupported_type" }]);
  expect((form.body as { detail: string }).detail).toContain("application/json");
  const packed = await send(body, { "content-encoding": "gzip" });
  expect([packed.status, packed.body]).toMatchObject([415, { code: "unsupported_type" }]);
  const large = await send(`${body}${" ".repeat(1024 * 1024)}`);
  expect([large.status, large.body]).toMatchObject([413, { code: "too_large" }]);
  const empty = await send("");
  expect([empty.status, empty.body]).toMatchObject([400, { code: "readings_refused" }]);
  expect((await sendLines([])).body).toEqual({ accepted: 0, refused: 0, refusals: [] });
  const asked = await subject.get("/api/v1/readings?station=typed", {
    ...{ method: "POST", body },
    headers: { "content-type": "application/json" },
  });
  expect(asked.body).toMatchObject({ code: "unknown_parameter" });
  expect(await values("typed")).toEqual([]);
});

test("the rest of a body that is too large flows away: its sender hears why, and goes on", async () => {
  const length = 16 * 1024 * 1024;
  const socket = await openRequest(`Content-Type: application/json\r\nContent-Length: ${length}`);
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.on("data", (piece: Buffer) => {
    heard += piece;
  });
  socket.write(Buffer.alloc(length, " "));
  const body = JSON.stringify(of("goes-on", 1));
  socket.write(
    `POST /api/v1/readings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(() => heard).toContain('{"accepted":1');
  expect(heard).toMatch(/^HTTP\/1\.1 413 /);
});

test("types are read whatever their case and their parameters", async () => {
  const many = await send(lines([of("typed-otherwise", 1), of("typed-otherwise", 2)]), {
    "content-type": "Application/X-NDJSON; charset=utf-8",
  });
  expect(many.body).toMatchObject({ accepted: 2 });
});

test("lines before a broken connection are kept; sent again, they change nothing", async () => {
  const socket = await openRequest(`Content-Type: ${NDJSON}\r\nContent-Length: 1000000`);
  socket.write(
    lines([of("cut-off", 1), of("cut-off", 2)]) + JSON.stringify(of("cut-off", 3)).slice(0, -3),
  );
  await expect.poll(() => values("cut-off")).toEqual([1, 2]);
  socket.destroy();
  const again = await sendLines([1, 2, 3].map((seq) => of("cut-off", seq)));
  expect(again.body).toEqual({ accepted: 3, refused: 0, refusals: [] });
  expect(await values("cut-off")).toEqual([1, 2, 3]);
});

test("many lines of many stations in one request, each once", async () => {
  const documents = Array.from({ length: 6000 }, (_, index) => of(`many-${index % 7}`, index));
  const answer = await sendLines(documents);
  expect(answer.body).toEqual({ accepted: 6000, refused: 0, refusals: [] });
  const counts = await Promise.all(
    Array.from({ length: 7 }, async (_, index) => (await values(`many-${index}`)).length),
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(6000);
});
