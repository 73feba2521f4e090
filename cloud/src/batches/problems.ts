import { defineProblems } from "../api/problems.ts";

export const batchProblems = defineProblems({
  batch_unknown: { status: 404, title: "No such batch of boxes" },
  too_many_prepared: { status: 409, title: "Too many boxes are prepared and not claimed" },
});
