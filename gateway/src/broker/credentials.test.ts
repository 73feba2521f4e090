import { createHash } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labelOf } from "@datacityzen/hardware/device/label";
import { nameFor, passwordOf, proofOf } from "@datacityzen/hardware/device/secret";
import { Introduction, introductionTopic } from "@datacityzen/hardware/wire/introduction";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { openClient, openCloud, openSite } from "../site.fixture.ts";
import { openStationCredentials } from "../store/credentials.ts";
import { batch, payloadOf } from "../store/store.fixture.ts";
import { isOwnNetwork } from "./own-network.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const secret = sha256("a secret");
const name = nameFor("station", proofOf(secret, sha256), sha256);
const qos1 = { qos: 1 } as const;
const readings = `dcz/1/${name}/readings`;
const send = (seq: number) => Buffer.from(payloadOf(batch(seq)));

test("a station's name is for its secret, and what others publish under it goes nowhere", async () => {
  const site = await openSite(temporaryFolder());
  const cloud = await openCloud();
  site.join(cloud.url, { introductions: site.credentials.introductions });
  const station = await openClient(site.url, { clientId: "s", username: name, password: secret });
  await station.publishAsync(readings, send(1), qos1);
  for (const password of [undefined, sha256("guess"), `${sha256("guess")} ${secret.slice(1)}0`])
    await expect(
      openClient(site.url, { username: name, ...(password === undefined ? {} : { password }) }),
    ).rejects.toThrow(/not authorized/i);
  // Acknowledged, as an MQTT 3.1.1 client would send it again for ever, and passed on to nobody.
  const other = await openClient(site.url, { clientId: "o" });
  await other.publishAsync(readings, send(2), qos1);
  await other.publishAsync(introductionTopic(name), "{}", qos1);
  await station.publishAsync("dcz/1/another/readings", send(3), qos1);
  await other.publishAsync("dcz/1/shed/readings", send(4), qos1);
  await expect
    .poll(() => cloud.acknowledged.map(({ topic }) => topic), { timeout: 30_000 })
    .toContain("dcz/1/shed/readings");
  const topics = cloud.acknowledged.map(({ topic }) => topic);
  expect(topics.filter((topic) => topic === readings)).toHaveLength(1);
  expect(topics).not.toContain("dcz/1/another/readings");
  expect(site.counters.foreignNames).toBe(3);
});

test("a gateway relays the stations that it was given, and another one keeps what it measures", async () => {
  const site = await openSite(temporaryFolder(), {}, new Set(["balcony", name]));
  const cloud = await openCloud();
  site.join(cloud.url, { introductions: site.credentials.introductions });
  const own = await openClient(site.url, { clientId: "s", username: name, password: secret });
  await own.publishAsync(readings, send(1), qos1);
  const free = await openClient(site.url, { clientId: "f" });
  await free.publishAsync("dcz/1/balcony/readings", send(2), qos1);
  await free.publishAsync("dcz/1/cellar/readings", send(3), qos1);
  // One that proves its name is refused: what it keeps is lost nowhere.
  const stranger = { clientId: "x", username: "shed", password: sha256("of the shed") };
  await expect(openClient(site.url, stranger)).rejects.toThrow(/not authorized/i);
  expect(site.credentials.isProved("shed")).toBe(false);
  // A dashboard of the house with a user name of its own listens.
  const listener = await openClient(site.url, { clientId: "h", username: "homeassistant" });
  await listener.subscribeAsync("dcz/1/+/readings", qos1);
  await expect
    .poll(() => cloud.acknowledged.map(({ topic }) => topic), { timeout: 30_000 })
    .toContain("dcz/1/balcony/readings");
  const topics = cloud.acknowledged.map(({ topic }) => topic);
  expect(topics).toContain(readings);
  expect(topics.join()).not.toMatch(/shed|cellar/);
  expect(site.counters.foreignNames).toBe(1);
});

test("the cloud is told of a station before what it publishes, on each connection", async () => {
  const folder = temporaryFolder();
  const site = await openSite(folder);
  const station = await openClient(site.url, { username: name, password: secret });
  await station.publishAsync(readings, send(1), qos1);
  const cloud = await openCloud();
  site.join(cloud.url, { introductions: site.credentials.introductions });
  await expect.poll(() => cloud.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(cloud.acknowledged[0]?.topic).toBe(introductionTopic(name));
  expect(Introduction.parse(JSON.parse(cloud.acknowledged[0]?.payload ?? ""))).toEqual({
    proof: proofOf(secret, sha256),
    label: labelOf(secret, sha256),
  });
});

test("a secret is replaced by who proves the old one, and found again after a restart", () => {
  const path = join(temporaryFolder(), "stations.json");
  const password = (next: string, before?: string) =>
    Buffer.from(passwordOf({ secret: next, before }));
  const first = openStationCredentials(path);
  expect(first.judge(name, password(secret))).toBe("proved");
  first.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const next = sha256("the next");
  expect(first.judge(name, password(next))).toBe("refused");
  expect(first.judge(name, password(next, sha256("guess")))).toBe("refused");
  expect(first.judge(name, password(next, secret))).toBe("proved");
  const again = openStationCredentials(path);
  // The acknowledgement may have been lost: the same is sent again.
  expect(again.judge(name, password(next, secret))).toBe("proved");
  expect(again.judge(name, password(next))).toBe("proved");
  expect(again.judge(name, password(secret))).toBe("refused");
  expect(again.introductions()).toEqual([
    {
      station: name,
      introduction: {
        proof: proofOf(next, sha256),
        before: proofOf(secret, sha256),
        label: labelOf(secret, sha256),
      },
    },
  ]);
});

test("a station that comes with a new secret to a gateway that is new to it is on disk before it is answered", () => {
  const path = join(temporaryFolder(), "stations.json");
  const next = sha256("the next");
  const password = (before?: string) => Buffer.from(passwordOf({ secret: next, before }));
  expect(openStationCredentials(path).judge(name, password(secret))).toBe("proved");
  // The power was cut at once: the station has forgotten the old secret, by which its name is known.
  const again = openStationCredentials(path);
  expect(again.judge(name, password())).toBe("proved");
  expect(again.introductions()).toMatchObject([
    { introduction: { proof: proofOf(next, sha256), before: proofOf(secret, sha256) } },
  ]);
  const faults: Error[] = [];
  const readOnly = openStationCredentials("/proc/nowhere.json", (fault) => faults.push(fault));
  expect(readOnly.judge(name, password(secret))).toBe("refused");
  expect(readOnly.introductions()).toEqual([]);
  expect(faults).toHaveLength(1);
});

test("secrets that are replaced while the cloud is away are told step by step, until it has judged them", () => {
  const path = join(temporaryFolder(), "stations.json");
  const credentials = openStationCredentials(path);
  const secrets = [secret, sha256("second"), sha256("third"), sha256("fourth")];
  const proofs = secrets.map((one) => proofOf(one, sha256));
  const prove = (index: number) => {
    const before = index === 0 ? undefined : secrets[index - 1];
    const password = passwordOf({ secret: secrets[index] as string, before });
    expect(credentials.judge(name, Buffer.from(password))).toBe("proved");
  };
  const told = () => {
    credentials.close();
    return openStationCredentials(path)
      .introductions()
      .map(({ introduction: { proof, before } }) =>
        [before, proof].map((one) => one && proofs.indexOf(one)),
      );
  };
  prove(0);
  credentials.introduced(name, proofs[0] as string);
  expect(told()).toEqual([[undefined, 0]]);
  prove(1);
  prove(2);
  expect(told()).toEqual([
    [0, 1],
    [1, 2],
  ]);
  // One came back after the secret was replaced again: the cloud knows the second.
  credentials.introduced(name, proofs[1] as string);
  prove(3);
  expect(told()).toEqual([
    [1, 2],
    [2, 3],
  ]);
  credentials.introduced(name, sha256("of another time"));
  expect(told()).toHaveLength(2);
  credentials.introduced(name, proofs[3] as string);
  expect(told()).toEqual([[undefined, 3]]);
});

test("a new secret that cannot be written is refused, so that the station keeps the old one", () => {
  const folder = temporaryFolder();
  const path = join(folder, "below", "stations.json");
  const faults: Error[] = [];
  const credentials = openStationCredentials(path, (error) => void faults.push(error));
  expect(credentials.judge(name, Buffer.from(secret))).toBe("proved");
  credentials.close();
  rmSync(join(folder, "below"), { recursive: true });
  writeFileSync(join(folder, "below"), "in the way");
  const next = sha256("the next");
  expect(credentials.judge(name, Buffer.from(`${secret} ${next}`))).toBe("refused");
  expect(faults).toHaveLength(1);
  expect(credentials.judge(name, Buffer.from(secret))).toBe("proved");
  rmSync(join(folder, "below"));
  expect(credentials.judge(name, Buffer.from(`${secret} ${next}`))).toBe("proved");
});

test("a box that has renewed its secret elsewhere proves its name by the first one, which alone opens nothing", () => {
  const path = join(temporaryFolder(), "stations.json");
  const credentials = openStationCredentials(path);
  const [renewed, guess] = [sha256("renewed elsewhere"), sha256("guess")];
  const judge = (password: string) => credentials.judge(name, Buffer.from(password));
  expect(judge(renewed)).toBe("refused");
  expect(judge(`${guess} ${renewed}`)).toBe("refused");
  expect(judge(`${secret} ${renewed}`)).toBe("proved");
  expect(judge(`${secret} ${renewed}`)).toBe("proved");
  expect(judge(renewed)).toBe("proved");
  // It was replaced since somebody else may have it.
  expect(judge(secret)).toBe("refused");
  expect(judge(`${secret} ${guess}`)).toBe("refused");
  // Printed once, from the first secret: nobody reads it here.
  expect(credentials.labels()).toEqual([]);
});

test("a file of before keeps one secret that was replaced", () => {
  const path = join(temporaryFolder(), "stations.json");
  const [proof, before] = [sha256("new"), sha256("old")];
  writeFileSync(path, JSON.stringify({ stations: { [name]: { proof, before } } }));
  expect(openStationCredentials(path).introductions()).toEqual([
    { station: name, introduction: { proof, before } },
  ]);
});

test("a box whose secret was replaced twice while the cloud was away is let in by it", async () => {
  const site = await openSite(temporaryFolder());
  const [second, third] = [sha256("second"), sha256("third")];
  for (const [given, before] of [
    [secret, undefined],
    [second, secret],
    [third, second],
  ] as const) {
    const password = passwordOf({ secret: given, before });
    const station = await openClient(site.url, { username: name, password });
    await station.publishAsync(readings, send(1), qos1);
    await station.endAsync();
  }
  const cloud = await openCloud();
  site.join(cloud.url, {
    introductions: site.credentials.introductions,
    onIntroduced: site.credentials.introduced,
  });
  const steps = () =>
    cloud.acknowledged
      .filter(({ topic }) => topic === introductionTopic(name))
      .map(({ payload }) => Introduction.parse(JSON.parse(payload)));
  await expect.poll(() => steps().length, { timeout: 30_000 }).toBe(2);
  const [first, last] = steps();
  expect(first).toMatchObject({ before: proofOf(secret, sha256), proof: proofOf(second, sha256) });
  expect(last).toMatchObject({ before: proofOf(second, sha256), proof: proofOf(third, sha256) });
  await expect
    .poll(() => site.credentials.introductions()[0]?.introduction, { timeout: 30_000 })
    .not.toHaveProperty("before");
});

test.each([
  ["127.0.0.1", true],
  ["::ffff:192.168.1.4", true],
  ["172.20.0.3", true],
  ["172.32.0.3", false],
  ["fe80::1", true],
  ["fd00:1::2", true],
  ["203.0.113.7", false],
  ["2001:db8::1", false],
  [undefined, false],
])("%s is of the gateway's own network: %s", (address, expected) => {
  expect(isOwnNetwork(address)).toBe(expected);
});
