import { expect, test } from "vitest";
import type { Principal } from "../access/principal.ts";
import type { Asking } from "../api/api.ts";
import { readingsLimits } from "./limits.ts";
import { addressOf, createSenders, readBasic } from "./sender.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test.each([
  ["school-roof:secret", "school-roof", "secret"],
  ["school-roof:se:cret", "school-roof", "se:cret"],
  ["school-roof", "school-roof", ""],
  // As curl sends -u gateway:fablab:secret: over MQTT a gateway's user name has a colon too.
  ["gateway:fablab:se:cret", "gateway:fablab", "se:cret"],
  ["gateway:fablab", "gateway:fablab", ""],
  ["école:sécret", "école", "sécret"],
])("%s", (text, userName, password) => {
  expect(readBasic(basic(text))).toEqual({ userName, password: Buffer.from(password) });
});

test.each([undefined, "", "Basic", "Bearer abc", "Basic a b", `Basic ${"\u0000"}`])(
  "%j is no Basic",
  (header) => {
    expect(readBasic(header)).toBeUndefined();
  },
);

test("what another program of this machine passes on is not of this machine", () => {
  const from = (ip: string, headers: Record<string, string> = {}) => addressOf({ ip, headers });
  expect(from("127.0.0.1")).toBe("127.0.0.1");
  for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "via"])
    for (const ip of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
      expect(from(ip, { [name]: "203.0.113.7" })).toBe("");
  expect(from("203.0.113.7", { via: "1.1 proxy" })).toBe("203.0.113.7");
});

test("a station that is retired while its lines come sends no more", async () => {
  let known: Principal | undefined = { kind: "station", id: "roof" };
  const devices = { authenticate: () => known, savedOf: () => undefined };
  const senders = createSenders(devices, { ...readingsLimits, proveAgainMs: 10 });
  const headers = { authorization: basic("roof:secret") };
  const request = { ip: "203.0.113.7", headers, principal: { kind: "nobody" } };
  const sender = await senders.of(request as unknown as Asking);
  expect([sender.name, sender.station, sender.as("roof")]).toEqual(["roof", "roof", known]);
  known = undefined;
  await expect.poll(() => sender.as("roof")).toBeUndefined();
  senders.close();
});

test("a secret that takes another's place is on disk before its sender counts", async () => {
  const saved = Promise.withResolvers<void>();
  const station: Principal = { kind: "station", id: "roof" };
  const devices = { authenticate: () => station, savedOf: () => saved.promise };
  const senders = createSenders(devices, readingsLimits);
  const request = {
    ...{ ip: "203.0.113.7", principal: { kind: "nobody" } },
    headers: { authorization: basic("roof:secret") },
  };
  let isKnown = false;
  const found = senders.of(request as unknown as Asking).then(() => {
    isKnown = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isKnown).toBe(false);
  saved.resolve();
  await found;
  senders.close();
});

test("who guesses faster than refusals come learns nothing: no secret is looked at meanwhile", async () => {
  let asked = 0;
  const devices = {
    authenticate: ({ password }: { password: Uint8Array | undefined }): Principal | undefined => {
      asked += 1;
      return String(password) === "right" ? { kind: "station", id: "roof" } : undefined;
    },
    savedOf: () => undefined,
  };
  const senders = createSenders(devices, { ...readingsLimits, refusedOfAddress: 2 });
  const from = (ip: string, secret: string) =>
    senders.of({
      ...{ ip, principal: { kind: "nobody" } },
      headers: { authorization: basic(`roof:${secret}`) },
    } as unknown as Asking);
  const guesses = ["2001:db8::1", "2001:db8::2", "127.0.0.1", "127.0.0.1"].map((ip) =>
    from(ip, "wrong").catch((error: Error) => error.message),
  );
  expect(asked).toBe(4);
  for (const secret of ["wrong", "right"])
    await expect(from("2001:db8::3", secret)).rejects.toThrow("Too many senders");
  expect(asked).toBe(4);
  // Others are let in, and so is who shares the address of this machine or of a proxy.
  for (const ip of ["2001:db8:1::1", "127.0.0.1"])
    expect(await from(ip, "right")).toMatchObject({ name: "roof" });
  senders.close();
  for (const message of await Promise.all(guesses)) expect(message).toContain("is not right");
});
