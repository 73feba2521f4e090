import type { Problem } from "../../cloud/src/atlas/formats/finding.ts";
import type { Language } from "../language.ts";
import { problemTexts } from "./problem-texts.ts";

/** What is wrong and what to do, in one or two sentences. */
export const messageOf = (language: Language, problem: Problem): string =>
  (problemTexts[language][problem.kind] as (problem: Problem) => string)(problem);
