import { defineProblems } from "../api/problems.ts";

export const seriesProblems = defineProblems({
  range_invalid: { status: 400, title: "The range of time is not valid" },
  too_many_points: { status: 400, title: "The answer would have too many points" },
});
