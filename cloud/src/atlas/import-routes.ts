import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { Queries, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { type EntryRow, type GivenEntry, rowOf } from "./entry-rows.ts";
import { communesOf, entriesAlike, entriesOfKeys, structuresAmong } from "./find-queries.ts";
import { createLikes, outcomeOf, takings } from "./judge-import.ts";
import type { OpenTimesKeeper } from "./keep-open-times.ts";
import { askedKeysOf, likenessReasons } from "./likeness.ts";
import {
  insertChanges,
  insertEntries,
  lockSource,
  type NewChange,
  updateEntries,
} from "./put-queries.ts";
import { AtlasSheet, families, natures } from "./sheet.ts";

/** Of one request. */
export const MOST_ENTRIES = 1_000;
const BODY_BYTES = 16_000_000;
const MOST_LIKES = 3;

const Line = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(
      /^[^\p{Cc}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}][^\p{Cc}\p{Zl}\p{Zp}]*$/u,
      "must be a text on one line",
    );

const Given = z.strictObject({
  key: Line(200).describe("What the source calls it: an import finds it again by this"),
  nature: z.enum(natures),
  structure: Line(200).optional().describe("Of an offer: `key` of the place that makes it"),
  sheet: z
    .record(z.string(), z.unknown())
    .describe("Name, address, services…: what an entry of the list has under `sheet`"),
});

const Like = z.object({
  entry: z.uuid().optional().meta({ description: "Absent for another row of the import" }),
  row: z.int().optional(),
  slug: z.string().optional(),
  source: z.string(),
  name: z.string(),
  score: z.number().meta({ description: "0 to 1" }),
  reasons: z.array(z.enum(likenessReasons)),
});

const Told = z.object({
  row: z.int().meta({ description: "From 0" }),
  outcome: z.enum(["new", "changed", "same", "conflict", "refused"]),
  detail: z.string().optional(),
  held: z.boolean().meta({ description: "It is probably another entry: it waits for a review" }),
  likes: z.array(Like),
});
type Told = z.infer<typeof Told>;

const Counts = z.object({
  new: z.int(),
  changed: z.int(),
  same: z.int(),
  conflict: z.int().meta({ description: "Changed here since the last import: left as they are" }),
  refused: z.int(),
  held: z.int().meta({ description: "Of the new ones: they wait for a review" }),
});

const Answer = z
  .object({
    counts: Counts,
    told: z.array(Told).meta({ description: "Rows about which there is something to say" }),
  })
  .meta({ id: "AtlasImport" });

interface Understood extends GivenEntry {
  readonly row: number;
  readonly territory: string | null;
}

type Context = Pick<ModuleContext, "records" | "territories" | "audit" | "now"> & {
  readonly times: OpenTimesKeeper;
};

/** What somebody who imports says for all rows. */
interface SaidForAll {
  readonly source: string;
  readonly family: (typeof families)[number];
  readonly taking: (typeof takings)[number];
  readonly licence: string;
  readonly likes: "hold" | "publish";
}

export const importRoutes = (api: Api, context: Context): void => {
  const { records, territories, audit, now, times } = context;
  const { country } = territories;

  /** Rows that can be, each with its commune; why the others cannot. */
  const understand = async (
    db: Queries,
    request: Asking,
    { source, family }: SaidForAll,
    given: readonly z.infer<typeof Given>[],
  ) => {
    const read = given.map(({ sheet, ...entry }, row) => {
      const parsed = AtlasSheet.safeParse(sheet);
      return { ...entry, row, parsed };
    });
    const [communes, structures] = await Promise.all([
      communesOf(db, country.country, [
        ...new Set(read.flatMap(({ parsed }) => parsed.data?.insee ?? [])),
      ]),
      structuresAmong(db, source, [...new Set(read.flatMap(({ structure }) => structure ?? []))]),
    ]);
    const inRequest = new Set(
      read.flatMap(({ key, nature }) => (nature === "structure" ? [key] : [])),
    );
    const seen = new Set<string>();
    const refused: Told[] = [];
    const good: Understood[] = [];
    for (const { key, nature, structure, row, parsed } of read) {
      const territory = communes.get(parsed.data?.insee ?? "") ?? null;
      const detail = !parsed.success
        ? parsed.error.issues
            .map(({ path, message }) => `"${path.join(".")}": ${message}`)
            .join("; ")
        : seen.has(key)
          ? `another row has the key "${key}"`
          : structure !== undefined && !structures.has(structure) && !inRequest.has(structure)
            ? `no place of ${source} has the key "${structure}": import the places first`
            : request.allows(
                  territory === null ? {} : { territories: territories.around(territory) },
                )
              ? undefined
              : territory === null
                ? "its commune is not known here: only who looks after the whole platform imports it"
                : "you look after another territory";
      if (detail !== undefined || !parsed.success)
        refused.push({ row, outcome: "refused", detail: detail ?? "", held: false, likes: [] });
      else
        good.push({
          ...{ row, source, key, family, nature, structure, territory, sheet: parsed.data },
        });
      seen.add(key);
    }
    return { good, refused };
  };

  /** Of new rows: entries, and other rows, that may be the same place. */
  const likesOf = async (
    db: Queries,
    added: readonly Understood[],
  ): Promise<ReadonlyMap<number, Told["likes"]>> => {
    const found = new Map<number, Told["likes"]>();
    const ofRequest = createLikes<Understood>();
    for (const nature of natures) {
      const some = added.filter((each) => each.nature === nature);
      if (some.length === 0) continue;
      const keys = [...new Set(some.flatMap(({ sheet }) => askedKeysOf(sheet)))];
      const known = (await entriesAlike(db, nature, keys)).map((each) => ({ ...each, nature }));
      const likes = createLikes(known);
      for (const each of some) {
        const here = likes
          .of(each, MOST_LIKES)
          .map(({ entry: { id, slug, source, sheet }, likeness }) => ({
            ...{ entry: id, slug: slug ?? id, source, name: sheet.name, ...likeness },
          }));
        const rows = ofRequest
          .of(each, MOST_LIKES)
          .map(({ entry: { row, source, sheet }, likeness }) => ({
            ...{ row, source, name: sheet.name, ...likeness },
          }));
        ofRequest.add(each);
        const all = [...here, ...rows]
          .toSorted((one, other) => other.score - one.score)
          .slice(0, MOST_LIKES)
          .map((like) => ({ ...like, reasons: [...like.reasons] }));
        if (all.length > 0) found.set(each.row, all);
      }
    }
    return found;
  };

  const judge = async (
    db: Queries,
    request: Asking,
    said: SaidForAll,
    given: readonly z.infer<typeof Given>[],
  ) => {
    const { good, refused } = await understand(db, request, said, given);
    const known = new Map(
      (
        await entriesOfKeys(
          db,
          said.source,
          good.map(({ key }) => key),
        )
      ).map((each) => [each.key, each]),
    );
    const rows = good.map((each) => {
      const before = known.get(each.key);
      const row = rowOf(
        each,
        {
          id: before?.id ?? newIdentifier(),
          state: before?.state ?? "published",
          ...{ territory: each.territory, licence: said.licence },
        },
        country,
      );
      return { each, before, row, outcome: outcomeOf(before, row.digest, said.taking) };
    });
    const likes = await likesOf(
      db,
      rows.filter(({ outcome }) => outcome === "new").map(({ each }) => each),
    );
    return {
      refused,
      judged: rows.map(({ each, before, row, outcome }) => {
        const alike = likes.get(each.row) ?? [];
        const isHeld = alike.length > 0 && said.likes === "hold";
        const held: EntryRow = isHeld ? { ...row, state: "proposed" } : row;
        return { row: held, before, outcome, alike, isHeld, number: each.row };
      }),
    };
  };

  const write = async (
    tx: Transaction,
    judged: Awaited<ReturnType<typeof judge>>["judged"],
    { source }: SaidForAll,
    by: string | null,
  ): Promise<void> => {
    const at = new Date(now());
    const putting = { at, isImport: true };
    const added = judged.filter(({ outcome }) => outcome === "new");
    const changed = judged.filter(({ outcome }) => outcome === "changed");
    await insertEntries(
      tx,
      added.map(({ row }) => row),
      putting,
    );
    await updateEntries(
      tx,
      changed.map(({ row }) => row),
      putting,
    );
    await insertChanges(tx, [
      ...added.map(
        ({ row }): NewChange => ({
          ...{ entry: row.id, at, kind: "added", by, source, before: null, stateBefore: null },
        }),
      ),
      ...changed.map(
        ({ row, before }): NewChange => ({
          ...{ entry: row.id, at, kind: "changed", by, source },
          ...{ before: before?.sheet ?? null, stateBefore: before?.state ?? null },
        }),
      ),
    ]);
  };

  api.post(
    "/api/v1/atlas/imports",
    {
      bodyLimit: BODY_BYTES,
      config: { access: "atlas.import", resource: "handler", bodyMs: 60_000 },
      schema: {
        summary:
          "Import places and offers that somebody collects, by the keys that they have there",
        description: `${MOST_ENTRIES} at most; offers after their places. To send them again changes nothing. What was changed here since the last import stays as it is, and is told as a conflict. With \`preview\` nothing is written.`,
        body: z.strictObject({
          source: Line(80),
          family: z.enum(families).default("mediation"),
          taking: z.enum(takings).default("ours"),
          licence: z
            .string()
            .regex(/^[\w.+-]{1,60}$/)
            .default("etalab-2.0")
            .describe("SPDX identifier"),
          likes: z
            .enum(["hold", "publish"])
            .default("hold")
            .describe("What becomes of a new entry that is probably there already"),
          preview: z.boolean().default(false),
          entries: z.array(Given).min(1).max(MOST_ENTRIES),
        }),
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { entries, preview, ...said } = request.body;
      // Whoever may import nowhere passed the door for some place: each row is asked for below.
      request.allows({});
      const run = async (db: Queries) => judge(db, request, said, entries);
      const { judged, refused } = preview
        ? await run(records.db)
        : await records.db.transaction(async (tx) => {
            await lockSource(tx, said.source);
            const found = await run(tx);
            await write(tx, found.judged, said, accountOf(request.principal) ?? null);
            const { source, family } = said;
            if (found.judged.some(({ outcome }) => outcome === "new" || outcome === "changed"))
              await audit.write(tx, {
                ...{ ...actorOf(request), action: "atlas.import" },
                after: { source, family, ...countsOf(found) },
              });
            return found;
          });
      if (!preview) times.hurry();
      const told = judged
        .filter(({ outcome, alike }) => outcome === "conflict" || alike.length > 0)
        .map(
          ({ number, outcome, alike, isHeld }): Told => ({
            ...{ row: number, outcome, held: isHeld, likes: [...alike] },
          }),
        );
      return {
        counts: countsOf({ judged, refused }),
        told: [...refused, ...told].toSorted((one, other) => one.row - other.row),
      };
    },
  );
};

const countsOf = ({
  judged,
  refused,
}: {
  readonly judged: readonly { readonly outcome: Told["outcome"]; readonly isHeld: boolean }[];
  readonly refused: readonly unknown[];
}): z.infer<typeof Counts> => {
  const count = (outcome: Told["outcome"]) =>
    judged.filter((each) => each.outcome === outcome).length;
  return {
    ...{ new: count("new"), changed: count("changed"), same: count("same") },
    ...{ conflict: count("conflict"), refused: refused.length },
    held: judged.filter(({ isHeld }) => isHeld).length,
  };
};
