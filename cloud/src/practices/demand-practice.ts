import { Problem } from "../api/problems.ts";
import type { Queries } from "../records/database.ts";
import { practiceProblems } from "./problems.ts";
import { findPracticeBySlug } from "./queries.ts";
import type { Practice } from "./tables.ts";

/** Throws `Problem` where there is none of this address, or it is not open. */
export const demandOpenPractice = async (db: Queries, slug: string): Promise<Practice> => {
  const found = await findPracticeBySlug(db, slug);
  if (found?.isOpen !== true)
    throw new Problem(
      practiceProblems.practice_unknown,
      `There is no practice "${slug}", or it is not open.`,
    );
  return found;
};
