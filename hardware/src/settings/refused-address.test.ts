import { expect, test } from "vitest";
import { refusedAddress } from "./refused-address.ts";

test("for an address that cannot be listened on, the error says what to change", () => {
  const place = { host: "10.0.0.9", port: 80, variable: "HTTP_PORT" };
  const told = (code: string) => refusedAddress(Object.assign(new Error(code), { code }), place);
  expect(told("EADDRINUSE")).toBe(
    "Port 80 is in use: set HTTP_PORT to another one, or stop what uses it.",
  );
  expect(told("EACCES")).toMatch(/^Port 80 .*HTTP_PORT.*above 1023/);
  expect(told("EADDRNOTAVAIL")).toMatch(/10\.0\.0\.9.*HOST/);
  expect(told("ENOENT")).toBeUndefined();
});
