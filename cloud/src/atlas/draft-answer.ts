import * as z from "zod";
import { type AnswerFault, Answers, answerFaults, sheetOfAnswers } from "./answers.ts";
import type { FoundDraft } from "./draft-queries.ts";
import { likenessReasons } from "./likeness.ts";
import { entryStates } from "./sheet.ts";
import { draftStates } from "./tables.ts";

export const DraftLike = z.object({
  slug: z.string(),
  name: z.string(),
  street: z.string().optional(),
  commune: z.string().optional(),
  score: z.number().meta({ description: "0 to 1" }),
  reasons: z.array(z.enum(likenessReasons)),
});
export type DraftLike = z.infer<typeof DraftLike>;

/** What was typed, with what the API's readers must know of it. */
export const Draft = z
  .object({
    id: z.uuid(),
    state: z.enum(draftStates),
    isCorrection: z.boolean(),
    isOwn: z.boolean().meta({
      description: "The account has the address of the place: what it says is shown at once",
    }),
    at: z.iso.datetime(),
    answers: Answers,
    entry: z
      .object({ slug: z.string(), name: z.string(), state: z.enum(entryStates) })
      .optional()
      .meta({ description: "Which it corrects, or what was made of it" }),
    faults: z
      .array(z.object({ field: z.string(), fault: z.enum(answerFaults) }))
      .meta({ description: "What is missing or cannot be read: none when it is submitted" }),
    likes: z.array(DraftLike).meta({ description: "Entries that are probably the same place" }),
  })
  .meta({ id: "AtlasDraft" });
export type Draft = z.infer<typeof Draft>;

export const isOwnPlace = (found: FoundDraft, address: string | undefined): boolean =>
  found.isCorrection &&
  address !== undefined &&
  (found.about?.sheet.emails ?? []).some((email) => email.toLowerCase() === address.toLowerCase());

export const draftAnswer = (
  found: FoundDraft,
  { address, likes }: { address: string | undefined; likes: readonly DraftLike[] },
): Draft => {
  const { id, state, isCorrection, at, answers, about } = found;
  const faults: readonly AnswerFault[] =
    state === "draft" ? sheetOfAnswers(answers, about?.sheet).faults : [];
  return {
    ...{
      id,
      state,
      isCorrection,
      isOwn: isOwnPlace(found, address),
      at: at.toISOString(),
      answers,
    },
    ...(about === undefined
      ? {}
      : { entry: { slug: about.slug ?? id, name: about.name, state: about.state } }),
    ...{ faults: [...faults], likes: [...likes] },
  };
};
