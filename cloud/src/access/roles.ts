/** Roles that are given to somebody. The other two come with having an account, or none. */
export const grantedRoles = [
  "host",
  "contributor",
  "mediator",
  "data_steward",
  "coordinator",
  "administrator",
] as const;
export type GrantedRole = (typeof grantedRoles)[number];

/** What somebody can be here. A visitor has no account; every account is a citizen's. */
export const roles = ["visitor", "citizen", ...grantedRoles] as const;
export type Role = (typeof roles)[number];

export const scopeKinds = ["platform", "territory", "organisation", "thing"] as const;

/** Where a role holds: everywhere, or for what is in one territory, of one organisation, or one thing. */
export type Scope =
  | { readonly kind: "platform" }
  | { readonly kind: "territory" | "organisation" | "thing"; readonly id: string };

/** A role, and where it holds. */
export interface Grant {
  readonly role: GrantedRole;
  readonly scope: Scope;
}

/** Somebody belongs to an organisation or to a thing, in one of its circles where it has some. */
export interface Membership {
  readonly of: string;
  readonly circle?: string;
}

/** What ties somebody to what is asked for, without a role. */
export const relations = ["self", "owner", "member", "circle", "assistant", "public"] as const;
export type Relation = (typeof relations)[number];

/** What a program may be allowed by its owner. It never may more than the owner. */
export const keyScopes = [
  "measurements:read",
  "things:read",
  "things:write",
  "account:read",
  "quarantine:read",
  "quality:write",
] as const;
export type KeyScope = (typeof keyScopes)[number];
