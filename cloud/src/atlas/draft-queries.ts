import { and, asc, count, desc, eq, sql } from "drizzle-orm";
import { person } from "../people/tables.ts";
import type { Queries } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { thing } from "../things/tables.ts";
import type { Answers } from "./answers.ts";
import { lyingIn } from "./report-queries.ts";
import type { AtlasSheet } from "./sheet.ts";
import { type AtlasDraft, atlasDraft, atlasEntry, atlasSheet } from "./tables.ts";

export interface FoundDraft extends AtlasDraft {
  /** Which it corrects, or what became of it. */
  readonly about:
    | {
        readonly slug: string | null;
        readonly name: string;
        readonly state: (typeof atlasEntry.$inferSelect)["state"];
        readonly sheet: AtlasSheet;
      }
    | undefined;
}

const drafts = (db: Queries) =>
  db
    .select({
      draft: atlasDraft,
      slug: thing.slug,
      name: thing.title,
      state: atlasEntry.state,
      sheet: atlasSheet.sheet,
    })
    .from(atlasDraft)
    .leftJoin(atlasEntry, eq(atlasEntry.id, atlasDraft.entry))
    .leftJoin(atlasSheet, eq(atlasSheet.id, atlasDraft.entry))
    .leftJoin(thing, eq(thing.id, atlasDraft.entry));

const foundOf = ({
  draft,
  slug,
  name,
  state,
  sheet,
}: Awaited<ReturnType<typeof drafts>>[number]): FoundDraft => ({
  ...draft,
  about:
    name === null || state === null || sheet === null ? undefined : { slug, name, state, sheet },
});

/** Somebody's own, the newest first. */
export const draftsOf = async (db: Queries, owner: string, limit: number): Promise<FoundDraft[]> =>
  (
    await drafts(db).where(eq(atlasDraft.person, owner)).orderBy(desc(atlasDraft.id)).limit(limit)
  ).map(foundOf);

export const findDraft = async (db: Queries, id: string): Promise<FoundDraft | undefined> =>
  (await drafts(db).where(eq(atlasDraft.id, id))).map(foundOf)[0];

/** Holds a draft until the transaction ends. */
export const lockDraft = async (tx: Queries, id: string): Promise<void> => {
  await tx
    .select({ id: atlasDraft.id })
    .from(atlasDraft)
    .where(eq(atlasDraft.id, id))
    .for("update");
};

/** How many of somebody's wait, written or to be read. */
export const countWaiting = async (tx: Queries, owner: string): Promise<number> =>
  (
    await tx
      .select({ count: count() })
      .from(atlasDraft)
      .leftJoin(atlasEntry, eq(atlasEntry.id, atlasDraft.entry))
      .where(
        and(
          eq(atlasDraft.person, owner),
          sql`(${atlasDraft.state} = 'draft' or ${atlasDraft.state} = 'submitted'
            and (${atlasDraft.isCorrection} or ${atlasEntry.state} = 'proposed'))`,
        ),
      )
  )[0]?.count ?? 0;

export const insertDraft = async (
  tx: Queries,
  draft: Pick<AtlasDraft, "person" | "entry" | "isCorrection" | "answers" | "at">,
): Promise<string> => {
  const id = newIdentifier();
  await tx.insert(atlasDraft).values({ id, state: "draft", ...draft });
  return id;
};

export const putAnswers = async (
  tx: Queries,
  id: string,
  { answers, at }: { readonly answers: Answers; readonly at: Date },
): Promise<void> => {
  await tx.update(atlasDraft).set({ answers, at }).where(eq(atlasDraft.id, id));
};

export const settleDraft = async (
  tx: Queries,
  id: string,
  settled: { readonly state: AtlasDraft["state"]; readonly at: Date; readonly entry?: string },
): Promise<void> => {
  await tx.update(atlasDraft).set(settled).where(eq(atlasDraft.id, id));
};

export const removeDraft = async (tx: Queries, id: string): Promise<void> => {
  await tx.delete(atlasDraft).where(eq(atlasDraft.id, id));
};

/** Corrections that wait to be read, in any of these territories or anywhere, the oldest first. */
export const correctionsWaiting = async (
  db: Queries,
  territories: readonly string[] | undefined,
  after: string | undefined,
  limit: number,
): Promise<FoundDraft[]> =>
  (
    await drafts(db)
      .where(
        and(
          eq(atlasDraft.state, "submitted"),
          eq(atlasDraft.isCorrection, true),
          after === undefined ? undefined : sql`${atlasDraft.id} > ${after}::uuid`,
          lyingIn(territories),
        ),
      )
      .orderBy(asc(atlasDraft.id))
      .limit(limit)
  ).map(foundOf);

/** The address of an account; undefined for one without. */
export const addressOf = async (db: Queries, id: string): Promise<string | undefined> =>
  (await db.select({ email: person.email }).from(person).where(eq(person.id, id)))[0]?.email ??
  undefined;

/** For somebody's archive. */
export const draftsForArchive = (db: Queries, owner: string) =>
  db
    .select({ at: atlasDraft.at, state: atlasDraft.state, answers: atlasDraft.answers })
    .from(atlasDraft)
    .where(eq(atlasDraft.person, owner))
    .orderBy(atlasDraft.id);
