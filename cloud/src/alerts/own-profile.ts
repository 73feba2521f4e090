import { bulletinsOf } from "../bulletins/queries.ts";
import { findPractice } from "../practices/queries.ts";
import type { Queries } from "../records/database.ts";
import { conditionsOf } from "./queries.ts";
import { type ProfileAnswer, profileAnswer } from "./subscription.ts";
import type { AlertProfile } from "./tables.ts";

/** A profile as its own reader sees it, with all that they get. */
export const ownProfileAnswer = async (db: Queries, row: AlertProfile): Promise<ProfileAnswer> =>
  profileAnswer(
    row,
    await conditionsOf(db, [row.id]),
    await bulletinsOf(db, row.id),
    row.practice === null ? undefined : await findPractice(db, row.practice),
  );
