import { expect, test } from "vitest";
import { keepToken, nextAdminPage } from "./session.ts";

test.each([
  ["/admin", "/admin"],
  ["/admin/quarantine", "/admin/quarantine"],
  ["/admin/quarantine?reason=malformed&cursor=12", "/admin/quarantine?reason=malformed&cursor=12"],
  ["/admin/conflicts?cursor=4", "/admin/conflicts?cursor=4"],
  ["/admin/token?next=/admin", "/admin"],
  ["https://elsewhere.example/", "/admin"],
  ["//elsewhere.example/admin/quarantine", "/admin"],
  ["/admin/quarantine/..//../..//elsewhere.example:80", "/admin"],
  ["/stations/x", "/admin"],
  [null, "/admin"],
])("after entering the token, %j leads to %s", (asked, next) => {
  expect(nextAdminPage(asked)).toBe(next);
});

test("the token's cookie is for the administrator's pages alone, and no script reads it", async () => {
  const kept = await keepToken("secret");
  expect(kept).toMatch(/Path=\/admin; HttpOnly; SameSite=Strict/);
  expect(kept).not.toMatch(/Max-Age|Expires/);
  expect(await keepToken("")).toMatch(/Max-Age=0/);
});
