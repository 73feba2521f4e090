import { expect, test } from "vitest";
import * as z from "zod";
import { duration, fixedDurationMs, port, readSettings, refusedAddress, url } from "./settings.ts";

const Schema = z.object({
  HTTP_PORT: port(8080),
  CLOUD_URL: url(["mqtt:", "mqtts:"], "mqtt://127.0.0.1:1883"),
  SAMPLE_EVERY: duration("PT1M"),
});

test("presets fill what is unset or empty", () => {
  expect(readSettings(Schema, { HTTP_PORT: "", OTHER: "x" })).toEqual({
    ok: true,
    value: { HTTP_PORT: 8080, CLOUD_URL: "mqtt://127.0.0.1:1883", SAMPLE_EVERY: 60_000 },
  });
});

test("each wrong variable is named, with the remedy and what was given", () => {
  const read = readSettings(Schema, {
    HTTP_PORT: "80a",
    CLOUD_URL: "http://x",
    SAMPLE_EVERY: "P1M",
  });
  expect(read).toEqual({
    ok: false,
    sentences: [
      'HTTP_PORT must be a whole number from 0 to 65535, not "80a".',
      'CLOUD_URL must be a URL that begins with mqtt:// or mqtts://, not "http://x".',
      'SAMPLE_EVERY must be an ISO 8601 duration such as "PT1M", not "P1M".',
    ],
  });
});

test("an address that cannot be listened on is told with what to change", () => {
  const place = { host: "10.0.0.9", port: 80, variable: "HTTP_PORT" };
  const told = (code: string) => refusedAddress(Object.assign(new Error(code), { code }), place);
  expect(told("EADDRINUSE")).toBe(
    "Port 80 is in use: set HTTP_PORT to another one, or stop what uses it.",
  );
  expect(told("EACCES")).toMatch(/^Port 80 .*HTTP_PORT.*above 1023/);
  expect(told("EADDRNOTAVAIL")).toMatch(/10\.0\.0\.9.*HOST/);
  expect(told("ENOENT")).toBeUndefined();
});

test("durations of fixed length only", () => {
  expect(fixedDurationMs("PT0.5S")).toBe(500);
  expect(fixedDurationMs("P1W")).toBe(604_800_000);
  expect(fixedDurationMs("P1DT1H")).toBe(90_000_000);
  for (const text of ["", "1h", "P1M", "P1Y", "-PT1H", "PT0S"])
    expect(fixedDurationMs(text)).toBeUndefined();
});
