import * as z from "zod";
import { accountOf } from "../access/principal.ts";
import type { Api, Asking } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { limitRate } from "../api/rate-limit.ts";
import type { ModuleContext } from "../module.ts";
import { actorOf } from "../people/own-account.ts";
import type { Queries, Transaction } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { Answers, answersOf, familyOf, sheetOfAnswers } from "./answers.ts";
import { type ChangingContext, createEntryChanges } from "./change-entry.ts";
import { demandEntry } from "./demand-entry.ts";
import { Draft, type DraftLike, draftAnswer, isOwnPlace } from "./draft-answer.ts";
import {
  addressOf,
  countWaiting,
  draftsOf,
  type FoundDraft,
  findDraft,
  insertDraft,
  lockDraft,
  putAnswers,
  removeDraft,
  settleDraft,
} from "./draft-queries.ts";
import { rowOf } from "./entry-rows.ts";
import { communesOf, entriesAlike, lockEntry } from "./find-queries.ts";
import { createLikes } from "./judge-import.ts";
import { askedKeysOf } from "./likeness.ts";
import { atlasProblems } from "./problems.ts";
import { insertChanges, insertEntries, putCheck } from "./put-queries.ts";
import { AtlasSheet } from "./sheet.ts";

/** Under which people's own entries stand. */
const SOURCE = "atlas";
const LICENCE = "etalab-2.0";
/** Of one person: drafts, and what waits to be read. */
const MOST_WAITING = 30;
const MOST_LISTED = 100;
const MOST_LIKES = 3;
/** Of one visitor. */
const MOST_SUBMITTED = 60;
const WITHIN_MS = 3_600_000;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const Own = z.object({ id: z.uuid() });

type Context = ChangingContext & Pick<ModuleContext, "people">;

/** What people write about places: kept as they type it, then submitted, then read by somebody before everybody sees it. */
export const draftRoutes = async (api: Api, context: Context): Promise<void> => {
  const { people, records, territories, audit, now, times } = context;
  const { db } = records;
  const { write } = createEntryChanges(context);
  const limits = await limitRate(api, {
    ...{ most: MOST_SUBMITTED, withinMs: WITHIN_MS, countedAs: people.visitors.countedAs },
  });
  const { country } = territories;

  const personOf = (request: Asking): string => accountOf(request.principal) ?? "";

  /** Somebody's own draft: of another's nobody learns that it is there. */
  const demandDraft = async (tx: Queries, request: Asking, id: string): Promise<FoundDraft> => {
    const found = await findDraft(tx, id);
    if (found === undefined || found.person !== personOf(request))
      throw new Problem(atlasProblems.atlas_draft_unknown, `You have no draft ${id}.`);
    return found;
  };

  const change = async (
    request: Asking,
    id: string,
    act: (tx: Transaction, found: FoundDraft) => Promise<void>,
  ): Promise<void> => {
    await db.transaction(async (tx) => {
      await lockDraft(tx, id);
      const found = await demandDraft(tx, request, id);
      if (found.state !== "draft")
        throw new Problem(
          atlasProblems.atlas_draft_submitted,
          "What was submitted is read now: correct the entry once it is published.",
        );
      await act(tx, found);
    });
  };

  /** Published entries that are probably the same place as a new one. */
  const likesOf = async ({ answers, isCorrection, state }: FoundDraft): Promise<DraftLike[]> => {
    const { name = "", postcode, insee, lat, lon } = answers;
    const [latitude, longitude] = [Number(lat ?? Number.NaN), Number(lon ?? Number.NaN)];
    const sheet = AtlasSheet.safeParse({
      ...{ name, postcode: postcode?.trim(), insee },
      ...(Number.isNaN(latitude) || Number.isNaN(longitude) ? {} : { latitude, longitude }),
    });
    if (isCorrection || state !== "draft" || !sheet.success) return [];
    const given = { nature: "structure" as const, sheet: sheet.data };
    const known = await entriesAlike(db, given.nature, askedKeysOf(sheet.data));
    return createLikes(
      known
        .filter((each) => each.state === "published")
        .map((each) => ({ ...each, nature: given.nature })),
    )
      .of(given, MOST_LIKES)
      .map(({ entry, likeness: { score, reasons } }) => ({
        ...{ slug: entry.slug ?? entry.id, name: entry.sheet.name, street: entry.sheet.street },
        ...{ commune: entry.sheet.commune, score, reasons: [...reasons] },
      }));
  };

  const answer = async (request: Asking, id: string): Promise<Draft> => {
    const found = await demandDraft(db, request, id);
    const [address, likes] = await Promise.all([addressOf(db, found.person), likesOf(found)]);
    return draftAnswer(found, { address, likes });
  };

  api.get(
    "/api/v1/atlas/drafts",
    {
      config: { access: "atlas.propose" },
      schema: {
        summary: "What one is writing about places, and what became of it",
        response: { 200: z.object({ drafts: z.array(Draft) }), ...refusals },
      },
    },
    async (request) => {
      const person = personOf(request);
      const [found, address] = await Promise.all([
        draftsOf(db, person, MOST_LISTED),
        addressOf(db, person),
      ]);
      return { drafts: found.map((each) => draftAnswer(each, { address, likes: [] })) };
    },
  );

  api.post(
    "/api/v1/atlas/drafts",
    {
      config: { access: "atlas.propose", ...limits },
      schema: {
        summary: "Begin to write about a new place, or to correct an entry",
        body: z.strictObject({
          entry: z
            .string()
            .regex(/^[a-z0-9-]{1,80}$/)
            .optional()
            .describe("Which is corrected: its name in addresses"),
        }),
        response: { 201: Draft, ...refusals },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const id = await db.transaction(async (tx) => {
        if ((await countWaiting(tx, person)) >= MOST_WAITING)
          throw new Problem(
            atlasProblems.atlas_drafts_full,
            `${MOST_WAITING} of yours wait: submit or remove some, or wait until they were read.`,
          );
        const at = new Date(now());
        const { entry: name } = request.body;
        if (name === undefined)
          return insertDraft(tx, { person, entry: null, isCorrection: false, answers: {}, at });
        const { entry } = await demandEntry(tx, name);
        if (entry.state !== "published")
          throw new Problem(atlasProblems.atlas_entry_unknown, `The atlas has no entry "${name}".`);
        const answers = answersOf(entry.sheet, entry.family);
        return insertDraft(tx, { person, entry: entry.id, isCorrection: true, answers, at });
      });
      return reply.code(201).send(await answer(request, id));
    },
  );

  api.get(
    "/api/v1/atlas/drafts/:id",
    {
      config: { access: "atlas.propose" },
      schema: {
        summary: "What one is writing about a place",
        params: Own,
        response: { 200: Draft, ...refusals },
      },
    },
    async (request) => answer(request, request.params.id),
  );

  api.put(
    "/api/v1/atlas/drafts/:id",
    {
      config: { access: "atlas.propose" },
      schema: {
        summary: "Keep answers as they were typed",
        description:
          "Answers that are not named stay as they are. Nothing is refused for being wrong or missing: `faults` says what is.",
        params: Own,
        body: z.strictObject({ answers: Answers }),
        response: { 200: Draft, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await change(request, id, async (tx, { answers }) => {
        await putAnswers(tx, id, {
          ...{ answers: { ...answers, ...request.body.answers }, at: new Date(now()) },
        });
      });
      return answer(request, id);
    },
  );

  api.delete(
    "/api/v1/atlas/drafts/:id",
    {
      config: { access: "atlas.propose" },
      schema: {
        summary: "Throw away what one was writing",
        params: Own,
        response: { 200: z.object({ removed: z.literal(true) }), ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await change(request, id, (tx) => removeDraft(tx, id));
      return { removed: true as const };
    },
  );

  /** A new place waits for a review under a name of its own. */
  const propose = async (
    tx: Transaction,
    request: Asking,
    { id, answers }: FoundDraft,
    sheet: AtlasSheet,
  ): Promise<string> => {
    const at = new Date(now());
    const said = { ...sheet, updatedOn: dayOf(at) };
    const person = personOf(request);
    const family = familyOf(answers);
    const communes = await communesOf(
      tx,
      country.country,
      sheet.insee === undefined ? [] : [sheet.insee],
    );
    const row = rowOf(
      { source: SOURCE, key: id, family, nature: "structure", structure: undefined, sheet: said },
      {
        ...{ id: newIdentifier(), state: "proposed", licence: LICENCE },
        territory: communes.get(sheet.insee ?? "") ?? null,
      },
      country,
    );
    await insertEntries(tx, [row], { at, isImport: false });
    await insertChanges(tx, [
      {
        ...{ entry: row.id, at, kind: "added", by: person, source: null },
        ...{ before: null, stateBefore: null },
      },
    ]);
    await audit.write(tx, { ...actorOf(request), action: "atlas.propose", thing: row.id });
    return row.id;
  };

  /** What a place says of itself is shown at once, and counts as a check. */
  const correctOwn = async (
    tx: Transaction,
    request: Asking,
    entry: string,
    answers: Answers,
  ): Promise<void> => {
    const at = new Date(now());
    await lockEntry(tx, entry);
    const found = await demandEntry(tx, entry);
    const { sheet } = sheetOfAnswers(answers, found.entry.sheet);
    if (sheet !== undefined)
      await write(request, tx, found, {
        ...{ sheet: { ...sheet, updatedOn: dayOf(at) }, kind: "changed", at, isOwn: true },
      });
    await putCheck(tx, entry, {
      ...{ by: personOf(request), how: "structure", at, on: dayOf(at) },
    });
  };

  api.post(
    "/api/v1/atlas/drafts/:id/submit",
    {
      config: { access: "atlas.propose", ...limits },
      schema: {
        summary: "Submit what one has written",
        description:
          "A new place, and a correction, are read by somebody before everybody sees them. Whose account has the address of the place changes its entry at once.",
        params: Own,
        response: { 200: Draft, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await change(request, id, async (tx, found) => {
        const { answers, about, entry } = found;
        const { sheet, faults } = sheetOfAnswers(answers, about?.sheet);
        if (sheet === undefined)
          throw new Problem(
            atlasProblems.atlas_draft_incomplete,
            faults.map(({ field, fault }) => `"${field}" is ${fault}.`).join(" "),
          );
        const at = new Date(now());
        if (!found.isCorrection) {
          const made = await propose(tx, request, found, sheet);
          await settleDraft(tx, id, { state: "submitted", at, entry: made });
        } else if (entry !== null && isOwnPlace(found, await addressOf(tx, found.person))) {
          await correctOwn(tx, request, entry, answers);
          await settleDraft(tx, id, { state: "accepted", at });
        } else await settleDraft(tx, id, { state: "submitted", at });
      });
      times.hurry();
      return answer(request, id);
    },
  );
};
