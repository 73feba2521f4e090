import { textAnswer } from "../site/text-answer.ts";
import type { Route } from "./+types/text-route.ts";
import { askedFile, missing, titleOf } from "./answer-file.ts";
import { plainText } from "./plain-text.ts";

/** `/bulletin/<code>/bulletin.txt`: plain text, to be read aloud. */
export const loader = async ({ request, params, context }: Route.LoaderArgs) => {
  const { language, t, asked } = await askedFile(request, context, params.code);
  if (!asked.ok) return missing(t, asked);
  return textAnswer(plainText(`${titleOf(t, asked.value, language)}.`, asked.value, language), 200);
};
