import fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress, parseAddressRange } from "./addresses.ts";
import { parseExceptions } from "./exceptions.ts";
import { createRequests } from "./requests.ts";

test.each([
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:0:8.8.8.8",
  "64:ff9b::7f00:1",
  "64:ff9b::8.8.8.8",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001:2::1",
  "2001:10::1",
  "2001:20::1",
  "2001:db8::1",
  "2002:7f00:1::1",
  "2002:808:808::1",
  "3fff::1",
  "5f00::1",
  "2a00:1450::200:5efe:7f00:1",
  "2a00:1450::5efe:7f00:1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "not an address",
  "",
])("%s is not an address of the public network", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.169.0.1",
  "223.255.255.254",
  "2001:4860:4860::8888",
  "2001:200::1",
  "2a00:1450:4007:80e::2003",
  "2606:4700:4700::1111",
])("%s is an address of the public network", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

const requests = createRequests({
  exceptions: { hosts: new Set(), ranges: [] },
  version: "0",
  resolve: async () => [],
});

const byte = fc.integer({ min: 0, max: 255 });
const fourBytes = fc.tuple(byte, byte, byte, byte);
const dotted = (bytes: readonly number[]) => bytes.join(".");
const asNumber = (bytes: readonly number[]) => bytes.reduce((sum, one) => sum * 256 + one, 0);
const octal = (value: number) => `0${value.toString(8)}`;
const hex = (value: number) => `0x${value.toString(16)}`;
const fullWidth = (text: string) =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
const percent = (text: string) => text.replace(/[0-9]/g, (digit) => `%3${digit}`);

/** Ways to write one IPv4 address that browsers, and so people, know. */
const notations: readonly ((bytes: readonly number[]) => string)[] = [
  dotted,
  (bytes) => `${dotted(bytes)}.`,
  (bytes) => String(asNumber(bytes)),
  (bytes) => `${asNumber(bytes)}.`,
  (bytes) => hex(asNumber(bytes)),
  (bytes) => `0X${asNumber(bytes).toString(16).toUpperCase()}`,
  (bytes) => octal(asNumber(bytes)),
  (bytes) => bytes.map(octal).join("."),
  (bytes) => bytes.map(hex).join("."),
  (bytes) => bytes.map((one) => `000${octal(one)}`).join("."),
  ([a = 0, ...rest]) => `${a}.${asNumber(rest)}`,
  ([a = 0, b = 0, ...rest]) => `${octal(a)}.${hex(b)}.${asNumber(rest)}`,
  (bytes) => fullWidth(dotted(bytes)),
  (bytes) => percent(dotted(bytes)),
  (bytes) => dotted(bytes).replaceAll(".", "。"),
];

test("an IPv4 address is judged alike in every notation", () => {
  fc.assert(
    fc.property(fourBytes, fc.constantFrom(...notations), (bytes, notation) => {
      const refusal = requests.judge(`https://${notation(bytes)}/hook`);
      if (isPublicAddress(dotted(bytes))) expect(refusal).toBeUndefined();
      else expect(refusal?.code).toBe("address_not_public");
    }),
    { examples: notations.map((notation) => [[127, 0, 0, 1], notation]) },
  );
});

const twoHex = (bytes: readonly number[]) =>
  `${((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)).toString(16)}:${((bytes[2] ?? 0) * 256 + (bytes[3] ?? 0)).toString(16)}`;

test("an IPv4 address inside an IPv6 one is refused, whatever it is", () => {
  const carriers: readonly ((bytes: readonly number[]) => string)[] = [
    (bytes) => `::ffff:${dotted(bytes)}`,
    (bytes) => `::ffff:${twoHex(bytes)}`,
    (bytes) => `0:0:0:0:0:FFFF:${twoHex(bytes)}`,
    (bytes) => `::${dotted(bytes)}`,
    (bytes) => `64:ff9b::${dotted(bytes)}`,
    (bytes) => `64:ff9b:1::${twoHex(bytes)}`,
    (bytes) => `2002:${twoHex(bytes)}::1`,
    (bytes) => `2001:0:${twoHex(bytes)}::`,
    (bytes) => `2a00:1450:0:0:0:5efe:${twoHex(bytes)}`,
  ];
  fc.assert(
    fc.property(fourBytes, fc.constantFrom(...carriers), (bytes, carrier) => {
      expect(requests.judge(`https://[${carrier(bytes)}]/`)?.code).toBe("address_not_public");
    }),
  );
});

test("IPv6 addresses outside 2000::/3 are refused", () => {
  const part = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(part, { minLength: 8, maxLength: 8 }), (parts) => {
      const first = parts[0] ?? 0;
      const text = parts.map((one) => one.toString(16)).join(":");
      if (first >> 13 !== 1) expect(requests.judge(`https://[${text}]/`)).toBeDefined();
    }),
  );
});

test.each([
  ["http://example.org/", "not_https"],
  ["ftp://example.org/", "not_https"],
  ["file:///etc/passwd", "not_https"],
  ["data:text/html,x", "not_https"],
  ["javascript:alert(1)", "not_https"],
  ["https://user:secret@example.org/", "credentials_in_address"],
  ["https://user@example.org/", "credentials_in_address"],
  ["https://example.org:22/", "port_not_allowed"],
  ["https://example.org:80/", "port_not_allowed"],
  ["https://example.org:0/", "port_not_allowed"],
  ["https://example.org:99999/", "address_invalid"],
  ["https://[fe80::1%25eth0]/", "address_invalid"],
  ["https://[fe80::1%eth0]/", "address_invalid"],
  ["https://[::1", "address_invalid"],
  ["https://exam ple.org/", "address_invalid"],
  ["https://example.org/a\r\nHost: x", "address_invalid"],
  ["https://example.org/\u2028", "address_invalid"],
  ["https://256.1.1.1/", "address_invalid"],
  ["https://1.2.3.4.5/", "address_invalid"],
  ["https:///", "address_invalid"],
  ["//example.org/", "address_invalid"],
  ["example.org", "address_invalid"],
  ["", "address_invalid"],
  [`https://example.org/${"a".repeat(3000)}`, "address_invalid"],
  ["https://127.0.0.1\\@example.org/", "address_not_public"],
])("%j is refused as %s", (url, code) => {
  const refusal = requests.judge(url);
  expect(refusal?.code).toBe(code);
  expect(refusal?.fr).not.toBe("");
  expect(JSON.stringify(refusal)).not.toContain("secret");
});

test.each(["https://example.org/", "https://EXAMPLE.org.:8443/x?y#z", "https://bücher.example/"])(
  "%s may be asked",
  (url) => {
    expect(requests.judge(url)).toBeUndefined();
  },
);

test("the administrator's exceptions are hosts with a port, and ranges", () => {
  const read = parseExceptions(
    "nas.home:8123, 10.1.0.0/16,[FD00::1]:8443, Bücher.Example:443, fc00::/7,",
  );
  expect(read.ok && [...read.value.hosts]).toEqual([
    "nas.home:8123",
    "[fd00::1]:8443",
    "xn--bcher-kva.example:443",
  ]);
  expect(read.ok && read.value.ranges.map(({ cidr }) => cidr)).toEqual(["10.1.0.0/16", "fc00::/7"]);
});

test.each([
  "nas.home",
  "10.0.0.0/33",
  "0.0.0.0/0",
  "::/0",
  "10.1.2.3/16",
  "https://a:1",
  "a:0",
  "a b:1",
])("%j is no exception", (text) => {
  expect(parseExceptions(`nas.home:1,${text}`)).toEqual({ ok: false, wrong: [text] });
});

test("a range holds its own addresses only", () => {
  const range = parseAddressRange("10.1.0.0/16");
  expect(range?.contains("10.1.255.255")).toBe(true);
  expect(range?.contains("10.2.0.0")).toBe(false);
  expect(range?.contains("::ffff:10.1.0.1")).toBe(false);
  expect(range?.contains("nonsense")).toBe(false);
});
