import type { Database, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import {
  addLines,
  applyLines,
  countLeavingLines,
  joinRuns,
  removeDemonstrationLines,
  removeLeavingLines,
  type StagedLine,
  stageLines,
} from "./address-queries.ts";
import { createAddressRuns } from "./address-runs.ts";
import type { Country } from "./countries.ts";
import { type Batch, type Complete, openFile } from "./file-entries.ts";
import { textOf } from "./file-text.ts";
import { territoryWords } from "./formats.ts";
import { withinOf } from "./hierarchy.ts";
import { type DamagedLine, FileRefused, fileSentences } from "./sentences.ts";
import type { ImportCounts } from "./tables.ts";
import {
  addToStage,
  allPlaced,
  applyStage,
  countLeaving,
  endDemonstration,
  endLeaving,
  stageTerritories,
  takeTime,
  writeDensities,
  writeWithin,
} from "./territory-queries.ts";

export interface ImportOptions {
  readonly country: Country;
  /** A file that makes many entries leave is meant so. */
  readonly allowRemovals: boolean;
  readonly isDemonstration: boolean;
  readonly at: Date;
  /** Called with the lines that were read so far; throws to stop. */
  readonly onLines: (lines: number) => Promise<void>;
  /** Called in the transaction of the import, at its end. */
  readonly onDone: (tx: Transaction, imported: Imported) => Promise<void>;
}

export interface Imported {
  readonly format: string;
  readonly counts: ImportCounts;
  readonly damages: readonly DamagedLine[];
}

/** So many of the lines that were left out are told; all are counted. */
const DAMAGES_TOLD = 100;

/** Above these, a file is refused: of its lines, and of the entries that it would make leave. */
const MOST_DAMAGED = 0.2;
const FEW_DAMAGED = 10;
const MOST_LEAVING = 0.2;
/** Fewer may always leave: a list of five communes of which two merge. */
const FEW_LEAVING = 50;

const refuseCutOff = (
  { present, leaving }: { readonly present: number; readonly leaving: number },
  allowed: boolean,
): void => {
  if (allowed || leaving <= FEW_LEAVING || leaving <= present * MOST_LEAVING) return;
  throw new FileRefused(fileSentences.tooManyRemoved(leaving, present));
};

/** Writes in what each territory lies, from all that is known of all. */
export const placeTerritories = async (tx: Transaction, { kinds }: Country): Promise<void> => {
  const known = await allPlaced(tx);
  const within = withinOf(known, kinds);
  const changed = known
    .map(({ id, within: before }) => ({ id, before, within: within.get(id) ?? [id] }))
    .filter(({ before, within: after }) => before.join() !== after.join());
  for (let from = 0; from < changed.length; from += 5_000)
    await writeWithin(tx, changed.slice(from, from + 5_000));
};

type Written = Pick<ImportCounts, "added" | "changed" | "left">;

/** How one kind of file is written: a batch at a time, and what is done after the last. */
interface Writer {
  write(batch: Batch): Promise<void>;
  end(): Promise<Written>;
}

const territoryWriter = async (
  tx: Transaction,
  { country, allowRemovals, isDemonstration, at }: ImportOptions,
  complete: Complete,
): Promise<Writer> => {
  await stageTerritories(tx);
  return {
    async write(batch) {
      if (batch.type !== "territories") return;
      const staged = batch.entries.map((entry) => ({
        ...entry,
        id: newIdentifier(),
        words: territoryWords(entry.name ?? entry.code, entry.code, country),
      }));
      for (let from = 0; from < staged.length; from += 1_000)
        await addToStage(tx, staged.slice(from, from + 1_000));
    },
    async end() {
      if (!isDemonstration) await endDemonstration(tx, at);
      refuseCutOff(await countLeaving(tx, country.country, complete), allowRemovals);
      const applied = await applyStage(tx, country.country, { at, isDemonstration });
      const left = isDemonstration ? 0 : await endLeaving(tx, country.country, complete, at);
      await placeTerritories(tx, country);
      return { ...applied, left };
    },
  };
};

const densityWriter = (tx: Transaction, { country }: ImportOptions): Writer => {
  let changed = 0;
  return {
    async write(batch) {
      if (batch.type === "densities")
        changed += await writeDensities(tx, country.country, batch.entries);
    },
    end: async () => ({ added: 0, changed, left: 0 }),
  };
};

/** Rows of streets that are sent to the server at a time. */
const ROWS_AT_A_TIME = 1_000;

const addressWriter = async (
  tx: Transaction,
  { country, allowRemovals, isDemonstration }: ImportOptions,
): Promise<Writer> => {
  await stageLines(tx);
  const runs = createAddressRuns(country.addresses);
  let rows: StagedLine[] = [];
  const send = async (least: number) => {
    if (rows.length < least) return;
    await addLines(tx, rows);
    rows = [];
  };
  return {
    async write(batch) {
      if (batch.type !== "addresses") return;
      for (const entry of batch.entries) {
        const row = runs.add(entry);
        if (row !== undefined) rows.push(row);
      }
      await send(ROWS_AT_A_TIME);
    },
    async end() {
      rows.push(...runs.end());
      await send(0);
      await joinRuns(tx);
      if (!isDemonstration) await removeDemonstrationLines(tx);
      refuseCutOff(await countLeavingLines(tx, country.country), allowRemovals);
      const left = await removeLeavingLines(tx, country.country);
      return { ...(await applyLines(tx, country.country, isDemonstration)), left };
    },
  };
};

const writerFor = (
  tx: Transaction,
  { type }: Batch,
  complete: Complete,
  options: ImportOptions,
): Writer | Promise<Writer> => {
  switch (type) {
    case "territories":
      return territoryWriter(tx, options, complete);
    case "densities":
      return densityWriter(tx, options);
    case "addresses":
      return addressWriter(tx, options);
    default:
      return type satisfies never;
  }
};

/**
 * Imports a file, all of it or nothing: in one transaction. Lines that are damaged are left out and told.
 * Throws `FileRefused` when the file as a whole cannot be used.
 */
export const importFile = (
  db: Database,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<Imported> =>
  db.transaction(async (tx) => {
    await takeTime(tx);
    const { format, complete, batches } = await openFile(textOf(source), options.country);
    const damages: DamagedLine[] = [];
    let [lines, damaged] = [0, 0];
    const judge = () => {
      if (damaged > FEW_DAMAGED && damaged > lines * MOST_DAMAGED)
        throw new FileRefused(fileSentences.tooDamaged(damaged, lines));
    };
    let writer: Writer | undefined;
    for await (const batch of batches) {
      lines += batch.lines;
      damaged += batch.damages.length;
      damages.push(...batch.damages.slice(0, DAMAGES_TOLD - damages.length));
      judge();
      writer ??= await writerFor(tx, batch, complete, options);
      await writer.write(batch);
      await options.onLines(lines);
    }
    if (writer === undefined) throw new FileRefused(fileSentences.empty());
    if (damaged === lines) throw new FileRefused(fileSentences.tooDamaged(damaged, lines));
    const written = await writer.end();
    const imported = { format, counts: { lines, ...written, damaged }, damages };
    await options.onDone(tx, imported);
    return imported;
  });
