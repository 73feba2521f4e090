import { expect, test } from "vitest";
import * as z from "zod";
import { duration, port, readSettings, url } from "./settings.ts";

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
