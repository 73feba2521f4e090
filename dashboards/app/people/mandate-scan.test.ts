import { expect, test } from "vitest";
import { scopeIn, scopesOf, scopeValue } from "./mandate-scan.ts";

const organisation = { kind: "organisation" as const, id: "one", title: "Maison" };
const platform = { kind: "platform" as const };

test("a mediator in one place chooses none; in several, one of theirs", () => {
  expect(scopesOf({ roles: [{ role: "mediator", scope: organisation }] })).toEqual([]);
  const scopes = scopesOf({
    roles: [
      { role: "mediator", scope: organisation },
      { role: "coordinator", scope: { kind: "territory", id: "two" } },
      { role: "mediator", scope: platform },
    ],
  });
  expect(scopes).toEqual([organisation, platform]);
  expect(scopeIn(scopes, scopeValue(organisation))).toEqual({ kind: "organisation", id: "one" });
  expect(scopeIn(scopes, "platform")).toEqual({ kind: "platform" });
  expect(scopeIn(scopes, "territory two")).toBeUndefined();
});
