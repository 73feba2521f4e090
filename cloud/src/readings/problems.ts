import { defineProblems } from "../api/problems.ts";

export const readingsProblems = defineProblems({
  readings_refused: { status: 400, title: "Nothing of the batch could be kept" },
});
