import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { boxOf } from "./box.fixture.ts";
import { hostingLimits } from "./limits.ts";

/** An address of this machine that is not its own loop: who comes from there comes from another machine. */
const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test.skipIf(outside === undefined && process.env.REQUIRE_REAL !== "1")(
  "from another machine a box that proves its name waits, unseen, under a quota; others are refused",
  async () => {
    expect(outside, "an address of this machine on a network").toBeDefined();
    const subject = await openCloudUnderTest(Date.now, { settings: { HOST: "0.0.0.0" } });
    onTestFinished(() => subject.remove());
    const door = `mqtt://${outside}:${new URL(subject.cloud().mqtt).port}`;
    const refused = /not authorized/i;
    const box = boxOf("0");
    const client = await subject.connectTo(door, box.credentials);
    const readings = [{ at: Date.now() - 60_000, sensor: "sds011", values: { pm2_5: 5 } }];
    const batch = JSON.stringify({ boot: "k3v9x0qz", seq: 1, clock: "ntp", readings });
    await client.publishAsync(`dcz/1/${box.name}/readings`, batch, { qos: 1 });

    expect((await subject.get(`/api/v1/stations/${box.name}`)).status).toBe(404);
    expect((await subject.get("/api/v1/stations")).body).toMatchObject({ stations: [], total: 0 });
    const waiting = async () =>
      (
        (await subject.getAsAdministrator("/api/v1/admin/stations/waiting")).body as {
          stations: { station: string; isProved: boolean }[];
        }
      ).stations;
    expect(await waiting()).toMatchObject([{ station: box.name, isProved: true }]);

    // Without a secret, under a free name, its own name, or none.
    const unproved = [{ username: "balcony" }, { username: box.name }, { clientId: "balcony" }];
    await Promise.all(
      unproved.map((one) => expect(subject.connectTo(door, one)).rejects.toThrow(refused)),
    );

    for (let seed = 1; seed < hostingLimits.waitingOfSender; seed++)
      await subject.connectTo(door, boxOf(`${seed}`).credentials);
    const beyond = boxOf(`${hostingLimits.waitingOfSender}`);
    await expect(subject.connectTo(door, beyond.credentials)).rejects.toThrow(refused);
    expect(await waiting()).toHaveLength(hostingLimits.waitingOfSender);
    // Who waits already measures on; this machine's own are let in, and seen.
    await client.publishAsync(`dcz/1/${box.name}/readings`, batch, { qos: 1 });
    const own = await subject.connectTo(
      door.replace(`${outside}`, "127.0.0.1"),
      beyond.credentials,
    );
    await own.publishAsync(`dcz/1/${beyond.name}/hello`, "{}", { qos: 1 });
    expect((await waiting()).map(({ station }) => station)).not.toContain(beyond.name);
  },
);
