import { expect, test } from "vitest";
import { addressOf, readBasic } from "./sender.ts";

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
