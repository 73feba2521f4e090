import { readdir, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEntry } from "../audit/tables.ts";
import { openMediaFiles } from "./files.ts";
import { type MediaUnderTest, type Medium, openMediaUnderTest } from "./media.fixture.ts";
import { picture } from "./pictures.fixture.ts";

let subject: MediaUnderTest;
beforeAll(async () => {
  subject = await openMediaUnderTest();
});
afterAll(() => subject.remove());
beforeEach(() => subject.empty());

const noise = (seed: number) =>
  sharp({
    create: {
      width: 700,
      height: 500,
      channels: 3,
      background: "#888",
      noise: { type: "gaussian", mean: 128, sigma: 60 + seed },
    },
  })
    .png()
    .toBuffer();

test("one account and all together have so much room, also when uploads come at once", async () => {
  const jeanne = await subject.newPerson();
  const pictures = await Promise.all([1, 2, 3, 4].map(noise));
  const answers = [];
  for (const pair of [pictures.slice(0, 2), pictures.slice(2)])
    answers.push(...(await Promise.all(pair.map((bytes) => subject.upload(jeanne, bytes)))));
  const codes = answers.map(({ status, body }) => (status === 201 ? "taken" : body.code));
  expect(codes).toContain("media_quota");
  const list = await subject.ask("/api/v1/media", jeanne);
  const { used, most, media } = list.body as unknown as {
    used: number;
    most: number;
    media: Medium[];
  };
  expect(used).toBeLessThanOrEqual(most);
  expect(media).toHaveLength(codes.filter((code) => code === "taken").length);
  subject.fillDisk();
  const full = await subject.upload(await subject.newPerson(), await picture().png().toBuffer());
  expect(full.body).toMatchObject({ code: "media_quota" });
  expect((await subject.onDisk()).every((name) => /^[0-9a-f]{2}\//.test(name))).toBe(true);
});

test("somebody who acts for another uploads into their room, and both are named", async () => {
  const jeanne = await subject.newPerson();
  const mediator = await subject.newPerson({ actingFor: jeanne });
  const { body } = await subject.upload(mediator, await picture().png().toBuffer());
  expect((await subject.ask(`/api/v1/media/${body.id}`, jeanne)).status).toBe(200);
  const [entry] = await subject.records.db.select().from(auditEntry);
  expect(entry).toMatchObject({ action: "media.add", actor: mediator, onBehalfOf: jeanne });
});

test("uploads of one account wait for each other; what a killed program left is removed", async () => {
  const jeanne = await subject.newPerson();
  const { hostname, port } = new URL(subject.address);
  const slow = [1, 2].map(() => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: x\r\nX-Person: ${jeanne}\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nab';
    socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    return socket;
  });
  await expect.poll(async () => (await readdir(join(subject.folder, "incoming"))).length).toBe(2);
  const third = await subject.upload(jeanne, await picture().png().toBuffer());
  expect(third).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
  expect(
    (await subject.upload(await subject.newPerson(), await picture().png().toBuffer())).status,
  ).toBe(201);
  for (const socket of slow) socket.destroy();
  await expect.poll(async () => (await readdir(join(subject.folder, "incoming"))).length).toBe(0);
  expect((await subject.upload(jeanne, await picture().png().toBuffer())).status).toBe(201);
  await writeFile(join(subject.folder, "incoming", "left"), "x");
  await openMediaFiles(subject.folder);
  expect(await readdir(join(subject.folder, "incoming"))).toEqual([]);
});

test("uploads that stay give their places to others, the slowest first, when all places are taken", async () => {
  const { hostname, port } = new URL(subject.address);
  const begin = (who: string) => {
    const socket = connect(Number(port), hostname);
    const answers: string[] = [];
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => answers.push(String(chunk)));
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: x\r\nX-Person: ${who}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
    );
    return { socket, answers };
  };
  const incoming = join(subject.folder, "incoming");
  const idle: ReturnType<typeof begin>[] = [];
  for (const _ of [1, 2, 3, 4]) {
    const who = await subject.newPerson();
    idle.push(begin(who), begin(who));
    await expect.poll(async () => (await readdir(incoming)).length).toBe(idle.length);
  }
  for (const [index, { socket }] of idle.entries())
    if (index !== 5) socket.write("x".repeat(100_000));
  const received = async () => {
    const files = (await readdir(incoming)).map((name) =>
      stat(join(incoming, name, "file")).catch(() => ({ size: 0 })),
    );
    return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
  };
  await expect.poll(received).toBeGreaterThan(600_000);
  const png = await picture().png().toBuffer();
  const patient = await subject.newPerson();
  expect((await subject.upload(patient, png)).status).toBe(429);
  subject.pass(10_000);
  expect((await subject.upload(patient, png)).status).toBe(201);
  await expect.poll(() => idle[5]?.answers.join("")).toMatch(/^HTTP\/1.1 400 /);
  expect(idle.filter(({ answers }) => answers.length > 0)).toHaveLength(1);
  for (const { socket } of idle) socket.destroy();
  await expect.poll(async () => (await readdir(incoming)).length).toBe(0);
});
