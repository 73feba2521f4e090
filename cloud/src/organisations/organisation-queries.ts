import { and, asc, eq } from "drizzle-orm";
import type { Queries } from "../records/database.ts";
import { type PageOfThings, publicThings } from "../things/search.ts";
import { thing } from "../things/tables.ts";
import { organisation } from "./tables.ts";

const shown = {
  id: organisation.id,
  title: thing.title,
  summary: thing.summary,
  visibility: thing.visibility,
  legalForm: organisation.legalForm,
  relation: organisation.relation,
  place: organisation.place,
  website: organisation.website,
};

export const insertOrganisation = async (
  tx: Queries,
  id: string,
  title: string,
  summary: string,
  given: Omit<typeof organisation.$inferInsert, "id">,
): Promise<void> => {
  await tx.insert(thing).values({
    id,
    kind: "organisation",
    title,
    summary,
    status: "published",
    visibility: "public",
  });
  await tx.insert(organisation).values({ ...given, id });
};

export const findOrganisation = async (tx: Queries, id: string) =>
  (
    await tx
      .select(shown)
      .from(organisation)
      .innerJoin(thing, eq(thing.id, organisation.id))
      .where(eq(organisation.id, id))
  )[0];

export const changeOrganisation = async (
  tx: Queries,
  id: string,
  ofThing: Partial<Pick<typeof thing.$inferInsert, "title" | "summary">>,
  given: Partial<typeof organisation.$inferInsert>,
): Promise<void> => {
  if (Object.keys(ofThing).length > 0) await tx.update(thing).set(ofThing).where(eq(thing.id, id));
  if (Object.keys(given).length > 0)
    await tx.update(organisation).set(given).where(eq(organisation.id, id));
};

export const listOrganisations = (tx: Queries, page: PageOfThings) =>
  tx
    .select(shown)
    .from(organisation)
    .innerJoin(thing, eq(thing.id, organisation.id))
    .where(and(publicThings(page, organisation.id), eq(thing.status, "published")))
    .orderBy(asc(organisation.id))
    .limit(page.limit);
