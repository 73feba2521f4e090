import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { grantedRoles } from "../access/roles.ts";
import { person } from "../people/tables.ts";
import { instant } from "../records/columns.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { thing } from "../things/tables.ts";

export const legalForms = [
  "association",
  "scic",
  "scop",
  "sarl",
  "sas",
  "company",
  "cooperative",
  "activity_cooperative",
  "foundation",
  "university",
  "public",
  "informal",
  "other",
] as const;

/** What an organisation is to the programme: the one that bears it, a member, an associate, a supporter. */
export const programmeRelations = ["bearer", "member", "associate", "supporter", "none"] as const;

/** Its title, summary, territory and owner are those of its thing. */
export const organisation = pgTable(
  "organisation",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    legalForm: text("legal_form", { enum: legalForms }).notNull(),
    relation: text("relation", { enum: programmeRelations }).notNull().default("none"),
    place: text("place"),
    website: text("website"),
  },
  (own) => [
    check(
      "organisation_relations",
      sql`${own.relation} in ('bearer', 'member', 'associate', 'supporter', 'none')`,
    ),
  ],
);

/** Somebody, or an organisation, belongs to an organisation or to another thing, in one of its circles. */
export const membership = pgTable(
  "membership",
  {
    id: uuid("id").primaryKey().$defaultFn(newIdentifier),
    of: uuid("of")
      .notNull()
      .references(() => thing.id, { onDelete: "cascade" }),
    /** A person or an organisation. */
    member: uuid("member")
      .notNull()
      .references(() => thing.id, { onDelete: "cascade" }),
    circle: text("circle"),
    since: instant("since").notNull(),
  },
  (own) => [
    uniqueIndex("membership_once").on(own.of, own.member),
    index("membership_member").on(own.member),
    check("membership_of_another", sql`${own.of} <> ${own.member}`),
  ],
);

/** An invitation by mail. Whether the address has an account is told to nobody but its owner. */
export const invitation = pgTable(
  "invitation",
  {
    id: uuid("id").primaryKey().$defaultFn(newIdentifier),
    organisation: uuid("organisation")
      .notNull()
      .references(() => organisation.id, { onDelete: "cascade" }),
    /** Lower case. */
    email: text("email").notNull(),
    circle: text("circle"),
    role: text("role", { enum: grantedRoles }),
    invitedBy: uuid("invited_by").references(() => person.id, { onDelete: "set null" }),
    created: instant("created").notNull(),
    expires: instant("expires").notNull(),
  },
  (own) => [
    uniqueIndex("invitation_once").on(own.organisation, own.email),
    index("invitation_email").on(own.email),
  ],
);
