import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../api/api.ts";
import { openCloudUnderTest } from "../cloud.fixture.ts";
import { type Action, couldEver, may, type Resource, rules } from "./may.ts";
import { type DeclaredRoute, permissionsPage } from "./permissions-page.ts";
import { administrator, nobody, type Person, type Principal } from "./principal.ts";
import {
  type Grant,
  grantedRoles,
  type KeyScope,
  keyScopes,
  type Scope,
  scopeKinds,
} from "./roles.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/permissions.md"), "utf8");

/** The first table of the page: the cells of each action, by column. */
const table = (() => {
  const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(([, cells]) =>
    (cells ?? "").split(" | ").map((cell) => cell.trim().replaceAll("`", "")),
  );
  const head = rows[0] ?? [];
  const end = rows.findIndex((row, index) => index > 0 && row[0] === "action");
  return new Map(
    rows
      .slice(2, end)
      .map((row) => [
        row[0] as Action,
        Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""])),
      ]),
  );
})();
const cell = (action: Action, column: string): string => table.get(action)?.[column] ?? "";
const says = (action: Action, column: string): boolean => cell(action, column) === "yes";
const actions = [...table.keys()];

const person = (roles: readonly Grant[], rest: Partial<Person> = {}): Person => ({
  kind: "person",
  id: "me",
  roles,
  ...rest,
});

const resource: Resource = {
  thing: "thing",
  organisation: "organisation",
  territories: ["commune", "departement"],
  owner: "somebody",
  person: "somebody",
  visibility: "private",
};

const scopes: { readonly [kind in Scope["kind"]]: readonly [containing: Scope, other?: Scope] } = {
  platform: [{ kind: "platform" }],
  territory: [
    { kind: "territory", id: "departement" },
    { kind: "territory", id: "elsewhere" },
  ],
  organisation: [
    { kind: "organisation", id: "organisation" },
    { kind: "organisation", id: "another" },
  ],
  thing: [
    { kind: "thing", id: "thing" },
    { kind: "thing", id: "another" },
  ],
};

test("the page is what the program does, and lists its routes", async () => {
  const subject = await openCloudUnderTest();
  onTestFinished(() => subject.remove());
  // Mended by `npm run permissions --workspace cloud`.
  expect(page).toBe(permissionsPage(subject.cloud().routes));
});

test("a role counts where its scope contains the resource, and nowhere else, as the page says", () => {
  for (const action of actions)
    for (const role of grantedRoles)
      for (const kind of scopeKinds) {
        const [containing, other] = scopes[kind];
        const named = `${action} as ${role} in ${kind}`;
        expect(may(person([{ role, scope: containing }]), action, resource), named).toBe(
          says(action, role),
        );
        if (other !== undefined)
          expect(may(person([{ role, scope: other }]), action, resource), named).toBe(
            says(action, "citizen"),
          );
        // Without a resource the platform as a whole is meant.
        expect(may(person([{ role, scope: containing }]), action), named).toBe(
          kind === "platform" ? says(action, role) : says(action, "citizen"),
        );
      }
});

const asker = fc.record({
  roles: fc.array(
    fc.record({
      role: fc.constantFrom(...grantedRoles),
      scope: fc.constantFrom(...Object.values(scopes).flat()) as fc.Arbitrary<Scope>,
    }),
    { maxLength: 4 },
  ),
  memberships: fc.array(
    fc.record({
      of: fc.constantFrom("thing", "organisation", "another"),
      circle: fc.constantFrom("first", "second"),
    }),
    { maxLength: 3 },
  ),
});
const asked = fc.record({
  thing: fc.option(fc.constantFrom("thing", "another"), { nil: undefined }),
  organisation: fc.option(fc.constantFrom("organisation", "another"), { nil: undefined }),
  territories: fc.option(fc.subarray(["commune", "departement", "elsewhere"]), { nil: undefined }),
  owner: fc.option(fc.constantFrom("me", "somebody", "organisation"), { nil: undefined }),
  person: fc.option(fc.constantFrom("me", "somebody"), { nil: undefined }),
  visibility: fc.option(fc.constantFrom("public", "group", "private"), { nil: undefined }),
  circles: fc.option(fc.subarray(["first", "second"]), { nil: undefined }),
});
const action = fc.constantFrom(...(Object.keys(rules) as Action[]));
const keys = fc.subarray<KeyScope>([...keyScopes]);

test("who passes the door or not: nobody may behind it what could never be", () => {
  fc.assert(
    fc.property(asker, keys, action, asked, (rest, scopesOfKey, what, to) => {
      const everybody: Principal[] = [
        person([], rest),
        person([], { ...rest, actingFor: "other" }),
        { kind: "program", id: "k", owner: "me", scopes: scopesOfKey, ...rest },
        administrator,
        nobody,
      ];
      for (const who of everybody) if (may(who, what, to)) expect(couldEver(who, what)).toBe(true);
    }),
  );
});

test("an API key never may more than its owner, nor more than its scopes", () => {
  fc.assert(
    fc.property(asker, keys, action, asked, (rest, scopesOfKey, what, to) => {
      const key: Principal = {
        kind: "program",
        id: "k",
        owner: "me",
        scopes: scopesOfKey,
        ...rest,
      };
      if (!may(key, what, to)) return;
      expect(may(person([], rest), what, to)).toBe(true);
      if (!may(nobody, what, to)) expect(scopesOfKey).toContain(cell(what, "API key"));
    }),
  );
});

test("who acts for somebody may nothing that this person may not, and never what is done in person", () => {
  fc.assert(
    fc.property(asker, action, asked, (rest, what, to) => {
      const acting = person([], { ...rest, id: "mediator", actingFor: "me" });
      if (!may(acting, what, to)) return;
      expect(may(person([], rest), what, to)).toBe(true);
      expect(says(what, "in person") && !may(nobody, what, to)).toBe(false);
    }),
  );
});

test("another role, or a wider scope, takes nothing away", () => {
  fc.assert(
    fc.property(asker, asker, action, asked, (one, other, what, to) => {
      const both = {
        roles: [...one.roles, ...other.roles],
        memberships: [...one.memberships, ...other.memberships],
      };
      if (may(person([], one), what, to)) expect(may(person([], both), what, to)).toBe(true);
      const wide = one.roles.map(({ role }) => ({ role, scope: { kind: "platform" as const } }));
      // Who administers an organisation owns what is the organisation's: no wider role gives that.
      const owns = one.roles.some(
        ({ role, scope }) =>
          role === "administrator" && scope.kind === "organisation" && scope.id === to.owner,
      );
      if (!owns && may(person([], one), what, to))
        expect(may(person([], { ...one, roles: wide }), what, to)).toBe(true);
    }),
  );
});

test("what is private is read by its owner and by roles, not by members nor by another's circle", () => {
  const member = person([], { memberships: [{ of: "thing", circle: "second" }] });
  const circles = ["first"];
  expect(may(member, "thing.read", { thing: "thing", visibility: "private" })).toBe(false);
  expect(may(member, "thing.read", { thing: "thing", visibility: "group" })).toBe(true);
  expect(may(member, "thing.read", { thing: "thing", visibility: "group", circles })).toBe(false);
  expect(may(member, "thing.read", { thing: "thing", visibility: "public", circles })).toBe(true);
  expect(may(person([]), "thing.read", { thing: "thing" })).toBe(false);
});

/** Everybody who can ask, with the column of the page that says what they may. */
const askers: { readonly [name: string]: readonly [Principal, column: string] } = {
  visitor: [nobody, "visitor"],
  citizen: [person([]), "citizen"],
  machine: [administrator, "machine"],
  ...Object.fromEntries(
    grantedRoles.flatMap((role) =>
      scopeKinds.map((kind) => [
        `${role}-${kind}`,
        [person([{ role, scope: scopes[kind][0] }]), role],
      ]),
    ),
  ),
};

/** The routes of the cloud as they are declared, with handlers that answer or ask about `resource`. */
const openDoors = async (routes: readonly DeclaredRoute[]) => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    identify: async ({ headers }) => askers[String(headers["x-asker"])]?.[0],
    problems: {},
  });
  for (const [index, { access, resource: of }] of routes.entries())
    api.get(
      `/api/${index}`,
      {
        config: { access, ...(of === "platform" ? {} : { resource: of }) },
        schema: { hide: true },
      },
      async (request) => {
        if (of === "handler") request.demand(resource);
        return {};
      },
    );
  return api.listen({ host: "127.0.0.1", port: 0 }).then((address) => ({ api, address }));
};

test("every route answers everybody as the page says, over HTTP", async () => {
  const subject = await openCloudUnderTest();
  onTestFinished(() => subject.remove());
  const routes = subject.cloud().routes.filter(({ access }) => access !== "pages.read");
  const { api, address } = await openDoors(routes);
  onTestFinished(() => api.close());
  for (const [index, { access, resource: of, url }] of routes.entries())
    for (const [name, [who, column]] of Object.entries(askers)) {
      const { status } = await fetch(`${address}/api/${index}`, { headers: { "x-asker": name } });
      const isContained = of === "handler" || name.endsWith("platform") || !name.includes("-");
      const isOwnAccount = of === "own account" && who.kind === "person" && says(access, "self");
      const isAllowed = isOwnAccount || says(access, isContained ? column : "citizen");
      const refusal = who.kind === "nobody" ? 401 : 403;
      expect(status, `${url} as ${name}`).toBe(isAllowed ? 200 : refusal);
    }
});

test("a handler that forgets to ask sends no answer", async () => {
  const { api } = await createApi({
    log: pino({ level: "silent" }),
    version: "1",
    token: { matches: () => false },
    problems: {},
  });
  onTestFinished(() => api.close());
  const config = { access: "thing.read", resource: "handler" } as const;
  api.get("/api/forgotten", { config, schema: { hide: true } }, async () => ({ secret: 1 }));
  const answer = await api.inject("/api/forgotten");
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("secret");
});
