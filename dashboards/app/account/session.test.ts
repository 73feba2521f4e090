import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPage } from "./session.ts";

test.each([
  ["/account", "/account"],
  ["/organisations?search=a%20b", "/organisations?search=a%20b"],
  ["/stations/rue-haute?quantity=pm10", "/stations/rue-haute?quantity=pm10"],
  ["https://elsewhere.example/", "/account"],
  ["//elsewhere.example/", "/account"],
  ["/\\elsewhere.example/", "/account"],
  ["/\t/elsewhere.example/", "/account"],
  ["/.//elsewhere.example/", "/account"],
  ["/a/../..//elsewhere.example/", "/account"],
  ["javascript:alert(1)", "/account"],
  ["/api/v1/account/export.zip", "/account"],
  ["/sign-out", "/account"],
  ["/sign-in?next=%2Fsign-in", "/account"],
  ["", "/account"],
  [null, "/account"],
])("after signing in, %j leads to %s", (asked, next) => {
  expect(nextPage(asked)).toBe(next);
});

test("wherever it leads, it stays on our own host", () => {
  const part = fc.constantFrom(
    "/",
    "\\",
    "//",
    "..",
    ".",
    "@",
    ":",
    "elsewhere.example",
    "%2F",
    "?",
    "\t",
    "a",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const next = nextPage(parts.join(""));
      expect(new URL(next, "https://own.example").origin).toBe("https://own.example");
      expect(new URL(next, "https://own.example").pathname).not.toMatch(/^\/\//);
    }),
  );
});
