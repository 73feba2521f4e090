import fc from "fast-check";
import { expect, test } from "vitest";
import { type Action, may, rules, shownRule } from "./may.ts";
import { administrator, nobody, type Principal, senderOf } from "./principal.ts";

const action = fc.constantFrom(...(Object.keys(rules) as Action[]));
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,63}$/);
const station = (id: string): Principal => ({ kind: "station", id });
const gateway = (relays: "any" | ReadonlySet<string>): Principal => ({
  kind: "gateway",
  id: "gate",
  relays,
});

test.each([
  ["measurements.read", "yes", "yes", "yes", "yes", "yes"],
  ["service.read", "yes", "yes", "yes", "yes", "yes"],
  ["station.publish", "yes", "yes", "no", "yes", "yes"],
  ["receipts.subscribe", "no", "yes", "no", "yes", "no"],
  ["config.subscribe", "no", "yes", "no", "yes", "no"],
  ["quarantine.read", "no", "no", "no", "no", "yes"],
  ["quarantine.change", "no", "no", "no", "no", "yes"],
  ["operations.read", "no", "no", "no", "no", "yes"],
] as const)(
  "%s: nobody %s, the station itself %s, another station %s, a gateway %s, the administrator %s",
  (asked, ...expected) => {
    const askers = [nobody, station("ab"), station("cd"), gateway("any"), administrator];
    const answers = askers.map((who) => (may(who, asked, { station: "ab" }) ? "yes" : "no"));
    expect(answers).toEqual(expected);
  },
);

test("a gateway relays the stations that it was given and no other", () => {
  const given = gateway(new Set(["ab"]));
  expect(may(given, "station.publish", { station: "ab" })).toBe(true);
  expect(may(given, "station.publish", { station: "cd" })).toBe(false);
});

test("a station does nothing to another that nobody could not do", () => {
  fc.assert(
    fc.property(action, name, name, (asked, own, other) => {
      fc.pre(own !== other);
      const allowed = may(station(own), asked, { station: other });
      expect(allowed && !may(nobody, asked, { station: other })).toBe(false);
    }),
  );
});

test("who may only do something to one station may do nothing without one", () => {
  fc.assert(
    fc.property(action, name, (asked, own) => {
      for (const who of [station(own), gateway("any"), gateway(new Set([own]))])
        if (may(who, asked)) expect(may(who, asked, { station: `${own}x` })).toBe(true);
    }),
  );
});

test("what is shown as public nobody may, and the reverse", () => {
  fc.assert(
    fc.property(action, (asked) => {
      expect(shownRule(asked) === "public").toBe(may(nobody, asked));
    }),
  );
  expect(shownRule("quarantine.change")).toEqual({
    who: ["data_steward", "administrator", "machine"],
  });
});

test("a client without a user name reads what comes down to the name it calls itself by", () => {
  const named = senderOf({ clientId: "edge-ab", userName: undefined });
  expect(may(named, "receipts.subscribe", { station: "ab" })).toBe(true);
  expect(may(named, "receipts.subscribe", { station: "edge-ab" })).toBe(true);
  expect(may(named, "receipts.subscribe", { station: "cd" })).toBe(false);
});

test.each([
  ["x", undefined, { kind: "nobody" }],
  ["ab", undefined, { kind: "nobody", names: ["ab"] }],
  ["edge-ab", undefined, { kind: "nobody", names: ["edge-ab", "ab"] }],
  ["ab", "", { kind: "nobody" }],
  ["ab", "gateway:", { kind: "nobody" }],
  ["ab", "gateway:a b", { kind: "nobody" }],
  ["ab", "Rue Haute", { kind: "nobody" }],
  ["ab", "rue-haute", { kind: "station", id: "rue-haute" }],
  ["ab", "gateway:maison", { kind: "gateway", id: "maison", relays: "any" }],
])("client %j of the user name %j is %j", (clientId, userName, principal) => {
  expect(senderOf({ clientId, userName })).toEqual(principal);
});

test("no name makes an administrator", () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (clientId, userName) => {
      expect(senderOf({ clientId, userName }).kind).not.toBe("administrator");
    }),
  );
});
