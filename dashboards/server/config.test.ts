import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("with nothing set, the pages listen on this machine and ask the cloud's usual address", () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: {
      host: "127.0.0.1",
      port: 8082,
      apiUrl: "http://127.0.0.1:8080",
      publicUrl: "http://localhost:8080",
      operatorFile: "data/operator.json",
      logLevel: "info",
    },
  });
});

test("for each wrong setting the error is a sentence that names it", () => {
  const read = readConfig({ DASHBOARDS_PORT: "eighty", API_URL: "ftp://x", LOG_LEVEL: "loud" });
  expect(read).toEqual({
    ok: false,
    sentences: [
      'DASHBOARDS_PORT must be a whole number from 0 to 65535, not "eighty".',
      'API_URL must be a URL that begins with http:// or https://, not "ftp://x".',
      'LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, not "loud".',
    ],
  });
});
