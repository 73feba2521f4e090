import { type Action, may, type Resource, rules, shownRule } from "./may.ts";
import { nobody, type Person, type Principal } from "./principal.ts";
import { type Grant, grantedRoles, type Relation } from "./roles.ts";

/** A route of the API, and what its requests do. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Action;
  /** What it does it to: `handler` where the handler finds it and asks again. */
  readonly resource: "platform" | "own account" | "handler";
}

const actions = Object.keys(rules) as Action[];

/** One thing of somebody else, which is public for nobody. */
const thing: Resource = {
  thing: "thing",
  organisation: "organisation",
  territories: ["commune", "departement"],
  owner: "somebody",
  person: "somebody",
  visibility: "private",
};

const person = (roles: readonly Grant[], rest: Partial<Person> = {}): Person => ({
  kind: "person",
  id: "me",
  roles,
  ...rest,
});

/** Somebody whom one relation, and no role, ties to the resource. */
const related: { readonly [relation in Relation]: readonly [Principal, Resource] } = {
  public: [nobody, { ...thing, visibility: "public" }],
  self: [person([]), { ...thing, person: "me" }],
  owner: [person([]), { ...thing, owner: "me" }],
  member: [person([], { memberships: [{ of: "thing" }] }), thing],
  circle: [
    person([], { memberships: [{ of: "thing", circle: "first" }] }),
    { ...thing, visibility: "group", circles: ["first"] },
  ],
  assistant: [person([]), { ...thing, assistants: ["me"] }],
};

/** The columns of the table, and one example of each: who asks, and for what. */
const columns: { readonly [column: string]: readonly [Principal, Resource] } = {
  visitor: [nobody, thing],
  citizen: [person([]), thing],
  ...Object.fromEntries(
    grantedRoles.map((role) => [role, [person([{ role, scope: { kind: "platform" } }]), thing]]),
  ),
  ...related,
  machine: [{ kind: "administrator" }, thing],
};

const keyOf = (action: Action): string => {
  const shown = shownRule(action);
  return shown === "public" ? "any" : (shown.key ?? "");
};

const isInPerson = (action: Action): boolean => {
  const shown = shownRule(action);
  return shown !== "public" && shown.inPerson === true;
};

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The device table is small: what a station may do is not what an account may. */
const devices: { readonly [column: string]: readonly [Principal, Resource] } = {
  "client, any station": [nobody, { station: "ab" }],
  "client named like the station": [{ kind: "nobody", names: ["ab"] }, { station: "ab" }],
  "the station": [{ kind: "station", id: "ab" }, { station: "ab" }],
  "another station": [{ kind: "station", id: "cd" }, { station: "ab" }],
  "its gateway": [{ kind: "gateway", id: "g", relays: new Set(["ab"]) }, { station: "ab" }],
  "another gateway": [{ kind: "gateway", id: "g", relays: new Set(["cd"]) }, { station: "ab" }],
};

const isOfDevices = (action: Action): boolean => "devices" in rules[action];
/** Also what only the machine may, and what devices and the machine do over HTTP. */
const isOfAccounts = (action: Action): boolean =>
  rules[action].who.length > 0 || !("devices" in rules[action]) || action === "readings.send";

const table = (
  chosen: readonly Action[],
  head: typeof columns,
  more: { readonly [column: string]: (action: Action) => string },
): readonly string[] => {
  const names = ["action", ...Object.keys(head), ...Object.keys(more)];
  return [
    line(names),
    line(names.map(() => "---")),
    ...chosen.map((action) =>
      line([
        `\`${action}\``,
        ...Object.values(head).map(([who, what]) => (may(who, action, what) ? "yes" : "")),
        ...Object.values(more).map((cell) => cell(action)),
      ]),
    ),
  ];
};

/** docs/permissions.md. A test compares the file with this, and every route with the file. */
export const permissionsPage = (routes: readonly DeclaredRoute[]): string => {
  const listed = routes
    .filter(({ method }) => method !== "HEAD" && method !== "OPTIONS")
    .toSorted((a, b) => `${a.url} ${a.method}`.localeCompare(`${b.url} ${b.method}`, "en"));
  return `${[
    "# Permissions",
    "",
    "Written by `npm run permissions --workspace cloud` from `cloud/src/access/may.ts`; do not edit. A test",
    "compares this page with what the cloud does, for all routes, roles and scopes.",
    "",
    "## Who may do what",
    "",
    "A visitor has no account; every account is a citizen's. A role counts where its scope contains what is",
    "asked for: the `platform` contains everything, a `territory` what is in it, an `organisation` what is of",
    "it, a `thing` itself. The columns after the roles are relations: one's own account (`self`), the `owner`",
    "(or an administrator of the organisation that owns it), a `member`, somebody in a `circle` that sees the",
    "thing while its visibility is `group`, an `assistant` who has a mandate of the person whom it concerns,",
    "and everybody while it is `public`. `machine` is whoever holds the token in",
    "`DATA_DIR/cloud/admin-token`. An API key needs the scope that is named, and never may more than",
    "its owner. `in person`: not while acting for somebody else.",
    "",
    ...table(actions.filter(isOfAccounts), columns, {
      "API key": keyOf,
      "in person": (action) => (isInPerson(action) ? "yes" : ""),
    }),
    "",
    "## MQTT clients",
    "",
    "What they may do to the station `ab`.",
    "",
    ...table(actions.filter(isOfDevices), devices, {}),
    "",
    "## Routes",
    "",
    "`handler`: at the door everybody passes who may do this to something; the handler asks again when it",
    "knows what. An answer that was sent without asking is an error.",
    "",
    line(["route", "action", "resource"]),
    line(["---", "---", "---"]),
    ...listed.map(({ method, url, access, resource }) =>
      line([`\`${method} ${url}\``, `\`${access}\``, resource]),
    ),
  ].join("\n")}\n`;
};
