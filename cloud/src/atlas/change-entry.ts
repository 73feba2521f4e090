import { accountOf } from "../access/principal.ts";
import type { Asking } from "../api/api.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { Transaction } from "../records/database.ts";
import { titlesOf } from "../things/queries.ts";
import { demandEntry, resourceOf } from "./demand-entry.ts";
import { type EntryAnswer, entryAnswer } from "./entry-answer.ts";
import { rowOf } from "./entry-rows.ts";
import { communesOf, type FoundEntry, lockEntry, relatedTo } from "./find-queries.ts";
import type { OpenTimesKeeper } from "./keep-open-times.ts";
import { insertChanges, updateEntries } from "./put-queries.ts";
import type { AtlasSheet, EntryState } from "./sheet.ts";

const MOST_RELATED = 50;

export type ChangingContext = Pick<ModuleContext, "records" | "territories" | "audit" | "now"> & {
  readonly times: OpenTimesKeeper;
};

interface Written {
  readonly sheet: AtlasSheet;
  readonly state?: EntryState;
  readonly kind: "changed" | "state" | "reverted";
  readonly at: Date;
  /** Whose words they are, where it is not whoever asks. */
  readonly by?: string | null;
  /** The place itself says it, wherever it is now. */
  readonly isOwn?: boolean;
}

/** Changes entries, one change after the other, and keeps what was said before. */
export const createEntryChanges = ({
  records,
  territories,
  audit,
  now,
  times,
}: ChangingContext) => {
  const { db } = records;

  const answer = async (found: FoundEntry, withNames: boolean): Promise<EntryAnswer> => {
    const { checkedBy } = found.entry;
    const [related, names] = await Promise.all([
      relatedTo(db, found, MOST_RELATED),
      withNames && checkedBy !== null ? titlesOf(db, [checkedBy]) : undefined,
    ]);
    const by = checkedBy === null ? undefined : names?.get(checkedBy)?.title;
    return entryAnswer(found, { related, checkedBy: by }, territories, now());
  };

  const by = (request: Asking): string | null => accountOf(request.principal) ?? null;

  return {
    answer,
    by,
    /** Changes an entry as it is when nobody else changes it any more. */
    async change(
      request: Asking,
      name: string,
      act: (tx: Transaction, found: FoundEntry, at: Date) => Promise<void>,
    ): Promise<EntryAnswer> {
      await db.transaction(async (tx) => {
        const { entry } = await demandEntry(tx, name);
        await lockEntry(tx, entry.id);
        const found = await demandEntry(tx, entry.id);
        request.demand(resourceOf(found, territories));
        await act(tx, found, new Date(now()));
      });
      times.hurry();
      return answer(await demandEntry(db, name), true);
    },
    /** Writes what is said of an entry now, and keeps what was said before. */
    async write(
      request: Asking,
      tx: Transaction,
      { entry, licence }: FoundEntry,
      { sheet, state = entry.state, kind, at, by: whose = by(request), isOwn = false }: Written,
    ): Promise<void> {
      const { id, source, key, family, nature, structureKey } = entry;
      const communes = await communesOf(
        tx,
        territories.country.country,
        sheet.insee === undefined ? [] : [sheet.insee],
      );
      const territory = communes.get(sheet.insee ?? "") ?? null;
      // It may not be moved to a territory that somebody else looks after.
      if (!isOwn)
        request.demand({
          thing: id,
          territories: territory === null ? [] : territories.around(territory),
        });
      const given = { source, key, family, nature, sheet, structure: structureKey ?? undefined };
      const row = rowOf(given, { id, state, territory, licence }, territories.country);
      const isSame = row.digest === entry.digest;
      if (isSame && state === entry.state) return;
      await updateEntries(tx, [row], { at, isImport: false });
      await insertChanges(tx, [
        {
          ...{ entry: id, at, kind, by: whose, source: null },
          ...{ before: isSame ? null : entry.sheet, stateBefore: entry.state },
        },
      ]);
      await audit.write(tx, {
        ...actorOf(request),
        ...(kind === "state"
          ? { action: "atlas.state", before: { state: entry.state }, after: { state } }
          : { action: kind === "reverted" ? "atlas.revert" : "atlas.change" }),
        thing: id,
      });
    },
  };
};
export type EntryChanges = ReturnType<typeof createEntryChanges>;
