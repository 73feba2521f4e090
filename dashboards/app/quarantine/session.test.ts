import { expect, test } from "vitest";
import { keepToken, nextPage } from "./session.ts";

test.each([
  ["/admin/quarantine", "/admin/quarantine"],
  ["/admin/quarantine?reason=malformed&cursor=12", "/admin/quarantine?reason=malformed&cursor=12"],
  ["/admin/quarantine/7", "/admin/quarantine/7"],
  ["/admin/conflicts?cursor=4", "/admin/conflicts?cursor=4"],
  ["https://elsewhere.example/", "/admin/quarantine"],
  ["//elsewhere.example/admin/quarantine", "/admin/quarantine"],
  ["/admin/quarantine/..//elsewhere.example:80", "/admin/quarantine"],
  ["/stations/x", "/admin/quarantine"],
  [null, "/admin/quarantine"],
])("after signing in, %j leads to %s", (asked, next) => {
  expect(nextPage(asked)).toBe(next);
});

test("the token's cookie is for the administrator's pages alone, and no script reads it", async () => {
  const kept = await keepToken("secret");
  expect(kept).toMatch(/Path=\/admin; HttpOnly; SameSite=Strict/);
  expect(kept).not.toMatch(/Max-Age|Expires/);
  expect(await keepToken("")).toMatch(/Max-Age=0/);
});
