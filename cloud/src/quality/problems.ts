import { defineProblems } from "../api/problems.ts";

export const qualityProblems = defineProblems({
  value_unknown: { status: 404, title: "No value is kept for this instant" },
  recompute_unknown: { status: 404, title: "Nothing is recomputed under this number" },
});
