import { createHash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { nameFor, proofOf } from "@datacityzen/hardware/device/secret";
import { expect, onTestFinished, test } from "vitest";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { hostingLimits } from "./limits.ts";

/** An address of this machine that is not its own loop: who comes from there comes from another machine. */
const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const boxOf = (seed: number) => {
  const password = sha256(`box ${seed}`);
  return { username: nameFor("station", proofOf(password, sha256), sha256), password };
};

test.skipIf(outside === undefined)(
  "from another machine a box that proves its name waits, unseen, under a quota; others are refused",
  async () => {
    const subject = await openCloudUnderTest(Date.now, { settings: { HOST: "0.0.0.0" } });
    onTestFinished(() => subject.remove());
    const door = `mqtt://${outside}:${new URL(subject.cloud().mqtt).port}`;
    const refused = /not authorized/i;
    const box = boxOf(0);
    const client = await subject.connectTo(door, box);
    const readings = [{ at: Date.now() - 60_000, sensor: "sds011", values: { pm2_5: 5 } }];
    const batch = JSON.stringify({ boot: "k3v9x0qz", seq: 1, clock: "ntp", readings });
    await client.publishAsync(`dcz/1/${box.username}/readings`, batch, { qos: 1 });

    expect((await subject.get(`/api/v1/stations/${box.username}`)).status).toBe(404);
    expect((await subject.get("/api/v1/stations")).body).toMatchObject({ stations: [], total: 0 });
    const waiting = async () =>
      (
        (await subject.getAsAdministrator("/api/v1/admin/stations/waiting")).body as {
          stations: { station: string; isProved: boolean }[];
        }
      ).stations;
    expect(await waiting()).toMatchObject([{ station: box.username, isProved: true }]);

    // Without a secret, under a free name, its own name, or none.
    const unproved = [{ username: "balcony" }, { username: box.username }, { clientId: "balcony" }];
    await Promise.all(
      unproved.map((one) => expect(subject.connectTo(door, one)).rejects.toThrow(refused)),
    );

    for (let seed = 1; seed < hostingLimits.waitingOfSender; seed++)
      await subject.connectTo(door, boxOf(seed));
    const beyond = boxOf(hostingLimits.waitingOfSender);
    await expect(subject.connectTo(door, beyond)).rejects.toThrow(refused);
    expect(await waiting()).toHaveLength(hostingLimits.waitingOfSender);
    // Who waits already measures on; this machine's own are let in, and seen.
    await client.publishAsync(`dcz/1/${box.username}/readings`, batch, { qos: 1 });
    const own = await subject.connectTo(door.replace(`${outside}`, "127.0.0.1"), beyond);
    await own.publishAsync(`dcz/1/${beyond.username}/hello`, "{}", { qos: 1 });
    expect((await waiting()).map(({ station }) => station)).not.toContain(beyond.username);
  },
);
