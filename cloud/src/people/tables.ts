import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { grantedRoles, scopeKinds } from "../access/roles.ts";
import { instant, newId, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";

/** The columns up to `updatedAt` have better-auth's names for what it calls a user. */
export const person = pgTable(
  "person",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** Lower case. Somebody without an address has "<id>@local.invalid", which is shown nowhere. */
    email: text("email").notNull(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: text("image"),
    twoFactorEnabled: boolean("two_factor_enabled").notNull().default(false),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    language: text("language", { enum: ["fr", "en"] })
      .notNull()
      .default("fr"),
    /** The name by which somebody without an address signs in, with a printed code. */
    signInName: text("sign_in_name"),
    /** The printed code was not replaced yet: it opens nothing but its own change. */
    codeMustChange: boolean("code_must_change").notNull().default(false),
    /** Under 15 when the account was made. */
    isMinor: boolean("is_minor").notNull().default(false),
    parentConsentAt: instant("parent_consent_at"),
    /** Of somebody under 15: the day on which they are 15, where it was said. */
    fifteenOn: date("fifteen_on"),
    /** Closed by an administrator: nobody signs in. */
    closedAt: instant("closed_at"),
    lastSeen: instant("last_seen"),
  },
  (own) => [
    uniqueIndex("person_email").on(own.email),
    uniqueIndex("person_sign_in_name").on(own.signInName),
    check("person_languages", sql`${own.language} in ('fr', 'en')`),
  ],
);
export type PersonRow = typeof person.$inferSelect;

const ofPerson = () =>
  uuid("person")
    .notNull()
    .references(() => person.id, { onDelete: "cascade" });

/** Who has signed in, and where. */
export const session = pgTable(
  "session",
  {
    id: newId(),
    userId: ofPerson(),
    /** SHA-256 of the token, which only the cookie holds. */
    token: text("token").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** The mandate under which a mediator acts for somebody at present. */
    mandate: uuid("mandate").references((): AnyPgColumn => mandate.id, { onDelete: "set null" }),
  },
  (own) => [uniqueIndex("session_token").on(own.token), index("session_person").on(own.userId)],
);

/** A password, hashed; better-auth calls it an account. */
export const signInMethod = pgTable(
  "sign_in_method",
  {
    id: newId(),
    userId: ofPerson(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: instant("access_token_expires_at"),
    refreshTokenExpiresAt: instant("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (own) => [
    uniqueIndex("sign_in_method_of_person").on(own.userId, own.providerId),
    index("sign_in_method_account").on(own.accountId),
  ],
);

/** What better-auth remembers between two requests: challenges of passkeys, waits for a code. */
export const verification = pgTable(
  "verification",
  {
    id: newId(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (own) => [
    index("verification_identifier").on(own.identifier),
    index("verification_expires").on(own.expiresAt),
  ],
);

/** The secret of an authenticator, and the codes for its loss, encrypted. */
export const twoFactor = pgTable(
  "two_factor",
  {
    id: newId(),
    userId: ofPerson(),
    secret: text("secret").notNull(),
    backupCodes: text("backup_codes").notNull(),
    verified: boolean("verified").notNull().default(false),
    failedVerificationCount: integer("failed_verification_count").notNull().default(0),
    lockedUntil: instant("locked_until"),
  },
  (own) => [uniqueIndex("two_factor_person").on(own.userId)],
);

/** Codes of an authenticator that were used: each opens once, though it stays valid for a while. */
export const usedCode = pgTable(
  "used_code",
  { person: ofPerson(), code: text("code").notNull(), at: instant("at").notNull() },
  (own) => [primaryKey({ columns: [own.person, own.code] }), index("used_code_at").on(own.at)],
);

/** Attempts on an account or a mailbox, by a hash of its name, counted until an instant. */
export const attemptCount = pgTable(
  "attempt_count",
  {
    key: text("key").primaryKey(),
    made: integer("made").notNull(),
    until: instant("until").notNull(),
  },
  (own) => [index("attempt_count_until").on(own.until)],
);

export const passkey = pgTable(
  "passkey",
  {
    id: newId(),
    userId: ofPerson(),
    name: text("name"),
    publicKey: text("public_key").notNull(),
    credentialID: text("credential_id").notNull(),
    counter: bigint("counter", { mode: "number" }).notNull(),
    deviceType: text("device_type").notNull(),
    backedUp: boolean("backed_up").notNull(),
    transports: text("transports"),
    createdAt: instant("created_at"),
    aaguid: text("aaguid"),
  },
  (own) => [
    uniqueIndex("passkey_credential").on(own.credentialID),
    index("passkey_person").on(own.userId),
  ],
);

export const linkKinds = [
  "sign_in",
  "sign_up",
  "password",
  "first_administrator",
  "email",
  "parent",
] as const;
export type LinkKind = (typeof linkKinds)[number];

/** Links that were sent, each good for one use. */
export const signInLink = pgTable(
  "sign_in_link",
  {
    /** SHA-256 of the token. */
    token: text("token").primaryKey(),
    kind: text("kind", { enum: linkKinds }).notNull(),
    /** Whose account it opens; nobody's while there is none. */
    person: uuid("person").references(() => person.id, { onDelete: "cascade" }),
    email: text("email"),
    created: instant("created").notNull(),
    expires: instant("expires").notNull(),
    used: instant("used"),
  },
  (own) => [
    index("sign_in_link_expires").on(own.expires),
    index("sign_in_link_person").on(own.person),
  ],
);

/** What somebody agreed to, by the version of its text; the newest row of a kind counts. */
export const consent = pgTable(
  "consent",
  {
    id: newId(),
    person: ofPerson(),
    kind: text("kind").notNull(),
    version: text("version").notNull(),
    given: boolean("given").notNull(),
    /** Who gave it, where a mediator acted for the person. */
    by: uuid("by").references(() => person.id, { onDelete: "set null" }),
    at: instant("at").notNull(),
  },
  (own) => [index("consent_person").on(own.person, own.kind, own.at)],
);

/** Keys of programs, which act for their owner. */
export const apiKey = pgTable(
  "api_key",
  {
    id: newId(),
    person: ofPerson(),
    name: text("name").notNull(),
    /** SHA-256 of the key. */
    hash: text("hash").notNull(),
    scopes: text("scopes").array().notNull(),
    created: instant("created").notNull(),
    until: instant("until"),
    lastUsed: instant("last_used"),
  },
  (own) => [uniqueIndex("api_key_hash").on(own.hash), index("api_key_person").on(own.person)],
);

/** Roles that were given, each in its scope. */
export const roleGrant = pgTable(
  "role_grant",
  {
    id: newId(),
    person: ofPerson(),
    role: text("role", { enum: grantedRoles }).notNull(),
    scopeKind: text("scope_kind", { enum: scopeKinds }).notNull(),
    scope: uuid("scope").references(() => thing.id, { onDelete: "cascade" }),
    grantedBy: uuid("granted_by").references(() => person.id, { onDelete: "set null" }),
    since: instant("since").notNull(),
    until: instant("until"),
  },
  (own) => [
    unique("role_grant_once").on(own.person, own.role, own.scopeKind, own.scope).nullsNotDistinct(),
    index("role_grant_scope").on(own.scope),
    check("role_grant_roles", sql`${own.role} in (${words(grantedRoles)})`),
    check("role_grant_scopes", sql`(${own.scopeKind} = 'platform') = (${own.scope} is null)`),
  ],
);

/** A paper by which somebody without an address lets a mediator act for them. */
export const mandate = pgTable(
  "mandate",
  {
    id: newId(),
    person: ofPerson(),
    mediator: uuid("mediator")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    since: instant("since").notNull(),
    until: instant("until").notNull(),
    revoked: instant("revoked"),
    /** The signed paper, a medium that only the two and administrators see. */
    scan: uuid("scan").references(() => thing.id, { onDelete: "set null" }),
    note: text("note"),
    /** Of which role as mediator it makes use: it counts while that role reaches this scope. */
    scopeKind: text("scope_kind", { enum: scopeKinds }).notNull().default("platform"),
    scope: uuid("scope").references(() => thing.id, { onDelete: "cascade" }),
  },
  (own) => [
    index("mandate_person").on(own.person),
    index("mandate_mediator").on(own.mediator),
    check("mandate_of_another", sql`${own.person} <> ${own.mediator}`),
    check("mandate_scopes", sql`(${own.scopeKind} = 'platform') = (${own.scope} is null)`),
  ],
);
